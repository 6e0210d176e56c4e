#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sotval/report.hpp>
#include <sotval/validator.hpp>

#include "pack/pack.hpp"
#include "snapshot.hpp"
#include "store/digest.hpp"
#include "store/fact_image.hpp"

// What rules came to depends on the tree and what its files say, on the rules, and on the program that judges. Where all
// of it is as it was, the results are as they were, and an image has those of the run that wrote it.

namespace sotval::core {

/// Of everything that results depend on besides tree and facts. Empty: nobody knows whether this is the program that it was.
std::optional<Digest> basis_of_results(const Pack& pack, std::span<const std::size_t> rules, const Limits& limits, bool skip_dependants);

/// True if the tree is that of the image and each of its files clearly the same.
bool is_unchanged(const Snapshot& tree, const FactImage& image) noexcept;

/// The results and the ledger of a report of which all files could be read.
std::string put_results(const Report& report);
/// Fills them in. Requires: the same rules of the same pack. Throws EngineError if the bytes are something else.
void get_results(std::string_view bytes, const Pack& pack, std::span<const std::size_t> rules, Report& report);

} // namespace sotval::core
