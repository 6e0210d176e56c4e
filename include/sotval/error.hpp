#pragma once

#include <stdexcept>
#include <string>

#include <sotval/export.hpp>

/// \file
/// Exceptions. All errors that the caller can cause derive from sotval::Error; a rule that fails or
/// a file that cannot be read is never an exception, it is data in the report.

namespace sotval {

/// Base of everything that the library throws on purpose. what() is one message for people: place
/// first, then the user's own word, then what would be right; it may span lines.
class SOTVAL_API Error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The input cannot be used: a rule pack with errors, a repository root that is not a directory, an
/// empty selection, an option out of range. Nothing was validated. Programs exit with 2.
class SOTVAL_API InputError : public Error {
public:
  using Error::Error;
};

/// Output could not be written, or a strategy could not start at all. Programs exit with 3.
class SOTVAL_API EngineError : public Error {
public:
  using Error::Error;
};

} // namespace sotval
