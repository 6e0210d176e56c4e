#include <algorithm>
#include <array>
#include <map>

#include <re2/re2.h>

#include "check/child_glob.hpp"
#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"parents", ParameterType::path_set, true, "the directories that are compared"},
    Parameter{"children", ParameterType::glob, true, "what is compared in them, relative to a parent"},
    Parameter{"type", ParameterType::entry_type, true, "dir, file or any"},
    Parameter{"regex", ParameterType::regex, false, "only children whose name matches count"},
    Parameter{"min_children", ParameterType::integer, false, "smallest acceptable size of the common set; default 1"},
};

using Names = std::vector<std::string>; // sorted, each once

Names without(const Names& a, const Names& b) {
  Names out;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

Names printable(const Names& names) {
  Names out;
  for (const std::string& name : names) out.push_back(printable_path(name));
  return out;
}

class Consistency final : public Check {
public:
  Consistency(const Value& p, PlanBuilder& plan)
      : parents_(plan.select(*p.find("parents"), EntryType::directory, nullptr, true)), children_(*p.find("children")->as_string()),
        type_(type_parameter(p, EntryType::directory)), regex_(regex_parameter(p, "regex")),
        min_children_(number_parameter(p, "min_children").value_or(1)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    const std::vector<Parent> parents = collect(context);
    const bool incomplete = context.incomplete(parents_) || std::any_of(parents.begin(), parents.end(), [](const Parent& p) { return p.incomplete; });
    const Parent* const reference = choose_reference(parents);
    EvidenceList deviating(context.limits);
    if (reference != nullptr) {
      for (const Parent& parent : parents) {
        // Of an incomplete parent only that counts what it has and should not.
        const Names missing = parent.incomplete ? Names() : without(reference->names, parent.names);
        const Names extra = without(parent.names, reference->names);
        if (!missing.empty() || !extra.empty()) deviating.add(deviation(context, result, parent.node, missing, extra));
      }
    }
    const std::size_t common = reference != nullptr ? reference->names.size() : 0;
    const bool small = reference != nullptr && common < min_children_;
    const bool wrong = !deviating.empty() || small || (parents.empty() && !incomplete);
    result.holds = wrong ? Truth::no : incomplete ? Truth::unknown : Truth::yes;
    result.nothing_matched = parents.empty();
    if (parents.empty())
      result.message = "no directory found to compare";
    else if (small)
      result.message = "the common set has " + count_of(common, "name") + ", expected at least " + std::to_string(min_children_);
    else
      result.message = std::to_string(parents.size() - deviating.size()) + " of " + count_of(parents.size(), "directory", "directories") +
                       " hold the same " + count_of(common, "name") + ", expected every one";
    if (result.holds == Truth::unknown) result.message = undecided_message(context, 0, {}, true);
    if (result.holds == Truth::no && result.found() == 0) result.find(context, {"", 0, 0, result.message});
    fill_evidence(context, result, parents, deviating.size(), reference);
    std::move(deviating).put(result.evidence, "deviating");
    return result;
  }

private:
  struct Parent {
    std::uint32_t node = 0;
    Names names;
    bool incomplete = false; // it may have more
  };

  std::vector<Parent> collect(const JudgeContext& context) const {
    std::vector<Parent> parents;
    for (const std::uint32_t node : context.candidates(parents_)) {
      Parent parent;
      parent.node = node;
      for (const std::uint32_t child : children_.find(context.snapshot, node, type_, parent.incomplete)) {
        const std::string_view name = context.snapshot.name(context.snapshot[child]);
        if (matches(regex_, name)) parent.names.emplace_back(name);
      }
      std::sort(parent.names.begin(), parent.names.end());
      parent.names.erase(std::unique(parent.names.begin(), parent.names.end()), parent.names.end());
      parents.push_back(std::move(parent));
    }
    return parents;
  }

  // What most parents have; of equals, what comes first. nullptr if no parent is known as a whole.
  static const Parent* choose_reference(const std::vector<Parent>& parents) {
    std::map<Names, std::size_t> votes;
    for (const Parent& parent : parents)
      if (!parent.incomplete) ++votes[parent.names];
    const Parent* reference = nullptr;
    for (const Parent& parent : parents)
      if (!parent.incomplete && (reference == nullptr || votes[parent.names] > votes[reference->names])) reference = &parent;
    return reference;
  }

  static Value deviation(const JudgeContext& context, Judgement& result, std::uint32_t parent, const Names& missing, const Names& extra) {
    Value one = Value::Map{};
    one.set("path", printable_path(context.snapshot.path(parent)));
    std::string text;
    const auto part = [&](const char* name, const Names& names) {
      Value::List list;
      for (const std::string& n : names)
        if (list.size() < context.limits.evidence_items) list.emplace_back(printable_path(n));
      one.set(name, std::move(list));
      one.set(std::string(name) + "_count", names.size());
      if (!names.empty()) text += (text.empty() ? "" : "; ") + std::string(name) + " " + join_names(printable(names), 5);
    };
    part("missing", missing);
    part("extra", extra);
    result.find(context, {context.path(parent), 0, 0, text});
    return one;
  }

  static void fill_evidence(const JudgeContext& context, Judgement& result, const std::vector<Parent>& parents, std::size_t deviating,
                            const Parent* reference) {
    result.evidence.set("candidates", parents.size());
    result.evidence.set("satisfying", parents.size() - deviating);
    if (reference == nullptr) return;
    result.evidence.set("reference", printable_path(context.snapshot.path(reference->node)));
    result.evidence.set("reference_count", reference->names.size());
    EvidenceList names(context.limits);
    for (const std::string& name : reference->names) names.add(printable_path(name));
    std::move(names).put(result.evidence, "reference_names");
  }

  SelectorId parents_;
  ChildGlob children_;
  EntryType type_;
  std::unique_ptr<re2::RE2> regex_;
  std::uint64_t min_children_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<Consistency>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  std::string line = "all directories " + text_parameter(p, "parents") + " hold the same names " + text_parameter(p, "children") + " (" +
                     text_parameter(p, "type") + "), at least " + std::to_string(number_parameter(p, "min_children").value_or(1));
  if (p.find("regex") != nullptr) line += "; counted are names like /" + text_parameter(p, "regex") + "/";
  lines.push_back(line);
}

} // namespace

extern const CheckKind consistency_kind;
const CheckKind consistency_kind = {"consistency", "All parents have the same set of child names, of at least `min_children`.",
                                    parameters, nullptr, compile, explain};

} // namespace sotval::core
