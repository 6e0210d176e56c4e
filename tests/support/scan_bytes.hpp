#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "scan.hpp"

namespace support {

/// All that a scan says, as bytes.
inline std::string all_of(const sotval::core::ScanResult& result) {
  std::vector<std::byte> block;
  result.snapshot.append_to(block);
  std::string text(block.size(), '\0');
  std::memcpy(text.data(), block.data(), block.size());
  for (const auto& [path, reason] : result.unreadable_directories) text += path + ": " + reason + "\n";
  return text;
}

} // namespace support
