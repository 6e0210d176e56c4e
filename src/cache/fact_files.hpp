#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "store/fact_store.hpp"

// The fact store on disk: a file for each root that was checked, whole or not there. Several programs may use it at
// once: a file is replaced by renaming another one over it, and who has the old one open goes on with that.

namespace sotval::cache {

class FactFiles final : public core::FactStore {
public:
  FactFiles(std::filesystem::path directory, std::uint64_t limit, Logger logger)
      : directory_(directory.has_filename() ? std::move(directory) : directory.parent_path()), limit_(limit), logger_(std::move(logger)) {}

  std::shared_ptr<const core::FactImage> load(const core::Digest& root) override;
  void save(const core::Digest& root, std::span<const std::byte> image) override;

private:
  void evict(const std::filesystem::path& kept);
  void say(LogLevel level, const std::string& text);

  std::filesystem::path directory_;
  std::uint64_t limit_;
  Logger logger_;
  bool said_ = false;
};

/// A file of the store.
struct FactFile {
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  std::chrono::system_clock::time_point used; ///< within a day
  bool partial = false;                       ///< being written, or left behind by a program that was killed
};

/// The files in a directory, last used first; empty if there is no such directory. Throws InputError if it cannot be read.
std::vector<FactFile> list_fact_files(const std::filesystem::path& directory);

/// Removes them, all but the partial ones of the last hour; returns those that are gone.
std::vector<FactFile> remove_fact_files(const std::filesystem::path& directory);

} // namespace sotval::cache
