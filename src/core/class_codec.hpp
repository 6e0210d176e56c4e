#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bytes.hpp"
#include "classifier.hpp"

// Which selectors each class is of, as bytes.

namespace sotval::core {

inline void put_classes(ByteWriter& out, std::span<const std::vector<SelectorId>> classes) {
  out.number(classes.size());
  for (const std::vector<SelectorId>& selectors : classes) {
    out.number(selectors.size());
    for (const SelectorId selector : selectors) out.number(selector);
  }
}

inline std::vector<std::vector<SelectorId>> get_classes(ByteReader& in) {
  std::vector<std::vector<SelectorId>> classes(in.count());
  for (std::vector<SelectorId>& selectors : classes) {
    selectors.resize(in.count());
    for (SelectorId& selector : selectors) selector = in.number32();
  }
  return classes;
}

/// Throws EngineError unless they are of so many selectors.
inline void check_classes(std::span<const std::vector<SelectorId>> classes, std::size_t selectors) {
  for (const std::vector<SelectorId>& members : classes)
    for (const SelectorId selector : members)
      if (selector >= selectors) ByteReader::fail();
}

} // namespace sotval::core
