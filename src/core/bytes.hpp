#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <sotval/error.hpp>

namespace sotval::core {

/// Numbers (7 bits a byte, low ones first) and texts (size first), one after the other.
class ByteWriter {
public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_.push_back(static_cast<char>(value | 0x80));
      value >>= 7;
    }
    bytes_.push_back(static_cast<char>(value));
  }
  void text(std::string_view text) {
    number(text.size());
    bytes_.append(text);
  }
  void real(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    number(bits);
  }
  const std::string& bytes() const noexcept { return bytes_; }
  std::string take() noexcept { return std::move(bytes_); }

private:
  std::string bytes_;
};

/// Reads what a ByteWriter wrote; bytes from elsewhere are refused by throwing EngineError, never
/// read beyond their end.
class ByteReader {
public:
  explicit ByteReader(std::string_view bytes) noexcept : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) fail();
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      if (shift == 63 && byte > 1) fail(); // does not fit into 64 bits
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    fail();
  }
  std::uint32_t number32() {
    const std::uint64_t value = number();
    if (value > 0xFFFFFFFF) fail();
    return static_cast<std::uint32_t>(value);
  }
  /// A number of things that follow, at least one byte each: so it cannot be larger than what is left.
  std::size_t count() {
    const std::uint64_t value = number();
    if (value > rest_.size()) fail();
    return static_cast<std::size_t>(value);
  }
  std::string_view text() {
    const std::size_t size = count();
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  double real() {
    const std::uint64_t bits = number();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  bool done() const noexcept { return rest_.empty(); }
  std::string_view rest() const noexcept { return rest_; } ///< what was not read yet
  [[noreturn]] static void fail() { throw EngineError("data between parts of the program is damaged"); }

private:
  std::string_view rest_;
};

} // namespace sotval::core
