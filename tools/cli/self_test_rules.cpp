#include "self_test_rules.hpp"

#include <csignal>
#include <cstdint>
#include <fstream>
#include <limits>
#include <memory>
#include <utility>

#include <unistd.h>

#include <sotval/error.hpp>

namespace sotval::cli {

namespace {

// "what it is", the value
std::vector<std::pair<std::string, Value>> sample_values() {
  const std::string all_bytes = [] {
    std::string text;
    for (int byte = 0; byte < 256; ++byte) text.push_back(static_cast<char>(byte));
    return text;
  }();
  const Value nested(Value::List{Value(Value::Map{{"list", Value(Value::List{Value(), Value(true), Value("x")})}})});
  return {{"null", Value()},
          {"true", Value(true)},
          {"false", Value(false)},
          {"zero", Value(0)},
          {"the smallest integer", Value(std::numeric_limits<std::int64_t>::min())},
          {"the largest integer", Value(std::numeric_limits<std::int64_t>::max())},
          {"a fraction", Value(0.1)},
          {"the smallest fraction", Value(std::numeric_limits<double>::denorm_min())},
          {"the largest fraction", Value(std::numeric_limits<double>::max())},
          {"infinity", Value(std::numeric_limits<double>::infinity())},
          {"an empty text", Value("")},
          {"a text of every byte", Value(all_bytes)},
          {"a long text", Value(std::string(100'000, 'x'))},
          {"an empty list", Value(Value::List{})},
          {"a list", Value(Value::List{Value(1), Value("two"), Value(3.0)})},
          {"an empty map", Value(Value::Map{})},
          {"a map", Value(Value::Map{{"b", Value(1)}, {"a", Value(2)}, {"", Value(3)}})},
          {"lists and maps in each other", nested}};
}

RuleOutcome with_evidence(Value value) {
  RuleOutcome outcome = RuleOutcome::holds("holds");
  outcome.evidence = Value::Map{{"value", std::move(value)}};
  return outcome;
}

class Sample final : public Rule {
public:
  explicit Sample(const Value& parameters) {
    const Value* name = parameters.find("name");
    for (const SampleOutcome& sample : sample_outcomes())
      if (name != nullptr && name->as_string() != nullptr && *name->as_string() == sample.name) outcome_ = sample.outcome;
  }
  RuleInfo info() const override { return {}; }
  RuleOutcome evaluate(const RepositoryView&) const override { return outcome_; }

private:
  RuleOutcome outcome_ = RuleOutcome::undecided("there is no such sample");
};

class Echo final : public Rule {
public:
  explicit Echo(Value parameters) : parameters_(std::move(parameters)) {}
  RuleInfo info() const override { return {}; }
  RuleOutcome evaluate(const RepositoryView&) const override { return with_evidence(parameters_); }

private:
  Value parameters_;
};

class Look final : public Rule {
public:
  RuleInfo info() const override { return {}; }
  RuleOutcome evaluate(const RepositoryView& repository) const override {
    Value::Map seen;
    for (std::size_t i = 0; i < repository.size(); ++i) {
      const RepositoryEntry entry = repository[i];
      Value about = Value::List{Value(static_cast<unsigned>(entry.kind)), Value(entry.size)};
      if (entry.kind == EntryKind::file) about.as_list()->push_back(Value(repository.read(entry.path).bytes));
      seen.emplace_back(std::string(entry.path), std::move(about));
    }
    return with_evidence(std::move(seen));
  }
};

/// Does harm, but never to the process that it is told to spare: threads may have to take over.
class Harm final : public Rule {
public:
  enum class Kind { kill, hang };

  Harm(Kind kind, const Value& parameters) : kind_(kind) {
    if (const Value* spare = parameters.find("spare"); spare != nullptr && spare->as_int() != nullptr)
      spare_ = *spare->as_int();
    if (const Value* once = parameters.find("once"); once != nullptr && once->as_string() != nullptr)
      once_ = *once->as_string();
  }
  RuleInfo info() const override { return {}; }
  RuleOutcome evaluate(const RepositoryView&) const override {
    if (spare_ == 0 || spare_ == ::getpid()) return RuleOutcome::undecided("this is no worker process");
    if (!once_.empty() && std::ifstream(once_).is_open()) return RuleOutcome::holds("holds");
    if (!once_.empty()) std::ofstream(once_).put('1');
    if (kind_ == Kind::kill) ::raise(SIGKILL);
    while (true) ::pause();
  }

private:
  Kind kind_;
  std::int64_t spare_ = 0;
  std::string once_;
};

} // namespace

const char* const sample_parameters_text =
    R"({nothing: null, yes: true, no: false, integer: -9007199254740993, fraction: 0.1, text: "tab\t, \u00fc, \U0001f600", list: [1, [], {}], map: {z: 1, a: {}}})";

Value sample_parameters() {
  return Value::Map{
      {"nothing", Value()},
      {"yes", Value(true)},
      {"no", Value(false)},
      {"integer", Value(std::int64_t{-9007199254740993})},
      {"fraction", Value(0.1)},
      {"text", Value("tab\t, \u00fc, \U0001f600")},
      {"list", Value(Value::List{Value(1), Value(Value::List{}), Value(Value::Map{})})},
      {"map", Value(Value::Map{{"z", Value(1)}, {"a", Value(Value::Map{})}})}};
}

std::vector<SampleOutcome> sample_outcomes() {
  std::vector<SampleOutcome> samples;
  const auto add = [&](std::string what, RuleOutcome outcome) {
    samples.push_back({"sample-" + std::to_string(samples.size()), std::move(what), std::move(outcome)});
  };
  for (auto& [what, value] : sample_values()) add("value: " + what, with_evidence(std::move(value)));
  add("outcome: a rule that holds", RuleOutcome::holds("a message, \u00fc"));
  add("outcome: a rule that is violated", RuleOutcome::violated("a message", {{"a", 0, 0, "b"}}));
  add("outcome: a rule that is undecided", RuleOutcome::undecided("a reason"));
  RuleOutcome nothing = RuleOutcome::holds("holds");
  nothing.nothing_matched = true;
  add("outcome: a rule that found nothing to look at", nothing);
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  add("finding: about the repository as a whole", RuleOutcome::violated("m", {{"", 0, 0, "text"}}));
  add("finding: with line and column", RuleOutcome::violated("m", {{"dir/file", 1, most, "text"}, {"z", most, 1, ""}}));
  add("finding: in a file whose name is not UTF-8", RuleOutcome::violated("m", {{"\xff\n\x1b", 1, 1, "text"}}));
  return samples;
}

RuleRegistry self_test_rules() {
  RuleRegistry registry;
  registry.add(rule_names::sample, [](const Value& parameters) { return std::make_unique<Sample>(parameters); });
  registry.add(rule_names::echo, [](const Value& parameters) { return std::make_unique<Echo>(parameters); });
  registry.add(rule_names::look, [](const Value&) { return std::make_unique<Look>(); });
  registry.add(rule_names::kill,
               [](const Value& parameters) { return std::make_unique<Harm>(Harm::Kind::kill, parameters); });
  registry.add(rule_names::hang,
               [](const Value& parameters) { return std::make_unique<Harm>(Harm::Kind::hang, parameters); });
  return registry;
}

} // namespace sotval::cli
