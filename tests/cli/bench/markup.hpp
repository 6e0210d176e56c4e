#pragma once

#include <string>
#include <vector>

namespace support {

/// What is wrong with markup in which every element is closed; empty: nothing. Knows elements,
/// attributes in double quotes, text and one <!DOCTYPE html>; any other use of < > & " is wrong.
inline std::string trouble_with_markup(const std::string& text) {
  std::vector<std::string> open;
  const auto near = [&](std::size_t at) { return " near '" + text.substr(at < 20 ? 0 : at - 20, 60) + "'"; };
  const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c >= 'A' && c <= 'Z'); };
  const auto is_entity = [&](std::size_t at) {
    for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"})
      if (text.compare(at, std::string(entity).size(), entity) == 0) return true;
    return false;
  };
  for (std::size_t at = text.rfind("<!DOCTYPE html>\n", 0) == 0 ? 16 : 0; at < text.size();) {
    if (text[at] == '>') return "stray >" + near(at);
    if (text[at] == '&' && !is_entity(at)) return "stray &" + near(at);
    if (text[at] != '<') {
      ++at;
      continue;
    }
    const bool closes = text.compare(at, 2, "</") == 0;
    std::size_t end = at + (closes ? 2 : 1);
    std::string name;
    while (end < text.size() && is_name(text[end])) name += text[end++];
    if (name.empty()) return "no name" + near(at);
    while (end < text.size() && text[end] == ' ') { // attributes
      ++end;
      const std::size_t start = end;
      while (end < text.size() && is_name(text[end])) ++end;
      if (end == start || text.compare(end, 2, "=\"") != 0) return "no attribute" + near(end);
      for (end += 2; end < text.size() && text[end] != '"'; ++end)
        if (text[end] == '<' || text[end] == '>' || (text[end] == '&' && !is_entity(end))) return "stray character in attribute" + near(end);
      if (end++ >= text.size()) return "no end of attribute" + near(at);
    }
    const bool is_empty = text.compare(end, 2, "/>") == 0;
    end += is_empty ? 1 : 0;
    if (end >= text.size() || text[end] != '>') return "no end of " + name + near(at);
    if (closes) {
      if (open.empty() || open.back() != name) return "not open: " + name + near(at);
      open.pop_back();
    } else if (!is_empty) {
      open.push_back(name);
    }
    at = end + 1;
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

} // namespace support
