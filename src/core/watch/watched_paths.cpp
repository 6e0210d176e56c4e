#include "watch/watched_paths.hpp"

namespace sotval::core {

int WatchedPaths::put(int watch, const std::string& path) {
  const auto [at, is_new] = by_path_.try_emplace(path, watch);
  const int former = is_new ? -1 : at->second;
  if (former == watch) return -1;
  if (!is_new) by_watch_.erase(former);
  forget(watch); // where it was moved from
  at->second = watch;
  by_watch_.emplace(watch, at);
  return former;
}

const std::string* WatchedPaths::path_of(int watch) const noexcept {
  const auto found = by_watch_.find(watch);
  return found == by_watch_.end() ? nullptr : &found->second->first;
}

void WatchedPaths::forget(int watch) {
  const auto found = by_watch_.find(watch);
  if (found == by_watch_.end()) return;
  by_path_.erase(found->second);
  by_watch_.erase(found);
}

std::vector<int> WatchedPaths::take_tree(std::string_view path) {
  std::vector<int> watches;
  const auto take = [&](ByPath::iterator first, ByPath::iterator last) {
    for (auto at = first; at != last; ++at) {
      watches.push_back(at->second);
      by_watch_.erase(at->second);
    }
    by_path_.erase(first, last);
  };
  if (path.empty()) {
    take(by_path_.begin(), by_path_.end());
    return watches;
  }
  // "a/b" < "a/b/..." < "a/b0", but "a/b-c" stands between the first two.
  static_assert('/' + 1 == '0');
  if (const auto self = by_path_.find(path); self != by_path_.end()) take(self, std::next(self));
  take(by_path_.lower_bound(std::string(path) + '/'), by_path_.lower_bound(std::string(path) + '0'));
  return watches;
}

void WatchedPaths::clear() noexcept {
  by_watch_.clear();
  by_path_.clear();
}

} // namespace sotval::core
