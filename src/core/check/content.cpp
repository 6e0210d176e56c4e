#include <algorithm>
#include <array>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"
#include "text/pattern.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"files", ParameterType::path_sets, true, "the files that are read"},
    Parameter{"exclude", ParameterType::globs, false, "files taken out again"},
    Parameter{"match", ParameterType::pattern, true, "the text pattern"},
    Parameter{"nocase", ParameterType::boolean, false, "ignore case, unless a leaf says otherwise; default false"},
    Parameter{"scope", ParameterType::scope, false,
              "file (default): the pattern is evaluated for each file; union: each leaf may be found in a different file"},
    Parameter{"require", ParameterType::require, false, "how many files must satisfy the pattern; default at_least 1"},
    Parameter{"on_empty", ParameterType::on_empty, false, "the result when no file is found; default fail, for require none pass"},
};

std::optional<ParameterError> verify(const Value& p) {
  if (text_parameter(p, "scope") == "union" && p.find("require") != nullptr)
    return ParameterError{"require", "'require' has no meaning with scope union, where the pattern is evaluated once",
                          "remove 'require' or use scope: file"};
  return std::nullopt;
}

// Few candidates: each is told what it lacks. Many: one line for all, the files are in the evidence.
constexpr std::size_t few = 10;

class Content : public Check {
public:
  enum class Use { one_place_each_leaf, one_place_each_file, every_place }; // what is told of where the pattern holds

  Content(const Value& p, PlanBuilder& plan, Use use)
      : files_(plan.select(*p.find("files"), EntryType::file, p.find("exclude"), true)), globs_(list_parameter(p, "files")),
        words_(describe_pattern(*p.find("match"), bool_parameter(p, "nocase"))) {
    std::vector<TextLeaf> leaves;
    pattern_ = make_pattern(*p.find("match"), bool_parameter(p, "nocase"), leaves);
    if (use == Use::one_place_each_file) join_alternatives(pattern_, leaves);
    pattern_.renumber([&](LeafId leaf) { return plan.intern(leaves[leaf]); });
    pattern_.collect(leaves_);
    pattern_.collect_wanted(wanted_);
    pattern_.collect_unwanted(unwanted_);
    for (const LeafId id : leaves_) plan.want_text(files_, TextLeaf(plan.leaf(id)), use == Use::every_place);
  }

protected:
  static Truth leaf_truth(const FileFacts& facts, LeafId leaf) {
    return facts.readable ? truth(!facts.places_of(leaf).empty()) : Truth::unknown;
  }
  Truth satisfies(const FileFacts& facts) const {
    return pattern_.evaluate([&](LeafId leaf) { return leaf_truth(facts, leaf); });
  }
  std::string missing(const JudgeContext& context, const FileFacts& facts) const {
    std::vector<std::string> without, with;
    for (const LeafId leaf : wanted_)
      if (leaf_truth(facts, leaf) == Truth::no) add_descriptions(without, context.leaves[leaf]);
    for (const LeafId leaf : unwanted_)
      if (leaf_truth(facts, leaf) == Truth::yes) with.push_back(describe_leaf(context.leaves[leaf]));
    std::string text = without.empty() ? "" : "without " + join_names(without, 6);
    if (!with.empty()) text += (text.empty() ? "with " : " but with ") + join_names(with, 6);
    return text.empty() ? "does not satisfy " + words_ : text;
  }
  static void add_descriptions(std::vector<std::string>& descriptions, const TextLeaf& leaf) {
    if (leaf.members.empty()) descriptions.push_back(describe_leaf(leaf));
    for (const TextLeaf& member : leaf.members) descriptions.push_back(describe_leaf(member));
  }
  std::string no_file() const { return "no file matches " + join_names(globs_, 4, " or "); }
  static std::string unreadable_text(const JudgeContext& context, const FileFacts& facts) {
    return printable_path(context.snapshot.path(facts.node)) + ": " + facts.reason;
  }

  SelectorId files_;
  std::vector<std::string> globs_;
  std::string words_;
  Pattern pattern_;
  std::vector<LeafId> leaves_, wanted_, unwanted_; // all; by what their presence does
};

