#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Names in /dev/shm: `sotval-<32 hexadecimal digits>-<number>` once a segment is complete and locked by its owner,
// `sotval.new-<32 hexadecimal digits>` before. Nothing else there is ever touched.

namespace sotval::cache {

inline constexpr const char* shared_memory_directory = "/dev/shm";

/// A handle that nobody can guess. Throws EngineError if the kernel has no random numbers.
std::string random_handle();
std::string random_unfinished_name();

bool is_handle(std::string_view text) noexcept;
std::string segment_name(std::string_view handle, std::uint64_t number);
bool is_segment_name(std::string_view text) noexcept;
bool is_unfinished_name(std::string_view text) noexcept;

/// The full path of a name.
std::string path_of(std::string_view name);

} // namespace sotval::cache
