#include "tree.hpp"

#include <sotval/error.hpp>

#include <cerrno>
#include <fstream>
#include <set>
#include <stdexcept>
#include <system_error>

namespace sotval::core::demo {
namespace {

[[noreturn]] void missing(std::string_view path) {
  throw std::logic_error("demo repository: there is no " + std::string(path));
}

std::set<std::string_view> directories_of(const Tree& tree) {
  std::set<std::string_view> directories;
  for (const auto& [path, text] : tree.files()) {
    std::string_view parent = path;
    for (auto slash = parent.rfind('/'); slash != parent.npos; slash = parent.rfind('/')) {
      parent = parent.substr(0, slash);
      if (!directories.insert(parent).second) break; // so are those above it
    }
  }
  return directories;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) throw InputError(path.string() + ": cannot write: " + std::generic_category().message(errno));
}

} // namespace

Tree::Files::iterator Tree::find(std::string_view path) {
  const auto found = files_.find(path);
  if (found == files_.end()) missing(path);
  return found;
}

std::string& Tree::text_of(std::string_view path) { return find(path)->second; }

void Tree::remove_file(std::string_view path) { files_.erase(find(path)); }

void Tree::remove_directory(std::string_view path) {
  const std::string prefix = std::string(path) + '/';
  const auto first = files_.lower_bound(prefix);
  auto last = first;
  while (last != files_.end() && last->first.starts_with(prefix)) ++last;
  if (first == last) missing(path);
  files_.erase(first, last);
}

void Tree::rename_directory(std::string_view from, std::string_view to) {
  const std::string prefix = std::string(from) + '/';
  auto next = files_.lower_bound(prefix);
  if (next == files_.end() || !next->first.starts_with(prefix)) missing(from);
  while (next != files_.end() && next->first.starts_with(prefix)) {
    auto moved = files_.extract(next++);
    moved.key().replace(0, from.size(), to);
    files_.insert(std::move(moved));
  }
}

WrittenTree write_tree(const Tree& tree, const std::filesystem::path& directory) {
  const auto directories = directories_of(tree);
  for (const auto name : directories) { // in order, so a parent comes before its children
    std::error_code error;
    std::filesystem::create_directory(directory / name, error);
    if (error) throw InputError((directory / name).string() + ": cannot make the directory: " + error.message());
  }
  for (const auto& [path, text] : tree.files()) write_file(directory / path, text);
  return {tree.files().size(), directories.size()};
}

} // namespace sotval::core::demo
