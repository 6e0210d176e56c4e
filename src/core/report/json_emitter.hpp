#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include <sotval/value.hpp>

namespace sotval::core {

/// Writes one JSON text, piece by piece, in the order of the calls.
///
/// Whatever it is given, the output is valid UTF-8: bytes that are not become \xHH as in
/// printable(). Characters that act on terminals are written as \u escapes, so that showing the
/// file is harmless and parsing it gives them back.
/// Requires: calls that form one JSON value; finish() last.
class JsonEmitter {
public:
  /// `indent`: spaces per level; 0: everything on one line.
  JsonEmitter(std::ostream& out, unsigned indent) noexcept : out_(out), indent_(indent) {}
  JsonEmitter(const JsonEmitter&) = delete;
  JsonEmitter& operator=(const JsonEmitter&) = delete;

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_list() { begin('['); }
  void end_list() { end(']'); }

  /// Names the value, object or list that the next call writes.
  void key(std::string_view name);

  void null();
  void boolean(bool value);
  void integer(std::int64_t value);
  void integer(std::uint64_t value);
  /// Shortest decimal notation that reads back as the same number, without exponent; null if not finite.
  void number(double value);
  void text(std::string_view value);
  void value(const Value& value);

  /// Ends the line and hands everything to the stream. Errors are left in the stream's state.
  void finish();

private:
  void begin(char bracket);
  void end(char bracket);
  void next_element();
  void new_line();
  void append_quoted(std::string_view text);
  void flush();

  std::ostream& out_;
  unsigned indent_;
  unsigned depth_ = 0;
  bool empty_ = true;      // nothing was written into the innermost object or list yet
  bool after_key_ = false; // the next value belongs to the key just written
  std::string buffer_;
};

} // namespace sotval::core
