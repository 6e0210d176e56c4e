#pragma once

#include <span>
#include <string_view>

#include "tree.hpp"

/// \file
/// The files that the repository needs once: the contract, workflows, policies, documents, code.
///
/// Most rules find their files by a pattern on the name (`*hash*`, `*policy*`, `*access*`, `*tls*`),
/// and some want a share of all files of such a name. So each of these names is used by one file
/// only, and words that a rule looks for are kept out of the files of other rules: then every rule
/// can be broken in one place.

namespace sotval::core::demo {

struct SupportFile {
  std::string_view path;
  std::string_view text;
};

std::span<const SupportFile> contract_files() noexcept;
std::span<const SupportFile> workflow_files() noexcept;
std::span<const SupportFile> compliance_files() noexcept;
std::span<const SupportFile> governance_files() noexcept;
std::span<const SupportFile> technology_files() noexcept;
std::span<const SupportFile> code_files() noexcept;

void add_support_files(Tree& tree);

} // namespace sotval::core::demo
