#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sotval::cli {

/// A directory of this program's own under the temporary directory; goes away with all that is in it.
class ScratchDirectory {
public:
  ScratchDirectory(); ///< throws EngineError if it cannot be made
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory();

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Returns the path of the file, whose directory is made if need be.
  std::filesystem::path write(std::string_view name, std::string_view text) const;

private:
  std::filesystem::path path_;
};

} // namespace sotval::cli
