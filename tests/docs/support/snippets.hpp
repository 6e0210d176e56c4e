#pragma once

#include <span>

namespace support {

/// A block of C++ that was compiled: a program, statements, or declarations, of which there is nothing to run.
struct Snippet {
  const char* document;
  unsigned line;
  const char* program; ///< null if it is none
  void (*statements)();
};

/// All that CMake found (snippets.cmake).
std::span<const Snippet> snippets();

} // namespace support
