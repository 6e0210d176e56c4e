#include "pack/check_reader.hpp"

#include <algorithm>

#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  for (const CheckKind* kind : check_kinds()) names.push_back(kind->name);
  return names;
}

const CheckKind* read_kind(const Reader& reader, const Node& check) {
  const Node* node = reader.required(check, "kind");
  if (node == nullptr) return nullptr;
  const std::vector<std::string_view> names = kind_names();
  const std::optional<std::size_t> index = reader.choice(*node, "kind", names);
  return index ? check_kinds()[*index] : nullptr;
}

// Relations between parameters that are right one by one.
bool verify(const Reader& reader, const CheckKind& kind, const Node& node, const Value& check) {
  if (kind.verify == nullptr) return true;
  const std::optional<ParameterError> error = kind.verify(check);
  if (!error) return true;
  const Node* parameter = error->parameter.empty() ? nullptr : node.find(error->parameter);
  reader.error(parameter != nullptr ? parameter->place : node.place, error->message, error->suggestion);
  return false;
}

} // namespace

bool KnownNames::has(std::string_view name) const {
  return std::binary_search(names.begin(), names.end(), name);
}

std::optional<Value> read_check(const Reader& reader, const Node& node, const KnownNames& sets) {
  if (!reader.is_map(node, "check")) return std::nullopt;
  const CheckKind* kind = read_kind(reader.part("a check"), node);
  if (kind == nullptr) return std::nullopt;

  const Reader within = reader.part("check " + in_quotes(kind->name));
  std::vector<std::string_view> known{"kind"};
  for (const Parameter& parameter : kind->parameters) known.push_back(parameter.name);
  within.only_known(node, known, "parameter");

  Value check;
  check.set("kind", kind->name);
  bool good = std::all_of(node.entries.begin(), node.entries.end(), [&](const Node::Entry& entry) {
    return std::find(known.begin(), known.end(), entry.key) != known.end();
  });
  for (const Parameter& parameter : kind->parameters) {
    const Node* given = parameter.required ? within.required(node, parameter.name, "parameter") : node.find(parameter.name);
    if (given == nullptr) {
      good = good && !parameter.required;
      continue;
    }
    if (std::optional<Value> value = read_parameter(within, parameter, *given, sets))
      check.set(parameter.name, std::move(*value));
    else
      good = false;
  }
  if (!good || !verify(within, *kind, node, check)) return std::nullopt;
  return check;
}

} // namespace sotval::core
