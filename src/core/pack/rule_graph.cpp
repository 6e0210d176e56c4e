#include "pack/rule_graph.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t max_shown = 8; // rules of a cycle

class RuleGraph {
public:
  RuleGraph(Diagnostics& diagnostics, std::vector<RuleDraft>& drafts) : diagnostics_(diagnostics), drafts_(drafts) {}

  void index_ids();
  void check_dependencies(bool complete);
  void check_cycles();

private:
  // A dependency within a batch: nothing else can be part of a cycle that is not wrong already.
  struct Edge {
    std::size_t target;
    Place place;
  };

  void check_dependency(const RuleDraft& draft, std::size_t which, std::vector<Edge>& edges);
  void report_cycle(std::vector<std::size_t> rules);

  Diagnostics& diagnostics_;
  std::vector<RuleDraft>& drafts_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<std::string_view> ids_;
  std::vector<std::vector<Edge>> edges_;
};

void RuleGraph::index_ids() {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const RuleDraft& draft = drafts_[i];
    if (draft.info.id.empty()) continue;
    const auto [found, is_new] = index_.emplace(draft.info.id, i);
    if (is_new) {
      ids_.push_back(draft.info.id);
      continue;
    }
    const RuleDraft& first = drafts_[found->second];
    const Diagnostics::InEntry scope(diagnostics_, draft.repetition, draft.entry);
    std::string where = "it is at " + diagnostics_.file(first.place.file).path() + ':' + std::to_string(first.place.line) + " already";
    if (first.inherited)
      where = "the extended pack has it; change it under 'overrides'";
    else if (first.repetition != nullptr && first.repetition == draft.repetition)
      where = "each entry of for_each needs its own: put a ${name} into it";
    diagnostics_.error(draft.place, "duplicate rule id " + in_quotes(draft.info.id), std::move(where));
  }
}

void RuleGraph::check_dependencies(bool complete) {
  edges_.resize(drafts_.size());
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    RuleDraft& draft = drafts_[i];
    if (draft.inherited) {
      std::erase_if(draft.info.depends_on, [&](const std::string& id) { return !drafts_[index_.at(id)].enabled; });
      continue;
    }
    const Diagnostics::InEntry scope(diagnostics_, draft.repetition, draft.entry);
    for (std::size_t which = 0; which < draft.info.depends_on.size(); ++which) {
      const std::string& id = draft.info.depends_on[which];
      if (index_.count(id) > 0) {
        check_dependency(draft, which, edges_[i]);
      } else if (complete) {
        const std::string_view similar = diagnostics_.full() ? std::string_view() : nearest(id, ids_);
        const bool useful = !similar.empty() && similar != draft.info.id;
        diagnostics_.error(draft.dependency_places[which], draft.label + " depends on the unknown rule " + in_quotes(id),
                           useful ? "did you mean " + in_quotes(similar) + "?" : "");
      }
    }
  }
}

void RuleGraph::check_dependency(const RuleDraft& draft, std::size_t which, std::vector<Edge>& edges) {
  const std::string& id = draft.info.depends_on[which];
  const std::size_t target = index_.at(id);
  const RuleDraft& other = drafts_[target];
  const Place& place = draft.dependency_places[which];
  if (id == draft.info.id) {
    diagnostics_.error(place, draft.label + " depends on itself");
  } else if (!other.enabled) {
    diagnostics_.error(place, draft.label + " depends on " + in_quotes(id) + ", which is switched off");
  } else if (other.info.batch > draft.info.batch) {
    diagnostics_.error(place,
                       draft.label + " of batch " + std::to_string(draft.info.batch) + " depends on " + in_quotes(id) + " of batch " +
                           std::to_string(other.info.batch),
                       "expected a rule of the same batch or an earlier one");
  } else if (other.info.batch == draft.info.batch) {
    edges.push_back({target, place});
  }
}

// Depth first, without recursion: a chain may be as long as a pack. An edge to a rule that is on the
// way to the current one closes a cycle.
void RuleGraph::check_cycles() {
  enum class State : std::uint8_t { fresh, open, done };
  std::vector<State> states(drafts_.size(), State::fresh);
  struct Step {
    std::size_t rule;
    std::size_t next_edge = 0;
  };
  std::vector<Step> way;
  for (std::size_t start = 0; start < drafts_.size(); ++start) {
    if (states[start] != State::fresh) continue;
    states[start] = State::open;
    way.push_back({start});
    while (!way.empty()) {
      Step& step = way.back();
      if (step.next_edge == edges_[step.rule].size()) {
        states[step.rule] = State::done;
        way.pop_back();
        continue;
      }
      const std::size_t target = edges_[step.rule][step.next_edge++].target;
      if (states[target] == State::fresh) {
        states[target] = State::open;
        way.push_back({target});
      } else if (states[target] == State::open) {
        const auto first = std::find_if(way.begin(), way.end(), [&](const Step& s) { return s.rule == target; });
        std::vector<std::size_t> cycle;
        for (auto i = first; i != way.end(); ++i) cycle.push_back(i->rule);
        report_cycle(std::move(cycle));
      }
    }
  }
}

// At the dependency that leads from its first rule (in pack order) to the next.
void RuleGraph::report_cycle(std::vector<std::size_t> rules) {
  std::rotate(rules.begin(), std::min_element(rules.begin(), rules.end()), rules.end());
  std::string text = "dependency cycle: ";
  for (std::size_t i = 0; i < std::min(rules.size(), max_shown); ++i) text += drafts_[rules[i]].info.id + " -> ";
  if (rules.size() > max_shown) text += "... (" + std::to_string(rules.size() - max_shown) + " more) -> ";
  text += drafts_[rules.front()].info.id;

  const std::size_t next = rules[1];
  const std::vector<Edge>& edges = edges_[rules.front()];
  const auto edge = std::find_if(edges.begin(), edges.end(), [&](const Edge& e) { return e.target == next; });
  diagnostics_.error(edge->place, text);
}

} // namespace

void check_rule_graph(Diagnostics& diagnostics, std::vector<RuleDraft>& drafts, bool complete) {
  RuleGraph graph(diagnostics, drafts);
  graph.index_ids();
  graph.check_dependencies(complete);
  graph.check_cycles();
}

} // namespace sotval::core
