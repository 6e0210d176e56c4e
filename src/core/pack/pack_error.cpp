#include <algorithm>
#include <string>

#include <sotval/rule_pack.hpp>

#include "pack/source_file.hpp"
#include "utf8.hpp"

// How a PackError looks to people:
//
//   packs/docs.yaml:14:13: error: unknown severity 'hihg' in rule 'docs/readme-present'
//     14 |   severity: hihg
//        |             ^~~~ did you mean 'high'? (critical, high, medium, low, info)

namespace sotval {

namespace {

constexpr std::size_t window = 120;    // code points of a line that are shown
constexpr std::size_t lead = 60;       // of them before the place, if the line is longer
constexpr std::size_t underlined = 60; // code points at most

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (char32_t c = 0; !text.empty(); out += c) text.remove_prefix(core::decode_code_point(text, c));
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  // A tab would shift the caret below it; what is not valid UTF-8 or not printable is shown as such.
  if (c == '\t') c = ' ';
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c > 0x10FFFF) c = 0xFFFD;
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t quoted_length(std::u32string_view text) {
  const char32_t quote = text[0];
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == U'"' && text[i] == U'\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == U'"' || i + 1 == text.size() || text[i + 1] != quote) return i + 1;
      ++i;
    }
  }
  return text.size();
}

// How far the word at the start of `text` reaches, as YAML sees it. In a flow collection a comma or a
// bracket ends it.
std::size_t word_length(std::u32string_view text, bool flow) {
  if (text.empty() || (flow && text[0] == U',')) return 1; // a value that is not there
  if (text[0] == U'{' || text[0] == U'[' || (text[0] == U'-' && text.substr(1, 1) == U" ")) return 1;
  if (text[0] == U'\'' || text[0] == U'"') return quoted_length(text);
  std::size_t length = 1;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (flow && (c == U',' || c == U']' || c == U'}')) break;
    if (c == U':' && (i + 1 == text.size() || text[i + 1] == U' ')) break;
    if (c == U'#' && text[i - 1] == U' ') break;
    if (c != U' ' && c != U'\t') length = i + 1;
  }
  return length;
}

// The line and below it the caret. Nothing if the place is not in the line.
void append_excerpt(std::string& out, const Diagnostic& diagnostic) {
  const std::u32string line = code_points(diagnostic.source);
  const std::size_t column = diagnostic.column - 1;
  const std::size_t first = line.size() > window && column > lead ? column - lead : 0;
  const std::u32string_view shown = std::u32string_view(line).substr(first, window);

  const std::string number = std::to_string(diagnostic.line);
  out += "\n  " + number + " | ";
  if (first > 0) out += "...";
  for (const char32_t c : shown) append_utf8(out, c);
  if (first + shown.size() < line.size()) out += "...";

  const std::u32string_view before = std::u32string_view(line).substr(0, column);
  const bool flow = before.find_first_of(U"[{") != std::u32string_view::npos;
  std::size_t length = word_length(std::u32string_view(line).substr(column), flow);
  length = std::min({length, underlined, std::max<std::size_t>(1, first + window - column)});
  out += "\n  " + std::string(number.size(), ' ') + " | ";
  out += std::string(column - first + (first > 0 ? 3 : 0), ' ') + '^' + std::string(length - 1, '~');
  if (!diagnostic.suggestion.empty()) out += ' ' + diagnostic.suggestion;
}

std::string path_for_people(std::string_view path) {
  std::string out;
  for (const char32_t c : code_points(path)) append_utf8(out, c);
  return out;
}

std::string text_of(const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!out.empty()) out += '\n';
    out += path_for_people(diagnostic.file);
    if (diagnostic.line > 0)
      out += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(std::max(diagnostic.column, 1U));
    out += ": error: " + diagnostic.message;
    const bool excerpt = diagnostic.line > 0 && diagnostic.column > 0 && !diagnostic.source.empty() &&
                         diagnostic.column <= core::count_code_points(diagnostic.source) + 1;
    if (excerpt)
      append_excerpt(out, diagnostic);
    else if (!diagnostic.suggestion.empty())
      out += "\n  " + diagnostic.suggestion;
  }
  return out;
}

} // namespace

PackError::PackError(std::vector<Diagnostic> diagnostics)
    : InputError(text_of(diagnostics)), diagnostics_(std::move(diagnostics)) {}

} // namespace sotval
