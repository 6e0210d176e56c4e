#include "fact_sink.hpp"

#include <sotval/error.hpp>

#include "printable.hpp"
#include "stopped.hpp"

namespace sotval::core {

void FactSink::accept(JobResult result) {
  const auto files = work_.files(result.first, result.count);
  if (result.outcome == Outcome::done) {
    facts_.add(result.payload, files);
    take_stored(files);
  } else {
    const std::string reason = reason_of(result);
    for (const std::uint32_t node : files) facts_.add_unreadable(node, reason);
  }
  phases_.advance(done_ += files.size());
}

void FactSink::take_stored(std::span<const std::uint32_t> files) {
  for (const std::uint32_t node : files) {
    if (!facts_.find(node)->as_stored) continue;
    if (work_.memory().expected_of(node) == nullptr) throw EngineError("a result says of a file that it is as stored, but none is");
    facts_.put(reuse_->facts_as_stored(node));
    ++as_stored_;
  }
}

std::string FactSink::reason_of(const JobResult& result) {
  if (result.outcome == Outcome::cancelled && stop_.stop_requested()) {
    stopped_ = true;
    return not_looked_at;
  }
  return result.reason.empty() ? "was not looked at" : result.reason;
}

void FactSink::require_all(const Snapshot& snapshot, std::string_view strategy) const {
  for (const std::uint32_t node : work_.files())
    if (facts_.find(node) == nullptr)
      throw EngineError("strategy '" + std::string(strategy) + "' gave no result for " + shorten(snapshot.path(node), 200));
}

} // namespace sotval::core
