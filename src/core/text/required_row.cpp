#include "text/required_row.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

// A part of RE2's syntax, read once from left to right. What is not understood ends the reading without a row: that only
// costs time later, where a row that is not required would cost matches.

namespace sotval::core {

namespace {

using Row = std::vector<ByteSet>;

constexpr std::size_t longest_row = 64;

class RowReader {
public:
  RowReader(std::string_view regex, bool nocase) : rest_(regex), nocase_(nocase) {}

  // All rows of the expression; none if it is not understood.
  std::vector<Row> read() {
    const bool one_branch = read_branches();
    if (failed_ || !rest_.empty() || !one_branch) return {};
    cut();
    return std::move(rows_);
  }

private:
  // How often something stands there: `least` times, and maybe more.
  struct Repeat {
    std::size_t least = 1;
    bool more = false;
  };

  bool at_end() const { return failed_ || rest_.empty(); }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void fail() { failed_ = true; }

  // The row so far is at its end: anything may follow.
  void cut() {
    if (!row_.empty()) rows_.push_back(std::exchange(row_, {}));
  }
  void add(const ByteSet& bytes) {
    row_.push_back(bytes);
    if (row_.size() == longest_row) cut();
  }

  // False if there are several branches, of which any may match.
  bool read_branches() {
    bool one = true;
    for (; !at_end() && !next_is(')');) {
      if (next_is('|')) {
        take();
        one = false;
      } else {
        read_item();
      }
    }
    return one;
  }

  void read_item() {
    switch (rest_.front()) {
    case '(': return read_group();
    case '[': return read_repeated(read_class());
    case '\\': return read_escape();
    case '.': // may be several bytes
      take();
      return read_repeated(std::nullopt);
    case '^':
    case '$':
      take();
      read_repeat(); // of what takes no place
      return;
    case '*':
    case '+':
    case '?': return fail();
    default: return read_repeated(one_byte(take()));
    }
  }

  void read_group() {
    take();
    if (next_is('?')) { // names and flags, of which this one changes nothing
      if (!rest_.starts_with("?:")) return fail();
      rest_.remove_prefix(2);
    }
    const std::size_t rows_before = rows_.size();
    const Row row_before = row_;
    const bool one_branch = read_branches();
    if (!next_is(')')) return fail();
    take();
    const Repeat repeat = read_repeat();
    if (one_branch && repeat.least > 0) {
      if (repeat.least > 1 || repeat.more) cut();
      return;
    }
    rows_.resize(rows_before);
    row_ = row_before;
    cut();
  }

  void read_escape() {
    take();
    if (at_end()) return fail();
    const char c = take();
    if (c == 'b' || c == 'B' || c == 'A' || c == 'z') { // takes no place
      read_repeat();
    } else if (c == 'D' || c == 'S' || c == 'W') { // may be several bytes
      read_repeated(std::nullopt);
    } else if (const auto bytes = escaped(c)) {
      read_repeated(*bytes);
    } else {
      fail();
    }
  }

  // Empty: something of which the bytes are not known.
  void read_repeated(const std::optional<ByteSet>& bytes) {
    if (failed_) return;
    const Repeat repeat = read_repeat();
    if (!bytes) return cut();
    for (std::size_t i = 0; i < repeat.least; ++i) add(*bytes);
    if (!repeat.more) return;
    cut();
    for (std::size_t i = 0; i < repeat.least; ++i) add(*bytes); // the last of them are next to what follows
  }

  Repeat read_repeat() {
    Repeat repeat;
    if (next_is('*') || next_is('?')) {
      take();
      repeat = {0, true};
    } else if (next_is('+')) {
      take();
      repeat = {1, true};
    } else if (next_is('{')) {
      repeat = read_bounds();
    } else {
      return repeat;
    }
    if (next_is('?')) take(); // as few as possible: the same places for us
    if (next_is('*') || next_is('+') || next_is('?') || next_is('{')) fail();
    return repeat;
  }

