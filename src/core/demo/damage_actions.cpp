#include <stdexcept>

#include "damages.hpp"
#include "layout.hpp"

namespace sotval::core::demo {
namespace {

[[noreturn]] void no_such_place(std::string_view path, std::string_view text) {
  throw std::logic_error("demo repository: " + std::string(path) + " does not hold '" + std::string(text) +
                         "' as a damage expects");
}

void replace_first(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != text.npos) text.replace(at, from.size(), to);
}

bool replace_all(std::string& text, std::string_view from, std::string_view to) {
  bool found = false;
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    found = true;
  }
  return found;
}

std::size_t next_line(std::string_view text, std::size_t at) {
  const auto end = text.find('\n', at);
  return end == text.npos ? text.size() : end + 1;
}

/// The start of the only line that starts with `prefix`; npos if there is none or more than one.
std::size_t find_only_line(std::string_view text, std::string_view prefix) {
  std::size_t found = text.npos;
  for (std::size_t line = 0; line < text.size(); line = next_line(text, line)) {
    if (!text.substr(line).starts_with(prefix)) continue;
    if (found != text.npos) return text.npos;
    found = line;
  }
  return found;
}

bool drop_block(std::string& text, std::string_view prefix) {
  const auto first = find_only_line(text, prefix);
  if (first == text.npos) return false;
  const auto deeper = std::string(text.find_first_not_of(' ', first) - first + 1, ' ');
  auto end = next_line(text, first);
  while (std::string_view(text).substr(end).starts_with(deeper)) end = next_line(text, end);
  text.erase(first, end - first);
  return true;
}

std::string renamed(const std::string& path, std::string_view to) {
  const auto name = path.rfind('/') + 1; // 0 at the top level
  std::string fresh(to);
  replace_first(fresh, "<name>", std::string_view(path).substr(name));
  return path.substr(0, name) + fresh;
}

void apply_at(const std::string& path, const DamageKind& kind, Tree& tree) {
  switch (kind.action) {
  case Action::remove_file: return tree.remove_file(path);
  case Action::remove_directory: return tree.remove_directory(path);
  case Action::rename_directory: return tree.rename_directory(path, renamed(path, kind.to));
  case Action::add_file: return tree.put(path, std::string(kind.to));
  case Action::append: tree.text_of(path) += kind.to; return;
  case Action::replace:
    if (!replace_all(tree.text_of(path), kind.from, kind.to)) no_such_place(path, kind.from);
    return;
  case Action::drop_block:
    if (!drop_block(tree.text_of(path), kind.from)) no_such_place(path, kind.from);
    return;
  }
}

void apply_to_all_shards(const DamageKind& kind, Tree& tree) {
  const std::string rest(kind.path.substr(all_shards.size()));
  for (std::size_t root = 0; root < roots.size(); ++root)
    for (std::size_t shard = 0; shard < shards.size(); ++shard)
      apply_at(directory_of({root, shard}) + rest, kind, tree);
}

} // namespace

DemoDamage apply(const DamageKind& kind, Targets& targets, Tree& tree) {
  std::string path(kind.path);
  if (path.starts_with("<shard>")) replace_first(path, "<shard>", targets.next_shard());
  if (path.starts_with("<root>")) replace_first(path, "<root>", targets.next_root());
  if (path.starts_with(all_shards)) apply_to_all_shards(kind, tree);
  else apply_at(path, kind, tree);

  std::string what(kind.what);
  if (kind.action == Action::rename_directory) what += " to " + renamed(path, kind.to).substr(path.rfind('/') + 1);
  return {std::move(path), std::move(what), rule_ids(kind.rules)};
}

} // namespace sotval::core::demo
