#pragma once

#include <string_view>

#include <sotval/value.hpp>

#include "document/document.hpp"

namespace sotval::core {

/// Types a scalar as PyYAML's safe loader does (YAML 1.1: yes and on are true, 010 is 8, 1e3 is text),
/// except that dates stay text. Quoted scalars are text unless a tag says otherwise.
Value typed_scalar(std::string_view text, bool plain, Document::Tag tag);

} // namespace sotval::core
