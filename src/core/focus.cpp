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
    const std::uint32_t node = snapshot_.find(path);
    if (node == snapshot_.size()) {
      cover_lost(path);
      continue;
    }
    for (std::uint32_t below = node; below < snapshot_[node].end; ++below) covered_[below] = true;
  }
  cover_new_directories();
}

void Focus::cover_lost(std::string_view path) {
  std::uint32_t node = snapshot_.size();
  for (; node == snapshot_.size(); node = snapshot_.find(path)) {
    missing_.emplace(path);
    path = parent_of(path);
  }
  covered_[node] = true; // the root at the latest
}

void Focus::cover_new_directories() {
  std::vector<std::uint32_t> files(snapshot_.size()), covered(snapshot_.size()); // below each directory
  for (std::uint32_t node = snapshot_.size() - 1; node > 0; --node) {
    const bool directory = snapshot_[node].type == NodeType::directory;
    if (directory && files[node] != 0 && files[node] == covered[node]) covered_[node] = true;
    files[snapshot_[node].parent] += directory ? files[node] : 1;
    covered[snapshot_[node].parent] += directory ? covered[node] : covered_[node] ? 1 : 0;
  }
}

bool Focus::covers(std::string_view path) const {
  if (path.empty()) return true;
  const std::uint32_t node = snapshot_.find(path);
  return node == snapshot_.size() ? missing_.contains(std::string(path)) : static_cast<bool>(covered_[node]);
}

} // namespace sotval::core
