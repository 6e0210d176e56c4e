#include <sotval/overlay.hpp>

#include <algorithm>
#include <utility>

#include <sotval/error.hpp>

#include "printable.hpp"

namespace sotval {

namespace {

std::string quoted(std::string_view path) {
  return "'" + core::shorten(path, 200) + "'";
}

void require_path(std::string_view path) {
  const auto wrong = [&](const std::string& what) { throw InputError("overlay: " + quoted(path) + " " + what); };
  if (path.empty()) throw InputError("overlay: a path is empty");
  if (path.front() == '/') wrong("is absolute, expected a path relative to the repository");
  if (path.find('\0') != std::string_view::npos) wrong("has a zero byte in it");
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    const std::string_view name = path.substr(at, slash - at);
    if (name.empty() || name == "." || name == "..") wrong("has an empty part, '.' or '..' in it, expected a plain path");
    at = slash + 1;
  }
}

// The entries below a path are a row of neighbours.
auto below(auto& entries, std::string_view path) {
  const std::string first = std::string(path) + '/';
  const std::string last = std::string(path) + static_cast<char>('/' + 1);
  return std::pair(entries.lower_bound(first), entries.lower_bound(last));
}

} // namespace

void Overlay::put(std::string_view path, std::string bytes) {
  require_path(path);
  const auto [first, last] = below(entries_, path);
  for (auto entry = first; entry != last; ++entry)
    if (entry->second) throw InputError("overlay: " + quoted(path) + " cannot be a file, " + quoted(entry->first) + " lies below it");
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    const auto above = entries_.find(path.substr(0, slash));
    if (above != entries_.end() && above->second)
      throw InputError("overlay: " + quoted(path) + " lies below " + quoted(above->first) + ", which is a file in the overlay");
  }
  entries_.erase(first, last);
  entries_.insert_or_assign(std::string(path), std::move(bytes));
}

void Overlay::remove(std::string_view path) {
  require_path(path);
  const auto [first, last] = below(entries_, path);
  entries_.erase(first, last);
  entries_.insert_or_assign(std::string(path), std::nullopt);
}

bool Overlay::forget(std::string_view path) {
  const auto entry = entries_.find(path);
  if (entry == entries_.end()) return false;
  entries_.erase(entry);
  return true;
}

} // namespace sotval
