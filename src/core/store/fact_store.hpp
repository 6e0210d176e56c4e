#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include <sotval/logger.hpp>

#include "store/fact_image.hpp"

namespace sotval::core {

/// Where images are kept from one run to the next. What cannot be loaded is not there, what cannot be saved is lost:
/// neither is an error of the run. Threads: one call at a time.
class FactStore {
public:
  virtual ~FactStore() = default;

  /// The image that was saved for a root; nullptr if there is none that can be used.
  virtual std::shared_ptr<const FactImage> load(const Digest& root) = 0;
  virtual void save(const Digest& root, std::span<const std::byte> image) = 0;
};

/// Images in files of a directory, which is made when it is needed. `limit`: bytes of all files together, 0: none;
/// those that were not used for longest go first. What goes wrong is told once.
std::unique_ptr<FactStore> make_fact_store(std::filesystem::path directory, std::uint64_t limit, Logger logger);

} // namespace sotval::core
