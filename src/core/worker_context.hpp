#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "run_context.hpp"

// A run crosses to another process as one block of bytes: what to look for (the pack and the chosen
// rules), where (the root and the snapshot), and within which limits. Everything else follows from
// these, in the same way in both processes; rules in C++ come from the registry that each of them has.

namespace sotval::core {

/// The context of the process that asked for the run. All arguments must outlive it.
class ParentContext final : public RunContext {
public:
  ParentContext(const RootDirectory& root, const Pack& pack, std::span<const std::size_t> rules, const Plan& plan, const Snapshot& snapshot,
                const Classification& classes, const GatherWork& work, const Limits& limits, const RuleRegistry& registry, SlowItems slow = {}, bool all_findings = false)
      : RunContext(root, plan, snapshot, work, limits, registry, std::move(slow), all_findings), root_(root), pack_(pack), rules_(rules),
        snapshot_(snapshot), classes_(classes), work_(work), limits_(limits), all_findings_(all_findings) {}

  BytePieces worker_input() const override;

private:
  const RootDirectory& root_;
  const Pack& pack_;
  std::span<const std::size_t> rules_;
  const Snapshot& snapshot_;
  const Classification& classes_;
  const GatherWork& work_;
  const Limits& limits_;
  const bool all_findings_;
  mutable std::once_flag made_;
  mutable std::vector<std::byte> head_, snapshot_head_;
  mutable BytePieces input_;
};

/// The context of a worker. `input`, as worker_input() of the same build gave it, the pieces one behind the other
/// and the first one aligned to 8 bytes, must outlive it: the snapshot and the classes of its nodes are used where they lie. `registry` must
/// outlive it, too; a custom rule that is not in it is undecided.
/// Throws EngineError if the bytes are something else, InputError if the root cannot be opened.
std::unique_ptr<JobContext> make_worker_context(std::span<const std::byte> input, const RuleRegistry& registry);

} // namespace sotval::core
