#include "pack/loader.hpp"

#include <algorithm>
#include <set>

#include "pack/keys.hpp"
#include "pack/overrides.hpp"
#include "pack/pack_documents.hpp"
#include "pack/rule_graph.hpp"
#include "pack/rule_reader.hpp"
#include "pack/sections.hpp"
#include "pack/spelling.hpp"

// From files to a Pack, in the order in which things can be known: the files, the format version, the
// extended pack, the sections that rules refer to, the rules, the overrides, and at last what rules are
// to each other. Errors are collected all the way; a step whose errors would only be the consequence of
// earlier ones is told that the names are not complete.

namespace sotval::core {

namespace {

constexpr std::int64_t format_version = 1;

// False, reported, if this is a pack in another format, about which nothing else can be said.
bool has_known_format(Diagnostics& diagnostics, const Node& main) {
  const Reader reader(diagnostics, "the pack");
  const Node* version = main.find("sotval");
  if (version == nullptr) {
    reader.error(main.place, "missing key 'sotval'", "a pack says which format it has: 'sotval: 1'");
    return true; // the rest is probably this format
  }
  if (version->is(Node::Kind::integer) && integer_of(*version) == format_version) return true;
  constexpr const char* expected = "expected 1, the only format there is";
  if (version->is(Node::Kind::integer))
    diagnostics.error(version->place, "unknown pack format " + version->text, expected);
  else
    reader.cannot_be(*version, "sotval", expected);
  return false;
}

class PackBuilder {
public:
  PackBuilder(Diagnostics& diagnostics, PackBudget& budget, const FindPack& builtin)
      : diagnostics_(diagnostics), budget_(budget), builtin_(builtin) {}

  Pack build(const PackDocuments& documents) {
    complete_ = documents.complete;
    const Reader reader(diagnostics_, "the pack");
    take_over(reader, *documents.main);
    read_header(reader, *documents.main);

    SectionReader sections(diagnostics_, pack_);
    for (const NodePtr& document : documents.in_order) sections.read(*document, document == documents.main);
    KnownNames sets = sections.sets();
    KnownNames categories = sections.categories();
    sets.complete = sets.complete && complete_;
    categories.complete = categories.complete && complete_;

    RuleReader rules(diagnostics_, budget_, sets, categories);
    for (const NodePtr& document : documents.in_order) read_rules(*document, rules);
    read_overrides(reader, *documents.main, sets);
    check_rule_graph(diagnostics_, drafts_, complete_ && rules.complete());
    if (drafts_.empty() && diagnostics_.empty()) diagnostics_.error(documents.main->place, "the pack has no rules");
    // Here, while the families live that errors refer to.
    if (!diagnostics_.empty()) throw PackError(diagnostics_.finish());
    finish();
    return std::move(pack_);
  }

private:
  // Starts from what the extended pack has.
  void take_over(const Reader& reader, const Node& main) {
    const Node* node = main.find("extends");
    if (node == nullptr) return;
    const std::optional<std::string> name = reader.non_empty_text(*node, "extends");
    const Pack* base = name && builtin_ ? builtin_(*name) : nullptr;
    if (base == nullptr) {
      if (name) reader.error(node->place, "unknown built-in pack " + in_quotes(*name));
      complete_ = false;
      return;
    }
    pack_ = *base;
    for (std::size_t i = 0; i < pack_.rules.size(); ++i) {
      RuleDraft draft;
      draft.info = std::move(pack_.rules[i]);
      draft.body = std::move(pack_.bodies[i]);
      draft.label = "rule " + in_quotes(draft.info.id);
      draft.inherited = true;
      drafts_.push_back(std::move(draft));
    }
  }

  void read_header(const Reader& reader, const Node& main) {
    pack_.name = pack_.version = pack_.title = {};
    if (const Node* name = reader.required(main, "pack")) pack_.name = reader.non_empty_text(*name, "pack").value_or("");
    if (const Node* version = main.find("version")) pack_.version = reader.text(*version, "version").value_or("");
    if (const Node* title = main.find("title")) pack_.title = reader.text(*title, "title").value_or("");
    if (const Node* mode = main.find("on_dependency_failure"))
      pack_.skip_dependants = reader.choice(*mode, "on_dependency_failure", failure_modes).value_or(0) == 1;
  }

  void read_rules(const Node& document, RuleReader& rules) {
    const Node* list = document.find("rules");
    if (list == nullptr) return;
    if (!Reader(diagnostics_, "the pack").is_list(*list, "rules")) {
      complete_ = false;
      return;
    }
    for (const NodePtr& item : list->items) rules.read(item, drafts_);
  }

  void read_overrides(const Reader& reader, const Node& main, const KnownNames& sets) {
    const Node::Entry* overrides = main.find_entry("overrides");
    if (overrides == nullptr || !reader.is_map(*overrides->value, "overrides")) return;
    if (main.find("extends") == nullptr)
      reader.error(overrides->place, "'overrides' without 'extends'", "they change the rules of the extended pack");
    else if (complete_)
      apply_overrides(diagnostics_, *overrides->value, sets, drafts_);
  }

  void finish() {
    std::set<unsigned> used;
    pack_.rules.clear();
    pack_.bodies.clear();
    for (RuleDraft& draft : drafts_) {
      if (!draft.enabled) continue;
      used.insert(draft.info.batch);
      pack_.rules.push_back(std::move(draft.info));
      pack_.bodies.push_back(std::move(draft.body));
    }
    std::vector<BatchInfo> batches;
    for (const unsigned batch : used) {
      const auto named = std::find_if(pack_.batches.begin(), pack_.batches.end(), [&](const BatchInfo& b) { return b.batch == batch; });
      batches.push_back(named != pack_.batches.end() ? *named : BatchInfo{batch, {}});
    }
    pack_.batches = std::move(batches);
    seal(pack_);
  }

  Diagnostics& diagnostics_;
  PackBudget& budget_;
  const FindPack& builtin_;
  Pack pack_;
  std::vector<RuleDraft> drafts_;
  bool complete_ = true; // no names are missing because of errors
};

} // namespace

Pack load_pack(const std::filesystem::path& file, const FindPack& builtin) {
  Diagnostics diagnostics;
  PackBudget budget;
  const PackDocuments documents = read_documents(file, diagnostics, budget);
  if (!documents.main || !has_known_format(diagnostics, *documents.main)) throw PackError(diagnostics.finish());
  return PackBuilder(diagnostics, budget, builtin).build(documents);
}

} // namespace sotval::core
