#include "pack/registered_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include <sotval/error.hpp>

#include "pack/rule_reader.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

class Appender {
public:
  explicit Appender(Pack& pack) : pack_(pack), own_(pack.rules.size()) {}

  void append(const std::string& name, RuleInfo info) {
    label_ = "custom rule " + in_quotes(name) + ": ";
    if (!is_rule_id(info.id)) fail("invalid id " + in_quotes(info.id) + "; expected letters, digits and any of . _ - / :");
    if (pack_.find_rule(info.id) != pack_.rules.size()) fail("the pack has a rule " + in_quotes(info.id) + " already");
    if (info.title.empty()) fail("it has no title");
    if (info.batch > static_cast<unsigned>(max_batch)) fail("its batch is " + std::to_string(info.batch) + ", expected at most " + std::to_string(max_batch));
    info.kind = "custom";
    RuleBody body;
    body.check.set("kind", info.kind);
    body.check.set("rule", name);
    pack_.rules.push_back(std::move(info));
    pack_.bodies.push_back(std::move(body));
  }

  void finish() {
    for (std::size_t i = 0; i < pack_.rules.size(); ++i) position_.emplace(pack_.rules[i].id, i);
    for (std::size_t i = own_; i < pack_.rules.size(); ++i) check_dependencies(i);
    std::vector<State> states(pack_.rules.size(), State::fresh);
    for (std::size_t i = own_; i < pack_.rules.size(); ++i) look_for_cycle(i, states);
    name_batches();
    seal(pack_);
  }

private:
  enum class State : std::uint8_t { fresh, open, done };

  [[noreturn]] void fail(const std::string& what) const { throw InputError(label_ + what); }

  void check_dependencies(std::size_t rule) {
    const RuleInfo& info = pack_.rules[rule];
    label_ = "custom rule " + in_quotes(*pack_.bodies[rule].check.find("rule")->as_string()) + ": ";
    for (const std::string& id : info.depends_on) {
      const auto found = position_.find(id);
      if (found == position_.end()) fail("it depends on the unknown rule " + in_quotes(id) + did_you_mean(id));
      const RuleInfo& other = pack_.rules[found->second];
      if (other.batch > info.batch)
        fail("of batch " + std::to_string(info.batch) + ", it depends on " + in_quotes(id) + " of batch " + std::to_string(other.batch) +
             "; expected a rule of the same batch or an earlier one");
    }
  }

  std::string did_you_mean(std::string_view id) const {
    std::vector<std::string_view> known;
    for (const RuleInfo& info : pack_.rules) known.push_back(info.id);
    const std::string_view close = nearest(id, known);
    return close.empty() ? "" : "; did you mean " + in_quotes(close) + "?";
  }

  // Rules that were in the pack before depend on none of the new ones, so every cycle is one of new rules.
  // Depth first, without recursion: a rule is open while what it depends on is looked at.
  void look_for_cycle(std::size_t start, std::vector<State>& states) const {
    std::vector<std::size_t> way{start};
    while (!way.empty()) {
      const std::size_t rule = way.back();
      if (states[rule] != State::fresh) {
        states[rule] = State::done;
        way.pop_back();
        continue;
      }
      states[rule] = State::open;
      for (const std::string& id : pack_.rules[rule].depends_on) {
        const std::size_t target = position_.at(id);
        if (target < own_ || states[target] == State::done) continue;
        if (states[target] == State::open) throw InputError("dependency cycle of custom rules: " + pack_.rules[rule].id + " -> " + id);
        way.push_back(target);
      }
    }
  }

  void name_batches() {
    for (const RuleInfo& rule : pack_.rules)
      if (std::none_of(pack_.batches.begin(), pack_.batches.end(), [&](const BatchInfo& b) { return b.batch == rule.batch; }))
        pack_.batches.push_back({rule.batch, {}});
    std::sort(pack_.batches.begin(), pack_.batches.end(), [](const BatchInfo& a, const BatchInfo& b) { return a.batch < b.batch; });
  }

  Pack& pack_;
  std::size_t own_; // rules before the new ones
  std::string label_;
  std::unordered_map<std::string_view, std::size_t> position_;
};

} // namespace

void append_registered_rules(Pack& pack, const RuleRegistry& registry) {
  Appender appender(pack);
  for (const std::string& name : registry.names()) appender.append(name, registry.make(name, {})->info());
  appender.finish();
}

} // namespace sotval::core
