#pragma once

namespace support {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool sanitized = true; ///< limits of memory mean nothing, and every process takes its time
#else
inline constexpr bool sanitized = false;
#endif

} // namespace support
