#pragma once

#include <sstream>
#include <string>

#include <sotval/report_writer.hpp>

namespace support {

/// What is the same for every run on the same tree.
inline std::string reproducible_json(const sotval::Report& report) {
  std::ostringstream out;
  sotval::write_json(out, report, {.reproducible = true});
  return out.str();
}

} // namespace support
