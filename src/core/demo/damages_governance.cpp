#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr DamageKind code_owners[] = {
    {remove_file, ".github/CODEOWNERS", "", "", "owners removed", "VG006"},
    {drop_block, ".github/CODEOWNERS", "*/shards/*/chart.yaml", "", "charts without an owner", "VG006"},
};

constexpr DamageKind settings[] = {
    {remove_file, ".github/settings.yml", "", "", "settings removed", "VG007"},
};

constexpr DamageKind artifacts[] = {
    {replace, ".github/workflows/ci.yml", "upload-artifact@v4", "upload-artifact@v3", "artifact action of version 3",
     "MD-EXT-015"},
    {append, ".github/workflows/ci.yml", "", "      - uses: actions/upload-artifact@v2\n",
     "second upload, with an action of version 2", "MD-EXT-015"},
};

constexpr DamageKind gates[] = {
    {remove_file, ".github/workflows/deploy.yml", "", "", "workflow removed", "DC003"},
    {remove_file, ".github/workflows/security_scan.yml", "", "", "workflow removed", "DC003 MD-PRINC-009"},
    {drop_block, ".github/workflows/security_scan.yml", "  schedule:", "", "no longer scheduled", "MD-PRINC-009"},
};

constexpr std::string_view sanctions_workflow = ".github/workflows/sanctions_check.yml";
constexpr DamageKind sanctions[] = {
    {remove_file, sanctions_workflow, "", "", "workflow removed", "CE003 CE004"},
    {replace, sanctions_workflow, "15 3 * * *", "15 3 * * 1", "runs weekly", "CE003"},
    {replace, sanctions_workflow, "entities_to_check.json", "list.json", "list of entities renamed", "CE004"},
};

constexpr DamageKind ledger_audit[] = {
    {remove_file, ".github/workflows/ledger_audit.yml", "", "", "workflow removed", "MD-EXT-014"},
    {replace, ".github/workflows/ledger_audit.yml", "*/3", "*/6", "runs twice a year", "MD-EXT-014"},
};

constexpr DamageKind suite[] = {
    {remove_file, "11_test_simulation/tests/test_matrix.py", "", "", "tests removed", "DC004"},
};

constexpr DamageKind changelog[] = {
    {remove_file, "CHANGELOG.md", "", "", "changelog removed", "VG003"},
    {replace, "CHANGELOG.md", "180", "30", "deprecation period shortened", "VG003"},
};

constexpr DamageKind migrations[] = {
    {remove_file, "03_core/migrations/v1_to_v2.md", "", "", "migration guide removed", "VG002"},
    {remove_file, "03_core/compat/compat_v1.py", "", "", "compatibility layer removed", "VG002"},
};

constexpr DamageKind rfcs[] = {
    {remove_file, "05_documentation/rfcs/0001_matrix.md", "", "", "the only RFC removed", "VG004"},
};

constexpr DamageKind governance[] = {
    {remove_file, "07_governance_legal/GOVERNANCE.md", "", "", "document removed", "VG008"},
};

constexpr std::string_view dao = "07_governance_legal/dao.yaml";
constexpr DamageKind proposals[] = {
    {remove_file, dao, "", "", "proposal types removed", "PROP_TYPE_001..007"},
    {drop_block, dao, "  parameter_change:", "", "parameter_change removed", "PROP_TYPE_001"},
    {drop_block, dao, "  treasury_allocation:", "", "treasury_allocation removed", "PROP_TYPE_002"},
    {drop_block, dao, "  protocol_upgrade:", "", "protocol_upgrade removed", "PROP_TYPE_003"},
    {drop_block, dao, "  emergency:", "", "emergency removed", "PROP_TYPE_004"},
    {drop_block, dao, "  code_upgrade:", "", "code_upgrade removed", "PROP_TYPE_005"},
    {drop_block, dao, "  governance_change:", "", "governance_change removed", "PROP_TYPE_006"},
    {drop_block, dao, "  delegation_change:", "", "delegation_change removed", "PROP_TYPE_007"},
};

constexpr std::string_view change_process = "07_governance_legal/docs/change_process.md";
constexpr DamageKind change[] = {
    {remove_file, change_process, "", "", "document removed", "MD-GOV-008"},
};

constexpr DamageKind threats[] = {
    {remove_file, "07_governance_legal/docs/threat_model.md", "", "", "document removed", "MD-GOV-007"},
};

constexpr DamageKind promotion[] = {
    {remove_file, "07_governance_legal/promotion.yaml", "", "", "criteria removed", "MD-GOV-011"},
    {drop_block, "07_governance_legal/promotion.yaml", "  - a beta", "", "beta no longer asked for", "MD-GOV-011"},
};

constexpr DamageKind service_level[] = {
    {remove_file, "07_governance_legal/sla.yaml", "", "", "service level removed", "MD-GOV-009"},
    {replace, "07_governance_legal/sla.yaml", "99.5", "95", "service level lowered", "MD-GOV-009"},
};

constexpr DamageKind coverage[] = {
    {remove_file, "11_test_simulation/coverage.yaml", "", "", "coverage goals removed", "MD-GOV-010"},
    {replace, "11_test_simulation/coverage.yaml", "95", "70", "coverage of contracts lowered", "MD-GOV-010"},
};

constexpr std::string_view principle_file = "16_codex/structure/grundprinzipien.md";
constexpr DamageKind principles[] = {
    {remove_file, principle_file, "", "", "principles removed", "SOT-V2-0091 SOT-V2-0093"},
    {replace, principle_file, "allowed_root_files", "files.txt", "allowed root files no longer named", "SOT-V2-0091"},
    {drop_block, principle_file, "3. Ausnahmen", "", "exceptions no longer named", "SOT-V2-0093"},
};

constexpr DamageKind mandatory[] = {
    {remove_file, "16_codex/structure/mandatory_root.yaml", "", "", "list of what is mandatory removed", "SOT-V2-0094"},
};

constexpr DamageGroup groups[] = {
    code_owners, settings, artifacts,  gates,     sanctions, ledger_audit, suite,     changelog,     migrations, rfcs,
    governance,  change,   proposals,  threats,   coverage,  mandatory,    promotion, service_level, principles,
};

} // namespace

std::span<const DamageGroup> governance_damages() noexcept { return groups; }

} // namespace sotval::core::demo