class ContentPerFile final : public Content {
public:
  ContentPerFile(const Value& p, PlanBuilder& plan)
      : Content(p, plan, require_parameter(p, Require::Kind::at_least).kind == Require::Kind::none ? Use::every_place : Use::one_place_each_file),
        require_(require_parameter(p, Require::Kind::at_least)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    Tally tally;
    tally.incomplete = context.incomplete(files_);
    std::vector<const FileFacts*> satisfying, failing;
    const FileFacts* first_unknown = nullptr;
    for (const std::uint32_t node : context.candidates(files_)) {
      const FileFacts& facts = *context.facts.find(node);
      switch (satisfies(facts)) {
      case Truth::yes: satisfying.push_back(&facts); break;
      case Truth::no: failing.push_back(&facts); break;
      case Truth::unknown:
        if (tally.unknown++ == 0) first_unknown = &facts;
        break;
      }
    }
    tally.satisfying = satisfying.size();
    tally.failing = failing.size();
    result.holds = decide(require_, tally);
    result.nothing_matched = tally.total() == 0;
    result.message = result.nothing_matched ? no_file()
                                            : std::to_string(tally.satisfying) + " of " + count_of(tally.total(), "file") +
                                                  (tally.satisfying == 1 || tally.total() == 1 ? " contains " : " contain ") + words_ + ", expected " +
                                                  require_.describe();
    result.evidence.set("candidates", tally.total());
    result.evidence.set("satisfying", tally.satisfying);
    if (tally.unknown > 0) result.evidence.set("unreadable", tally.unknown);
    put_hits(context, result, satisfying);
    if (require_.kind != Require::Kind::none) put_offenders(context, result, failing);
    if (result.holds == Truth::no) put_findings(context, result, satisfying, failing);
    if (result.holds == Truth::unknown)
      result.message = undecided_message(context, tally.unknown, first_unknown != nullptr ? unreadable_text(context, *first_unknown) : "",
                                         tally.incomplete);
    return result;
  }

private:
  void put_hits(const JudgeContext& context, Judgement& result, const std::vector<const FileFacts*>& satisfying) const {
    EvidenceList hits(context.limits);
    for (const FileFacts* facts : satisfying) {
      for (const LeafId leaf : wanted_) {
        const auto places = facts->places_of(leaf);
        if (places.empty()) continue;
        hits.add([&] {
          Value hit = Value::Map{};
          hit.set("path", printable_path(context.snapshot.path(facts->node)));
          hit.set("line", places.front().line);
          hit.set("leaf", describe_leaf(context.leaves[leaf].member(places.front().member)));
          return hit;
        });
        if (require_.kind != Require::Kind::none) break; // one place shows it
      }
      if (hits.size() > context.limits.evidence_items) break; // the count of files is told above
    }
    std::move(hits).put(result.evidence, "hits");
  }

  void put_offenders(const JudgeContext& context, Judgement& result, const std::vector<const FileFacts*>& failing) const {
    EvidenceList offenders(context.limits);
    for (const FileFacts* facts : failing) offenders.add([&] { return Value(printable_path(context.snapshot.path(facts->node))); });
    std::move(offenders).put(result.evidence, "not_satisfying");
  }

  void put_findings(const JudgeContext& context, Judgement& result, const std::vector<const FileFacts*>& satisfying,
                    const std::vector<const FileFacts*>& failing) const {
    if (require_.kind == Require::Kind::none) {
      for (const FileFacts* facts : satisfying) put_places(context, result, *facts);
    } else if (require_.kind != Require::Kind::at_least || failing.size() <= few) {
      for (const FileFacts* facts : failing) result.find(context, [&] { return Finding{context.path(facts->node), 0, 0, missing(context, *facts)}; });
    }
    if (result.found() == 0 || (require_.concerns_all() && result.finding_count == 0)) result.find(context, {"", 0, 0, result.message});
  }

  // Every hit of a file that must not satisfy the pattern, in the order of the text.
  void put_places(const JudgeContext& context, Judgement& result, const FileFacts& facts) const {
    const std::size_t before = result.found();
    std::vector<TextPlace> places;
    for (const LeafId leaf : wanted_) {
      const auto found = facts.places_of(leaf);
      places.insert(places.end(), found.begin(), found.end());
    }
    std::stable_sort(places.begin(), places.end(), [](const TextPlace& a, const TextPlace& b) {
      return a.line != b.line ? a.line < b.line : a.column < b.column;
    });
    for (const TextPlace& place : places)
      result.find(context, [&] {
        return Finding{context.path(facts.node), place.line, place.column, "contains " + describe_leaf(context.leaves[place.leaf])};
      });
    for (const UnlistedPlaces& unlisted : facts.unlisted)
      if (std::find(wanted_.begin(), wanted_.end(), unlisted.leaf) != wanted_.end())
        result.count(context, context.snapshot.path(facts.node), unlisted.count);
    if (result.found() == before) // the pattern holds because something is not there
      result.find(context, {context.path(facts.node), 0, 0, "satisfies " + words_});
  }

