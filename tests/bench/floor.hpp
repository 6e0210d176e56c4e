#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// The least that any program has to do that answers the same questions: walk the tree, read every
/// wanted file once, run the set of patterns that its path calls for over it, stream every wanted
/// document through libyaml. Which files and which patterns is given to it; it decides nothing,
/// remembers nothing and reports nothing.
class Floor {
public:
  /// Takes files and patterns from the plan of the built-in SSID pack for this tree.
  explicit Floor(const std::filesystem::path& root);
  ~Floor();

  struct Counts {
    std::uint64_t entries = 0, files = 0, bytes = 0, matches = 0, events = 0;
  };
  Counts run();

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace bench
