#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <sotval/execution_strategy.hpp>

#include "facts.hpp"
#include "gather.hpp"
#include "phases.hpp"
#include "store/fact_reuse.hpp"

namespace sotval::core {

/// Takes what the jobs of gathering bring, in any order, into the table of facts.
class FactSink final : public ResultSink {
public:
  /// `reuse`: nullptr if no file is expected to be as stored. All of it must outlive the sink.
  FactSink(FactTable& facts, const GatherWork& work, const FactReuse* reuse, Phases& phases, const std::stop_token& stop)
      : facts_(facts), work_(work), reuse_(reuse), phases_(phases), stop_(stop) {}

  /// Throws EngineError if it is not what a job of this run can bring.
  void accept(JobResult result) override;

  /// A strategy may be anybody's: one that lost a job must not look like one that found nothing. Throws EngineError.
  void require_all(const Snapshot& snapshot, std::string_view strategy) const;

  /// True if a stop request left files that nobody looked at.
  bool stopped() const noexcept { return stopped_; }
  /// Files that were read and found to have the content that their stored facts are of.
  std::uint64_t as_stored() const noexcept { return as_stored_; }

private:
  void take_stored(std::span<const std::uint32_t> files);
  std::string reason_of(const JobResult& result);

  FactTable& facts_;
  const GatherWork& work_;
  const FactReuse* reuse_;
  Phases& phases_;
  const std::stop_token& stop_;
  std::uint64_t done_ = 0;
  std::uint64_t as_stored_ = 0;
  bool stopped_ = false;
};

} // namespace sotval::core