  Require require_;
};

class ContentUnion final : public Content {
public:
  ContentUnion(const Value& p, PlanBuilder& plan)
      : Content(p, plan, Use::one_place_each_leaf), pass_when_empty_(text_parameter(p, "on_empty") == "pass") {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    const auto candidates = context.candidates(files_);
    const bool incomplete = context.incomplete(files_);
    std::vector<const FileFacts*> first(leaves_.size(), nullptr);
    std::uint64_t unknown = 0;
    const FileFacts* first_unknown = nullptr;
    for (const std::uint32_t node : candidates) {
      const FileFacts& facts = *context.facts.find(node);
      if (!facts.readable && unknown++ == 0) first_unknown = &facts;
      for (std::size_t i = 0; i < leaves_.size(); ++i)
        if (first[i] == nullptr && leaf_truth(facts, leaves_[i]) == Truth::yes) first[i] = &facts;
    }
    const Truth otherwise = unknown > 0 || incomplete ? Truth::unknown : Truth::no;
    std::vector<std::string> missing;
    EvidenceList found(context.limits), not_found(context.limits);
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
      const std::string name = describe_leaf(context.leaves[leaves_[i]]);
      if (first[i] == nullptr) {
        if (std::find(wanted_.begin(), wanted_.end(), leaves_[i]) != wanted_.end()) missing.push_back(name);
        not_found.add(Value(name));
        continue;
      }
      Value hit = Value::Map{};
      hit.set("leaf", name);
      hit.set("path", printable_path(context.snapshot.path(first[i]->node)));
      hit.set("line", first[i]->places_of(leaves_[i]).front().line);
      found.add(std::move(hit));
    }
    result.holds = pattern_.evaluate([&](LeafId leaf) {
      for (std::size_t i = 0; i < leaves_.size(); ++i)
        if (leaves_[i] == leaf && first[i] != nullptr) return Truth::yes;
      return otherwise;
    });
    if (candidates.empty()) { // with a directory unlisted, the group might not be empty
      const Truth when_empty = truth(pass_when_empty_);
      result.holds = !incomplete || result.holds == when_empty ? when_empty : Truth::unknown;
    }
    result.nothing_matched = candidates.empty();
    result.message = candidates.empty() ? no_file()
                                        : count_of(candidates.size(), "file") + " together " +
                                              (result.holds == Truth::yes ? "contain " : "do not contain ") + words_ +
                                              (missing.empty() ? "" : "; not found: " + join_names(missing, 6));
    result.evidence.set("candidates", candidates.size());
    if (unknown > 0) result.evidence.set("unreadable", unknown);
    std::move(found).put(result.evidence, "found");
    std::move(not_found).put(result.evidence, "not_found");
    if (result.holds == Truth::no) result.find(context, {"", 0, 0, result.message});
    if (result.holds == Truth::unknown)
      result.message =
          undecided_message(context, unknown, first_unknown != nullptr ? unreadable_text(context, *first_unknown) : "", incomplete);
    return result;
  }

private:
  bool pass_when_empty_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  if (text_parameter(p, "scope") == "union") return std::make_unique<ContentUnion>(p, plan);
  return std::make_unique<ContentPerFile>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  const std::string files = join_names(list_parameter(p, "files"), 20, " or ");
  const auto excluded = list_parameter(p, "exclude");
  const std::string words = describe_pattern(*p.find("match"), bool_parameter(p, "nocase"));
  std::string line;
  if (text_parameter(p, "scope") == "union")
    line = "the files " + files + " together contain " + words;
  else
    line = require_parameter(p, Require::Kind::at_least).describe() + " of the files " + files + " contains " + words;
  if (!excluded.empty()) line += "; not counting " + join_names(excluded, 20);
  lines.push_back(line);
}

} // namespace

extern const CheckKind content_kind;
const CheckKind content_kind = {
    "content", "As many files as `require` asks satisfy the pattern; with scope union, it holds over the whole group, which must not be empty.",
    parameters, verify, compile, explain};

} // namespace sotval::core
