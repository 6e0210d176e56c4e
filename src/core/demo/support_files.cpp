#include "support_files.hpp"

namespace sotval::core::demo {

void add_support_files(Tree& tree) {
  for (const auto files : {contract_files(), workflow_files(), compliance_files(), governance_files(),
                           technology_files(), code_files()})
    for (const SupportFile& file : files) tree.put(std::string(file.path), std::string(file.text));
}

} // namespace sotval::core::demo
