#include <array>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"files", ParameterType::path_sets, true, "YAML files, or JSON files by the name .json"},
    Parameter{"fields", ParameterType::field_tests, true, "field tests, all of which must hold in a file"},
    Parameter{"require", ParameterType::require, false, "how many files must parse and hold all tests; default every"},
    Parameter{"on_empty", ParameterType::on_empty, false, "the result when no file is found; default fail, for require none pass"},
};

constexpr std::size_t few = 10; // as for content

class YamlField final : public Check {
public:
  YamlField(const Value& p, PlanBuilder& plan)
      : files_(plan.select(*p.find("files"), EntryType::file, nullptr, true)), globs_(list_parameter(p, "files")),
        require_(require_parameter(p, Require::Kind::every)) {
    std::vector<std::string> words;
    for (const Value& field : *p.find("fields")->as_list()) {
      tests_.push_back(plan.want_field(files_, field));
      words.push_back(FieldTest(field).describe());
    }
    words_ = join_names(words, 6);
  }

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
    result.message = result.nothing_matched ? "no file matches " + join_names(globs_, 4, " or ")
                                            : "in " + std::to_string(tally.satisfying) + " of " + count_of(tally.total(), "file") + " " +
                                                  words_ + ", expected in " + require_.describe();
    result.evidence.set("candidates", tally.total());
    result.evidence.set("satisfying", tally.satisfying);
    if (tally.unknown > 0) result.evidence.set("undecided", tally.unknown);
    const bool forbidden = require_.kind == Require::Kind::none;
    EvidenceList offenders(context.limits);
    for (const FileFacts* facts : forbidden ? satisfying : failing) offenders.add([&] { return Value(printable_path(context.snapshot.path(facts->node))); });
    std::move(offenders).put(result.evidence, forbidden ? "satisfying_files" : "not_satisfying");
    if (result.holds == Truth::no) put_findings(context, result, satisfying, failing);
    if (result.holds == Truth::unknown)
      result.message = undecided_message(context, tally.unknown, first_unknown != nullptr ? unknown_text(context, *first_unknown) : "",
                                         tally.incomplete);
    return result;
  }

private:
  Truth satisfies(const FileFacts& facts) const {
    if (!facts.readable || facts.document == DocumentStatus::undecided) return Truth::unknown;
    if (facts.document != DocumentStatus::map) return Truth::no;
    for (const FieldTestId test : tests_)
      if (facts.failure_of(test) != nullptr) return Truth::no;
    return Truth::yes;
  }

  static std::string unknown_text(const JudgeContext& context, const FileFacts& facts) {
    return printable_path(context.snapshot.path(facts.node)) + ": " +
           (facts.readable ? facts.problem.text : facts.reason);
  }

  void put_findings(const JudgeContext& context, Judgement& result, const std::vector<const FileFacts*>& satisfying,
                    const std::vector<const FileFacts*>& failing) const {
    if (require_.kind == Require::Kind::none) {
      for (const FileFacts* facts : satisfying) result.find(context, {context.path(facts->node), 0, 0, words_ + ", which must not be"});
    } else if (require_.kind != Require::Kind::at_least || failing.size() <= few) {
      for (const FileFacts* facts : failing) put_failures(context, result, *facts);
    }
    if (result.found() == 0 || (require_.concerns_all() && result.finding_count == 0)) result.find(context, {"", 0, 0, result.message});
  }

  void put_failures(const JudgeContext& context, Judgement& result, const FileFacts& facts) const {
    const auto put = [&](const FieldFailure& failure) {
      result.find(context, [&] { return Finding{context.path(facts.node), failure.line, failure.column, failure.text}; });
    };
    if (facts.document != DocumentStatus::map) return put(facts.problem);
    for (const FieldTestId test : tests_)
      if (const FieldFailure* failure = facts.failure_of(test)) put(*failure);
  }

  SelectorId files_;
  std::vector<std::string> globs_;
  Require require_;
  std::vector<FieldTestId> tests_;
  std::string words_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<YamlField>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  lines.push_back("in " + require_parameter(p, Require::Kind::every).describe() + " of the files " +
                  join_names(list_parameter(p, "files"), 20, " or "));
  for (const Value& field : *p.find("fields")->as_list()) lines.push_back("  " + FieldTest(field).describe());
}

} // namespace

extern const CheckKind yaml_field_kind;
const CheckKind yaml_field_kind = {"yaml_field", "As many files as `require` asks parse as a map (first document) and hold all field tests.",
                                   parameters, nullptr, compile, explain};

} // namespace sotval::core
