#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "pack/pack.hpp"

namespace sotval::core {

/// Gives a built-in pack by name, for `extends`; returns nullptr if there is none of that name.
using FindPack = std::function<const Pack*(std::string_view)>;

/// Reads a pack and what it includes; sealed. Throws PackError with everything that is wrong, in the
/// order of files and lines.
Pack load_pack(const std::filesystem::path& file, const FindPack& builtin);

} // namespace sotval::core
