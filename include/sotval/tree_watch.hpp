#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

#include <sotval/export.hpp>
#include <sotval/logger.hpp>
#include <sotval/rule_pack.hpp>

/// \file
/// Waiting until a repository is worth validating again.

namespace sotval {

/// Why TreeWatch::wait() returned.
enum class Wake : std::uint8_t {
  changed, ///< something that a validation looks at, or may look at, has changed
  unsure,  ///< nothing is known to have changed, but it is time to look
  stopped, ///< a stop was requested
};

/// When TreeWatch::wait() returns.
struct WatchTimings {
  std::chrono::milliseconds quiet{150};      ///< after a change, nothing else may happen for so long ...
  std::chrono::milliseconds at_most{2'000};  ///< ... but no longer than this after the first change. 0: at once
  std::chrono::milliseconds look_again{2'000}; ///< where changes cannot be seen: how long until Wake::unsure
  std::chrono::milliseconds at_least_every{0}; ///< the same where they can be seen; 0: never
};

/// For the constructor of TreeWatch.
struct TreeWatchOptions {
  /// Single files, wherever they are, whose changes wake as well; they need not exist, the directories that they
  /// are in must, else nothing is seen of them until refresh() finds those.
  std::vector<std::filesystem::path> files;
  Logger logger; ///< told once, as a warning, why a tree cannot be watched. Empty: messages are dropped
};

/// Watches, with inotify, all directories of a tree that a scan with this pack's `global_exclude` would enter.
///
/// Use:       construct, validate; then again and again wait(), refresh(), validate. A validation looks at
///            everything itself, so what changes before refresh() is in its report and what changes later ends the
///            next wait(): nothing is lost, however much happens at once.
/// Silent:    what is excluded, and reading. Not seen: changes made by other machines on a network file system, through
///            memory maps, and of files in excluded directories that links lead to.
/// Limits:    every directory takes one of the user's watches, the object one of the user's inotify instances. Where
///            these do not suffice nothing is watched: the logger is told which limit it was, polling() is true, and
///            wait() returns `unsure` after WatchTimings::look_again.
/// Threads:   one call at a time; the stop request may come from any.
/// Ownership: holds descriptors; the tree is only read.
class SOTVAL_API TreeWatch {
public:
  /// Watches at once. Throws InputError if the root is not a readable directory.
  TreeWatch(const std::filesystem::path& root, const RulePack& pack, TreeWatchOptions options = {});
  TreeWatch(TreeWatch&&) noexcept;            ///< the other one may only be assigned to or destroyed then
  TreeWatch& operator=(TreeWatch&&) noexcept; ///< gives up what it watched
  ~TreeWatch();

  /// Catches up with what has happened. Throws InputError as long as there is no readable directory at the root's
  /// path (any more); until then wait() returns `unsure` after WatchTimings::look_again. A directory that has
  /// taken the root's place is watched instead.
  void refresh();

  /// Returns when something has changed since refresh() or the last wait(), and then nothing for a while. Sleeps meanwhile.
  Wake wait(std::stop_token stop, const WatchTimings& timings = {});

  /// True if a change of that file would end wait(), watched or polled: it is below the root and not excluded.
  bool covers(const std::filesystem::path& file) const;

  bool polling() const noexcept;            ///< the tree cannot be watched, only be looked at again
  std::size_t directories() const noexcept; ///< that are watched; 0 when polling

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace sotval
