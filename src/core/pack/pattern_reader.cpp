#include "pack/pattern_reader.hpp"

#include <algorithm>

#include "pack/keys.hpp"
#include "pack/regex_reader.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

constexpr auto node_names = names_of(pattern_keys);
constexpr Names leaf_names = Names(node_names).first(pattern_leaves);

// Reads within "a pattern of rule 'x'".
class PatternReader {
public:
  explicit PatternReader(const Reader& reader) : reader_(reader.part("a pattern")) {}

  std::optional<Value> read(const Node& node) const {
    if (node.is_text_like()) return literal(node);
    if (!node.is(Node::Kind::map)) {
      reader_.cannot_be(node, "match", "expected text or a mapping");
      return std::nullopt;
    }
    const Node::Entry* what = head_of(node);
    if (what == nullptr) return std::nullopt;
    if (what->key == "not") return wrapped("not", read(*what->value));
    if (what->key == "count") return wrapped("count", read_count(*what->value));
    if (what->key == "all" || what->key == "any") return wrapped(what->key, read_list(*what->value, what->key));
    return read_leaf(node, *what);
  }

private:
  static std::optional<Value> wrapped(std::string_view name, std::optional<Value> content) {
    if (!content) return std::nullopt;
    Value value;
    value.set(name, std::move(*content));
    return value;
  }

  std::optional<Value> literal(const Node& node) const {
    std::optional<std::string> text = reader_.non_empty_text(node, "match");
    if (!text) return std::nullopt;
    return Value(std::move(*text));
  }

  // The one entry that says what the node is; nullptr, reported, if there is none or several.
  const Node::Entry* head_of(const Node& node) const {
    const Node::Entry* head = nullptr;
    bool good = true;
    for (const Node::Entry& entry : node.entries) {
      const bool is_head = std::find(node_names.begin(), node_names.end(), entry.key) != node_names.end();
      if (is_head && head != nullptr) {
        reader_.error(entry.place, in_quotes(entry.key) + " beside " + in_quotes(head->key),
                      "one of them, or {all: [...]}");
        good = false;
      } else if (is_head) {
        head = &entry;
      } else if (entry.key != "nocase") {
        reader_.error(entry.place, "unknown key " + in_quotes(entry.key), reader_.suggestion(entry.key, node_names));
        good = false;
      }
    }
    if (head == nullptr && good) reader_.error(node.place, "an empty mapping", "expected one of " + join(node_names));
    const Node::Entry* nocase = node.find_entry("nocase");
    if (head != nullptr && nocase != nullptr && std::find(leaf_names.begin(), leaf_names.end(), head->key) == leaf_names.end()) {
      reader_.error(nocase->place, "'nocase' beside " + in_quotes(head->key),
                    "it goes with lit, word and re, or with the check");
      good = false;
    }
    return good ? head : nullptr;
  }

  std::optional<Value> read_leaf(const Node& node, const Node::Entry& what) const {
    std::optional<std::string> text = what.key == "re" ? read_regex(reader_, *what.value, what.key)
                                                       : reader_.non_empty_text(*what.value, what.key);
    const Node* nocase = node.find("nocase");
    const std::optional<bool> ignore_case = nocase != nullptr ? reader_.boolean(*nocase, "nocase") : std::nullopt;
    if (!text || (nocase != nullptr && !ignore_case)) return std::nullopt;
    if (what.key == "lit" && !ignore_case) return Value(std::move(*text));
    Value leaf;
    leaf.set(what.key, std::move(*text));
    if (ignore_case) leaf.set("nocase", *ignore_case);
    return leaf;
  }

  std::optional<Value> read_list(const Node& node, std::string_view name) const {
    if (!reader_.is_list(node, name)) return std::nullopt;
    if (node.items.empty()) {
      reader_.error(node.place, in_quotes(name) + " cannot be empty", "expected a list of patterns");
      return std::nullopt;
    }
    Value::List list;
    for (const NodePtr& item : node.items)
      if (std::optional<Value> pattern = read(*item)) list.push_back(std::move(*pattern));
    if (list.size() != node.items.size()) return std::nullopt;
    return Value(std::move(list));
  }

  std::optional<Value> read_count(const Node& node) const {
    if (!reader_.is_map(node, "count")) return std::nullopt;
    reader_.only_known(node, names_of(count_keys));
    const Node* min = reader_.required(node, "min");
    const Node* of = reader_.required(node, "of");
    if (min == nullptr || of == nullptr) return std::nullopt;
    std::optional<Value> patterns = read_list(*of, "of");
    if (!patterns) return std::nullopt;
    const auto size = static_cast<std::int64_t>(patterns->as_list()->size());
    const std::optional<std::int64_t> least = reader_.integer(*min, "min", 1, size);
    if (!least) return std::nullopt;
    Value count;
    count.set("min", *least);
    count.set("of", std::move(*patterns));
    return count;
  }

  Reader reader_;
};

} // namespace

std::optional<Value> read_pattern(const Reader& reader, const Node& node) {
  return PatternReader(reader).read(node);
}

} // namespace sotval::core
