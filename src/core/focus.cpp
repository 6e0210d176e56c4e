#include "focus.hpp"

#include <cstdint>
#include <filesystem>
#include <set>

#include <sotval/error.hpp>

#include "printable.hpp"

namespace sotval::core {

namespace {

// "./a//b/" -> "a/b"; the root itself is empty.
std::string plain(const std::string& path) {
  const std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  std::string text = normal.string();
  if (text.ends_with('/') && text.size() > 1) text.pop_back();
  if (path.empty() || normal.is_absolute() || text == ".." || text.starts_with("../"))
    throw InputError("'" + printable(path) + "' is no path below the repository; findings can be limited to relative paths of files only");
  return text == "." ? std::string() : text;
}

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

} // namespace

Focus::Focus(const Snapshot& snapshot, std::span<const std::string> paths) : snapshot_(snapshot), covered_(snapshot.size()) {
  std::set<std::string> distinct;
  for (const std::string& path : paths) distinct.insert(plain(path));
  size_ = distinct.size();
  for (const std::string& path : distinct) {
    std::string_view lost = path;
    std::uint32_t node = snapshot_.find(lost);
    if (node != snapshot_.size()) {
      covered_[node] = true;
      continue;
    }
    for (; node == snapshot_.size(); node = snapshot_.find(lost)) { // the root at the latest is there
      missing_.emplace(lost);
      lost = parent_of(lost);
    }
    for (; node != 0; node = snapshot_[node].parent) covered_[node] = true;
  }
}

bool Focus::covers(std::string_view path) const {
  if (path.empty()) return true;
  const std::uint32_t node = snapshot_.find(path);
  return node == snapshot_.size() ? missing_.contains(std::string(path)) : static_cast<bool>(covered_[node]);
}

} // namespace sotval::core
