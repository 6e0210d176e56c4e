#include "report/text_layout.hpp"

#include <algorithm>

namespace sotval::core {

namespace {

bool starts_code_point(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

// Offset of the code point with that index; text.size() if there are fewer.
std::size_t offset_of(std::string_view text, std::size_t index) noexcept {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset)
    if (starts_code_point(text[offset]) && index-- == 0) break;
  return offset;
}

void append_word(std::vector<std::string>& lines, std::string_view word, std::size_t width) {
  std::string& line = lines.back();
  if (line.empty()) {
    line = word;
  } else if (width_of(line) + 1 + width_of(word) <= width) {
    line += ' ';
    line += word;
  } else {
    lines.emplace_back(word);
  }
}

} // namespace

std::size_t width_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::string pad_end(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, width_of(text)), ' ');
}

std::string pad_front(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, width_of(text)), ' ') + std::string(text);
}

std::string clip_end(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  return std::string(text.substr(0, offset_of(text, width - 3))) + "...";
}

std::string clip_front(std::string_view text, std::size_t width) {
  const std::size_t actual = width_of(text);
  if (actual <= width) return std::string(text);
  return "..." + std::string(text.substr(offset_of(text, actual - (width - 3))));
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end != 0) append_word(lines, text.substr(0, end), width);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> enumerate(const std::vector<std::string>& items, std::size_t width, std::size_t max_lines) {
  std::vector<std::string> lines(1);
  std::vector<std::string> cut; // the longest beginning that leaves room for "and N more"
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = clip_end(items[i], width - 16);
    const bool last = i + 1 == items.size();
    if (!last) {
      std::vector<std::string> ending_here = lines;
      append_word(ending_here, item, width);
      append_word(ending_here, "and " + std::to_string(items.size() - i - 1) + " more", width);
      if (ending_here.size() <= max_lines) cut = std::move(ending_here);
    }
    append_word(lines, last ? item : item + ",", width);
    if (lines.size() > max_lines) return cut;
  }
  return lines;
}

std::string Paint::operator()(Ink ink, std::string_view text) const {
  if (!on_) return std::string(text);
  std::string_view code;
  switch (ink) {
  case Ink::bold: code = "1"; break;
  case Ink::red: code = "1;31"; break;
  case Ink::green: code = "32"; break;
  case Ink::yellow: code = "33"; break;
  case Ink::faint: code = "2"; break;
  }
  std::string painted = "\x1b[";
  painted.append(code).append("m").append(text).append("\x1b[0m");
  return painted;
}

} // namespace sotval::core
