#pragma once

#include <sotval/value.hpp>

#include "bytes.hpp"

namespace sotval::core {

/// How deep a Value may be nested to be written; what the pack loader lets through is well below.
inline constexpr unsigned max_value_depth = 256;

/// Throws EngineError if it is nested deeper than max_value_depth.
void put_value(ByteWriter& out, const Value& value);
Value get_value(ByteReader& in);

} // namespace sotval::core
