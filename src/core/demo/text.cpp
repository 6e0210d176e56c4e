#include "text.hpp"

#include <algorithm>

namespace sotval::core::demo {

std::string fill(std::string_view text, Values values) {
  std::string filled;
  filled.reserve(text.size() + text.size() / 8);
  for (;;) {
    const auto open = text.find("${");
    const auto close = open == text.npos ? open : text.find('}', open);
    if (close == text.npos) return filled.append(text);
    const auto name = text.substr(open + 2, close - open - 2);
    const auto value = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
    filled.append(text.substr(0, open));
    filled.append(value == values.end() ? text.substr(open, close + 1 - open) : value->second);
    text.remove_prefix(close + 1);
  }
}

} // namespace sotval::core::demo
