#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sotval/tree_watch.hpp>

#include "pack/pack.hpp"
#include "support/temporary_directory.hpp"

// What the tests of watches share.

namespace support {

/// Long enough never to be reached by a test that passes.
inline constexpr std::chrono::milliseconds for_ever = std::chrono::seconds(60);
inline constexpr std::chrono::milliseconds no_delay{0}, shortest{1};
/// Nothing is held back: the first change ends the wait.
inline const sotval::WatchTimings at_once{.quiet = no_delay, .at_most = no_delay, .look_again = for_ever, .at_least_every = for_ever};
/// Events come in the order of what causes them, and at once: what was done before is there, or never will be.
inline const sotval::WatchTimings no_time{.quiet = no_delay, .at_most = no_delay, .look_again = shortest, .at_least_every = shortest};

inline sotval::RulePack pack_with(std::vector<std::string> global_exclude) {
  sotval::core::Pack pack = *sotval::RulePack::builtin().data();
  pack.global_exclude = std::move(global_exclude);
  return sotval::RulePack(std::make_shared<const sotval::core::Pack>(std::move(pack)));
}

inline sotval::TreeWatch watch(const TemporaryDirectory& tree, std::vector<std::string> exclude = {}) {
  return sotval::TreeWatch(tree.path(), pack_with(std::move(exclude)));
}

inline bool changed(sotval::TreeWatch& tree) {
  return tree.wait({}, at_once) == sotval::Wake::changed;
}

inline bool silent(sotval::TreeWatch& tree) {
  return tree.wait({}, no_time) == sotval::Wake::unsure;
}

/// Takes in all that has happened so far, as somebody who validates now.
inline void catch_up(sotval::TreeWatch& tree) {
  while (!silent(tree)) {
  }
  tree.refresh();
}

inline void touch_file(const std::filesystem::path& file) {
  std::ofstream(file) << "text";
}

} // namespace support
