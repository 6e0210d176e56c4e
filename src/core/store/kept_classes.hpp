#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "classifier.hpp"
#include "store/digest.hpp"

// Which selectors a node matches depends on names and types alone. Where those of a tree are as they were, an image has the
// classes of its nodes.

namespace sotval::core {

/// Of everything that classes depend on besides the tree. Empty: nobody knows whether this is the program that it was.
std::optional<Digest> basis_of_classes(std::span<const Selector> selectors);

/// The classes of a tree all of whose directories could be listed.
std::string put_classes(const Classification& classes);
/// Of a tree with so many nodes, by so many selectors. Nothing if the bytes are something else.
std::optional<Classification> get_classes(std::string_view bytes, std::size_t nodes, std::size_t selectors);

} // namespace sotval::core
