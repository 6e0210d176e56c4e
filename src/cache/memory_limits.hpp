#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Shared memory that cannot be had is to be an exception which names the limit, never a signal: SIGXFSZ at
// RLIMIT_FSIZE, SIGBUS at a full file system, SIGKILL when a control group runs out.

namespace sotval::cache {

/// e.g. "20971520 bytes"
std::string bytes_text(std::uint64_t bytes);

/// Throws EngineError: "shared memory of N bytes: `problem`; `cure`".
[[noreturn]] void fail(std::uint64_t needed, std::string_view problem, std::string_view cure);
/// The same for a system call that failed with `error`.
[[noreturn]] void fail_call(std::uint64_t needed, std::string_view call, int error);

/// Throws EngineError if a file of that size exceeds RLIMIT_FSIZE of this process, which would be a signal.
void check_file_size_limit(std::uint64_t needed);

/// Throws EngineError if that much memory is not there with some to spare, in the machine or in a control
/// group of this process.
void check_memory(std::uint64_t needed);

/// Bytes that can be allocated according to /proc/meminfo; the largest number if it does not say.
std::uint64_t available_in(std::string_view meminfo) noexcept;
/// What a control group has left, by the content of its memory.max, memory.current and memory.stat (page
/// cache can be taken back); the largest number if it has no limit.
std::uint64_t left_in_group(std::string_view max, std::string_view current, std::string_view stat) noexcept;

} // namespace sotval::cache