  // `{2}`, `{2,}`, `{2,5}`; a brace that begins none of them is one itself, which is left to RE2.
  Repeat read_bounds() {
    take();
    Repeat repeat;
    const auto least = read_number();
    if (!least) return fail(), repeat;
    repeat.least = *least;
    if (next_is(',')) {
      take();
      repeat.more = true;
      if (!next_is('}') && !read_number()) fail();
    }
    if (!next_is('}')) return fail(), repeat;
    take();
    return repeat;
  }

  std::optional<std::size_t> read_number() {
    std::size_t number = 0, digits = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && digits < 4; ++digits) number = number * 10 + static_cast<std::size_t>(take() - '0');
    if (digits == 0 || digits == 4) return std::nullopt;
    return number;
  }

  // Empty if it may be several bytes.
  std::optional<ByteSet> read_class() {
    take();
    bool negated = false;
    if (next_is('^')) {
      take();
      negated = true;
    }
    ByteSet bytes;
    for (bool first = true; first || !next_is(']'); first = false) {
      if (rest_.size() < 2 || next_is('[')) return fail(), std::nullopt; // perhaps [:alpha:]
      char from = take();
      if (from == '\\') {
        from = take();
        const auto some = escaped(from);
        if (!some) return fail(), std::nullopt;
        bytes |= *some;
        if (some->count() != 1) {
          if (next_is('-')) return fail(), std::nullopt;
          continue;
        }
        for (std::size_t i = 0; i < some->size(); ++i)
          if ((*some)[i]) from = static_cast<char>(i);
      }
      char to = from;
      if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
        take();
        to = take();
        if (to == '\\' || to == '[') return fail(), std::nullopt;
      }
      if (static_cast<unsigned char>(from) >= 0x80 || static_cast<unsigned char>(to) >= 0x80) return fail(), std::nullopt;
      for (int c = from; c <= to; ++c) bytes |= one_byte(static_cast<char>(c));
    }
    take();
    if (negated) return std::nullopt;
    return bytes;
  }

  ByteSet one_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) fail(); // a part of a letter, which a repetition takes as a whole
    ByteSet bytes;
    bytes.set(byte);
    if (nocase_ && ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z')) bytes.set(byte ^ 0x20U);
    return bytes;
  }

  // What a backslash and `c` stand for; empty if that is not known here.
  std::optional<ByteSet> escaped(char c) {
    const auto range = [](ByteSet& bytes, unsigned char from, unsigned char to) {
      for (unsigned byte = from; byte <= to; ++byte) bytes.set(byte);
    };
    ByteSet bytes;
    switch (c) {
    case 'd': range(bytes, '0', '9'); return bytes;
    case 'w':
      range(bytes, '0', '9');
      range(bytes, 'a', 'z');
      range(bytes, 'A', 'Z');
      bytes.set('_');
      return bytes;
    case 's':
      for (const char space : {'\t', '\n', '\f', '\r', ' '}) bytes.set(static_cast<unsigned char>(space));
      return bytes;
    case 't': return one_byte('\t');
    case 'n': return one_byte('\n');
    case 'r': return one_byte('\r');
    case 'f': return one_byte('\f');
    case 'v': return one_byte('\v');
    default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool punctuation = byte > ' ' && byte < 0x7F && !((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') && !(byte >= '0' && byte <= '9');
    if (!punctuation) return std::nullopt;
    return one_byte(c);
  }

  std::string_view rest_;
  bool nocase_;
  bool failed_ = false;
  Row row_;
  std::vector<Row> rows_;
};

} // namespace

std::vector<ByteSet> required_row(std::string_view regex, bool nocase) {
  Row best;
  double best_frequency = 1;
  for (Row& row : RowReader(regex, nocase).read()) {
    double all = 1;
    for (const ByteSet& bytes : row) all *= frequency(bytes);
    if (best.empty() || all < best_frequency) {
      best = std::move(row);
      best_frequency = all;
    }
  }
  return best;
}

} // namespace sotval::core
