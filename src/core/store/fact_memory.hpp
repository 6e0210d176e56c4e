#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "store/fact_store.hpp"

namespace sotval::core {

/// What a validator remembers between runs: in memory for a while, and in a store if it has one.
/// Threads: one call at a time.
class FactMemory {
public:
  /// `store` may be nullptr. `ttl`: how long an image stays in memory, 0: not at all.
  FactMemory(std::unique_ptr<FactStore> store, std::chrono::nanoseconds ttl) : store_(std::move(store)), ttl_(ttl) {}

  /// False: nothing is remembered, so nothing need be prepared for it.
  bool enabled() const noexcept { return store_ != nullptr || ttl_.count() > 0; }
  /// nullptr: nothing is known.
  std::shared_ptr<const FactImage> recall(const Digest& root);
  void keep(const Digest& root, std::vector<std::byte> image);
  void forget() noexcept { image_.reset(); }

private:
  std::unique_ptr<FactStore> store_;
  std::chrono::nanoseconds ttl_;
  std::shared_ptr<const FactImage> image_;
  std::chrono::steady_clock::time_point used_{};
};

} // namespace sotval::core
