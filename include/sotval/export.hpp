#pragma once

/// \file
/// What a shared libsotval shows of itself. Nobody has to define anything, neither for the shared library nor for the archive.

/// Marks what programs may use; all else in the library is compiled with hidden visibility.
#define SOTVAL_API __attribute__((visibility("default")))
