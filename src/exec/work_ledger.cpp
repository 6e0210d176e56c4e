#include "exec/work_ledger.hpp"

#include <algorithm>
#include <utility>

namespace sotval::exec {

namespace {

constexpr std::size_t few_ahead = 2;                   // messages: one being worked on, one at hand
constexpr std::size_t most_ahead = 8;                  // where messages are small, it is wake-ups that cost
constexpr std::size_t most_parts = 256;                // in a message
constexpr std::uint64_t message_cost = 5'000'000;      // nanoseconds: far more than a message costs

} // namespace

WorkLedger::WorkLedger(std::span<const Job> jobs, unsigned workers, unsigned per_message)
    : workers_(std::max(workers, 1U)), per_message_(per_message) {
  for (const Job& job : jobs) {
    waiting_.push_back({job.id, job.first, job.count, job.cost});
    items_left_ += job.count;
  }
}

// Towards the end messages become small, so that all workers end at the same time.
std::size_t WorkLedger::message_size() const noexcept {
  if (per_message_ != 0) return per_message_;
  return std::clamp<std::size_t>(waiting_.size() / (4 * std::size_t{workers_}), 1, most_parts);
}

// Where the size of messages is not ours to choose, their number is; towards the end it goes down as well.
std::size_t WorkLedger::messages_ahead() const noexcept {
  if (per_message_ == 0) return few_ahead;
  return std::clamp(waiting_.size() / (std::size_t{per_message_} * 4 * workers_), few_ahead, most_ahead);
}

std::vector<Part> WorkLedger::assign(WorkerId worker, bool fresh) {
  Assigned& assigned = assigned_[worker];
  std::vector<Part> parts;
  if (assigned.suspect || assigned.messages.size() >= messages_ahead()) return parts;
  if (fresh && assigned.messages.empty() && !suspects_.empty()) {
    assigned.suspect = std::move(suspects_.front());
    suspects_.pop_front();
    parts.push_back(assigned.suspect->part);
  } else {
    std::uint64_t cost = 0;
    const std::size_t size = message_size();
    while (!waiting_.empty() && parts.size() < size && (parts.empty() || per_message_ != 0 || cost + waiting_.front().cost <= message_cost)) {
      cost += waiting_.front().cost;
      parts.push_back(waiting_.front());
      waiting_.pop_front();
    }
  }
  if (!parts.empty()) assigned.messages.push_back({{parts.begin(), parts.end()}});
  return parts;
}

bool WorkLedger::is_idle(WorkerId worker) const noexcept {
  const auto found = assigned_.find(worker);
  return found == assigned_.end() || found->second.messages.empty();
}

bool WorkLedger::is_alone(WorkerId worker) const noexcept {
  const auto found = assigned_.find(worker);
  return found != assigned_.end() && found->second.suspect.has_value();
}

bool WorkLedger::done(WorkerId worker, const Part& part) {
  const auto found = assigned_.find(worker);
  if (found == assigned_.end() || found->second.messages.empty()) return false;
  Assigned& assigned = found->second;
  std::deque<Part>& parts = assigned.messages.front().parts;
  const Part& expected = parts.front();
  if (expected.job != part.job || expected.first != part.first || expected.count != part.count) return false;
  items_left_ -= expected.count;
  parts.pop_front();
  if (parts.empty()) {
    assigned.messages.pop_front();
    assigned.suspect.reset();
  }
  return true;
}

WorkLedger::Loss WorkLedger::lost(WorkerId worker, std::optional<std::uint32_t> item, Outcome outcome, const std::string& reason) {
  Loss loss;
  const auto found = assigned_.find(worker);
  if (found == assigned_.end()) return loss;
  Assigned assigned = std::move(found->second);
  assigned_.erase(found);
  std::vector<Part> again;
  for (const Message& message : assigned.messages) {
    for (const Part& part : message.parts) {
      if (assigned.suspect) {
        loss.begun = item == part.first;
        if (loss.begun) {
          loss.verdict = JobResult::without_payload(part.as_job(), outcome, reason);
          --items_left_;
        } else { // it was not even begun: another worker shall try
          suspects_.push_front(std::move(*assigned.suspect));
        }
      } else if (item && !loss.begun && part.has(*item)) {
        loss.begun = true;
        loss.retry = *item;
        const std::uint32_t before = *item - part.first, after = part.count - before - 1;
        const std::uint64_t each = part.cost / part.count;
        if (before != 0) again.push_back({part.job, part.first, before, each * before});
        if (after != 0) again.push_back({part.job, *item + 1, after, each * after});
        suspects_.push_back({{part.job, *item, 1, each}, outcome, reason});
      } else {
        again.push_back(part);
      }
    }
  }
  waiting_.insert(waiting_.begin(), again.begin(), again.end());
  return loss;
}

std::vector<Part> WorkLedger::take_rest(std::vector<JobResult>& suspects) {
  std::vector<Part> rest(waiting_.begin(), waiting_.end());
  for (auto& [worker, assigned] : assigned_) {
    if (assigned.suspect)
      suspects_.push_back(std::move(*assigned.suspect));
    else
      for (const Message& message : assigned.messages) rest.insert(rest.end(), message.parts.begin(), message.parts.end());
  }
  for (Suspicion& suspect : suspects_)
    suspects.push_back(JobResult::without_payload(suspect.part.as_job(), suspect.outcome, std::move(suspect.reason)));
  waiting_.clear();
  suspects_.clear();
  assigned_.clear();
  items_left_ = 0;
  return rest;
}

} // namespace sotval::exec
