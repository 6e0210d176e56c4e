#include "pack/sections.hpp"

#include <algorithm>

#include "pack/keys.hpp"
#include "pack/regex_reader.hpp"
#include "pack/rule_reader.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

// The element for that name: an inherited one, which it replaces, or a new one at the end.
template <typename T, typename Name, typename Key>
T& slot(std::vector<T>& list, std::size_t inherited, Name T::*member, const Key& name) {
  const auto end = list.begin() + static_cast<std::ptrdiff_t>(inherited);
  const auto found = std::find_if(list.begin(), end, [&](const T& item) { return item.*member == name; });
  if (found != end) return *found = T{};
  return list.emplace_back();
}

template <typename T> KnownNames names_of(const std::vector<T>& list, bool complete) {
  KnownNames known;
  known.complete = complete;
  for (const T& item : list) known.names.push_back(item.name);
  std::sort(known.names.begin(), known.names.end());
  return known;
}

bool is_set_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

} // namespace

SectionReader::SectionReader(Diagnostics& diagnostics, Pack& pack)
    : diagnostics_(diagnostics), pack_(pack), inherited_sets_(pack.sets.size()),
      inherited_categories_(pack.categories.size()), inherited_batches_(pack.batches.size()),
      excluded_(pack.global_exclude.begin(), pack.global_exclude.end()) {}

void SectionReader::read(const Node& document, bool main) {
  const Reader reader(diagnostics_, main ? "the pack" : "an included file");
  if (main)
    reader.only_known(document, names_of(main_keys));
  else
    reader.only_known(document, names_of(included_keys));
  const auto map = [&](std::string_view key) {
    const Node* node = document.find(key);
    if (node == nullptr || reader.is_map(*node, key)) return node;
    complete_ = false;
    return static_cast<const Node*>(nullptr);
  };
  if (const Node* sets = map("sets"))
    for (const Node::Entry& entry : sets->entries) read_set(entry);
  if (const Node* categories = map("categories"))
    for (const Node::Entry& entry : categories->entries) read_category(entry);
  if (const Node* batches = document.find("batches"); batches != nullptr && reader.is_list(*batches, "batches"))
    for (const NodePtr& item : batches->items) read_batch(*item);
  if (const Node* exclude = document.find("global_exclude")) {
    for (std::string& glob : read_globs(reader, *exclude, "global_exclude").value_or(std::vector<std::string>{}))
      if (excluded_.insert(glob).second) pack_.global_exclude.push_back(std::move(glob));
  }
}

bool SectionReader::is_first(const std::string& what, const Place& place) {
  const auto [found, is_new] = defined_.emplace(what, place);
  if (is_new) return true;
  const Place& first = found->second;
  diagnostics_.error(place, "duplicate " + what, "it is at " + diagnostics_.file(first.file).path() + ':' +
                                                     std::to_string(first.line) + " already");
  return false;
}

void SectionReader::read_set(const Node::Entry& entry) {
  const std::string what = "set " + in_quotes(entry.key);
  const Reader reader(diagnostics_, what);
  if (!is_first(what, entry.place)) return;
  if (!is_set_name(entry.key))
    diagnostics_.error(entry.place, "invalid name of a set " + in_quotes(entry.key), "expected letters, digits, '_' and '-'");

  PathSet& set = slot(pack_.sets, inherited_sets_, &PathSet::name, entry.key);
  set.name = entry.key;
  const Node& node = *entry.value;
  if (!reader.is_map(node)) return;
  reader.only_known(node, names_of(set_keys));
  if (const Node* glob = reader.required(node, "glob"))
    set.globs = read_globs(reader, *glob, "glob").value_or(std::vector<std::string>{});
  if (const Node* type = node.find("type"))
    set.type = static_cast<EntryType>(reader.choice(*type, "type", entry_types).value_or(0));
  if (const Node* regex = node.find("regex")) set.regex = read_regex(reader, *regex, "regex").value_or("");
  if (const Node* about = node.find("about")) set.about = reader.text(*about, "about").value_or("");
}

void SectionReader::read_category(const Node::Entry& entry) {
  const std::string what = "category " + in_quotes(entry.key);
  const Reader reader(diagnostics_, what);
  if (!is_first(what, entry.place)) return;
  Category& category = slot(pack_.categories, inherited_categories_, &Category::name, entry.key);
  category.name = entry.key;
  if (!reader.is_map(*entry.value)) return;
  reader.only_known(*entry.value, names_of(category_keys));
  if (const Node* about = entry.value->find("about")) category.about = reader.text(*about, "about").value_or("");
}

void SectionReader::read_batch(const Node& node) {
  const Reader reader(diagnostics_, "a batch");
  if (!reader.is_map(node)) return;
  reader.only_known(node, names_of(batch_keys));
  const Node* number = reader.required(node, "batch");
  const Node* name = reader.required(node, "name");
  if (const Node* about = node.find("about")) reader.text(*about, "about");
  if (number == nullptr || name == nullptr) return;
  const std::optional<std::int64_t> batch = reader.integer(*number, "batch", 0, max_batch);
  const std::optional<std::string> text = reader.non_empty_text(*name, "name");
  if (!batch || !text || !is_first("batch " + std::to_string(*batch), number->place)) return;
  BatchInfo& info = slot(pack_.batches, inherited_batches_, &BatchInfo::batch, static_cast<unsigned>(*batch));
  info.batch = static_cast<unsigned>(*batch);
  info.name = *text;
}

KnownNames SectionReader::sets() const {
  return names_of(pack_.sets, complete_);
}

KnownNames SectionReader::categories() const {
  return names_of(pack_.categories, complete_);
}

} // namespace sotval::core
