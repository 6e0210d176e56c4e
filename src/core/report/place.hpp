#pragma once

#include <string>

#include <sotval/result.hpp>

#include "printable.hpp"

namespace sotval::core {

/// "path", "path:line" or "path:line:column", as editors and grep have it; empty for the whole repository.
inline std::string place(const Finding& finding) {
  std::string text = printable(finding.path);
  if (finding.line != 0) text += ":" + std::to_string(finding.line);
  if (finding.line != 0 && finding.column != 0) text += ":" + std::to_string(finding.column);
  return text;
}

} // namespace sotval::core
