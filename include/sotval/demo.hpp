#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sotval/export.hpp>

/// \file
/// A generated repository on which all rules of the built-in SSID pack hold, to try sotval on, to
/// measure it with and to test packs against.

namespace sotval {

/// What to generate.
struct DemoOptions {
  unsigned damages = 0;   ///< how many things to break; 0: a repository on which every rule holds
  std::uint64_t seed = 1; ///< chooses the damages; the same seed gives the same repository, byte for byte
};

/// One thing that was broken on purpose.
struct DemoDamage {
  std::string path;               ///< what was touched, relative to the repository
  std::string what;               ///< what was done to it, in a few words
  std::vector<std::string> rules; ///< ids of exactly the rules that fail because of it, in ascending order
};

/// What was written.
struct DemoRepository {
  std::size_t files = 0;           ///< all of them
  std::size_t directories = 0;     ///< without the repository's own
  std::vector<DemoDamage> damages; ///< what was broken
};

/// Writes a conforming 24 x 16 repository into `directory`, then applies the damages asked for.
/// The damages of one repository concern different rules, so that together they fail exactly the
/// union of their rules.
///
/// Requires: `directory` does not exist or is empty; it is created with its parents.
/// Throws InputError (error.hpp) if it is not empty or cannot be written, or if more damages are
/// asked for than there are kinds of damage. Not promised: the same files from another version.
/// Threads: may be called from several threads for different directories.
SOTVAL_API DemoRepository write_demo_repository(const std::filesystem::path& directory, const DemoOptions& options = {});

/// The largest number of damages that write_demo_repository() accepts.
SOTVAL_API std::size_t max_demo_damages() noexcept;

} // namespace sotval
