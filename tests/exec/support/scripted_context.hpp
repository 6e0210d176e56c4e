#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/execution_strategy.hpp>
#include <sotval/pools.hpp>

#include "exec/process_pool.hpp"

namespace support {

/// A context whose items do what their names say, in whatever process executes them:
///   ok NUMBER      the number is the result     throw        an exception
///   segv abort     ends its process so          exit N       exits with that status
///   kill stop      SIGKILL or SIGSTOP to itself recurse      overflows the stack
///   sleep spin     never comes back             stubborn     the same, all signals ignored
///   garbage        random bytes on the socket   huge         a frame of 4 GB
///   forge          a result of another job, if it is the first thing its worker does
///   close          closes the socket            fork         leaves a child behind that holds the socket
///   memory         takes memory without end     big N        a result of N bytes
///   nap MS         takes that long              tell-pid PATH    writes its process id there, never comes back
///   once PATH what what it says, but only the first time (PATH says whether it was)
/// Every item leaves a byte in the file of its number below `attempts` when it is begun, if there is such a directory.
class ScriptedContext final : public sotval::JobContext {
public:
  explicit ScriptedContext(std::vector<std::string> actions, std::filesystem::path attempts = {});
  /// As a worker makes it.
  static std::unique_ptr<ScriptedContext> from_input(std::span<const std::byte> input);

  sotval::JobResult execute(const sotval::Job& job, const sotval::ItemObserver& starting) const noexcept override;
  std::string item_name(std::uint32_t item) const override;
  sotval::BytePieces worker_input() const override { return {std::as_bytes(std::span(input_))}; }

  std::size_t size() const noexcept { return actions_.size(); }
  /// How often an item was begun.
  std::size_t attempts(std::uint32_t item) const;

private:
  std::vector<std::string> actions_;
  std::filesystem::path attempts_;
  std::string input_;
};

/// Items 0 to n - 1 in jobs of `per_job` items.
std::vector<sotval::Job> jobs_over(std::size_t items, std::uint32_t per_job = 1);

/// Takes results and tells what became of each item.
class CollectingSink final : public sotval::ResultSink {
public:
  void accept(sotval::JobResult result) override;

  const std::vector<sotval::JobResult>& results() const noexcept { return results_; }
  /// Outcome by item; an item that has none or more than one fails the test.
  std::map<std::uint32_t, sotval::Outcome> outcomes() const;
  /// The reason or, if it is done, the text of an item.
  std::string text(std::uint32_t item) const;
  /// Text of all items in order.
  std::string all() const;

private:
  std::vector<sotval::JobResult> results_;
};

/// A pool whose workers are this program. `fault` makes them go wrong before they have any work:
///   old             greets as version 0.0.9          future      greets with a later protocol
///   early-exit      ends before it greets            mute        never greets
///   babble          writes what is no greeting       ungreeted-ready  skips the greeting
///   refuse          cannot make any context          late-exit   ends when it is given work
///   once PATH       the first one does one job, all others end before they greet
std::unique_ptr<sotval::ExecutionStrategy> scripted_pool(sotval::ProcessPoolOptions options = {}, const std::string& fault = {});

/// What is left of a test: children (zombies, too) and descriptors, with the memory behind them. Pools make
/// nothing that has a name; what other tests have in /dev/shm at the same time is theirs.
struct Traces {
  std::size_t children = 0;
  std::size_t descriptors = 0;

  static Traces now();
  /// Process ids of this process's children.
  static std::vector<int> children_now();
  friend bool operator==(const Traces&, const Traces&) = default;
};
std::ostream& operator<<(std::ostream& out, const Traces& traces);

/// Called by main(): if this process is a worker, it works and ends.
void work_if_asked(int argc, char** argv);

} // namespace support
