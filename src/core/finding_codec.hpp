#pragma once

#include <vector>

#include <sotval/result.hpp>

#include "bytes.hpp"

namespace sotval::core {

inline void put_findings(ByteWriter& out, const std::vector<Finding>& findings) {
  out.number(findings.size());
  for (const Finding& finding : findings) {
    out.text(finding.path);
    out.number(finding.line);
    out.number(finding.column);
    out.text(finding.text);
  }
}

inline std::vector<Finding> get_findings(ByteReader& in) {
  std::vector<Finding> findings(in.count());
  for (Finding& finding : findings) {
    finding.path = in.text();
    finding.line = in.number32();
    finding.column = in.number32();
    finding.text = in.text();
  }
  return findings;
}

} // namespace sotval::core
