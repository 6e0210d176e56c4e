#pragma once

#include <filesystem>

namespace sotval::exec {

/// The sotval-worker that belongs to this library: beside it in its installation, wherever that was moved
/// to, or where it was meant to be installed. Never looked up by PATH or the current directory.
std::filesystem::path installed_worker_program();

} // namespace sotval::exec
