#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr std::string_view blocklist = "23_compliance/policies/jurisdictions.rego";
constexpr DamageKind jurisdictions[] = {
    {remove_file, blocklist, "", "", "policy removed", "JURIS_BL_001..007"},
    {drop_block, blocklist, "    \"IR\"", "", "Iran no longer blocked", "JURIS_BL_001"},
    {drop_block, blocklist, "    \"KP\"", "", "North Korea no longer blocked", "JURIS_BL_002"},
    {drop_block, blocklist, "    \"SY\"", "", "Syria no longer blocked", "JURIS_BL_003"},
    {drop_block, blocklist, "    \"CU\"", "", "Cuba no longer blocked", "JURIS_BL_004"},
    {drop_block, blocklist, "    \"SD\"", "", "Sudan no longer blocked", "JURIS_BL_005"},
    {drop_block, blocklist, "    \"BY\"", "", "Belarus no longer blocked", "JURIS_BL_006"},
    {drop_block, blocklist, "    \"VE\"", "", "Venezuela no longer blocked", "JURIS_BL_007"},
};

constexpr std::string_view helper_file = "23_compliance/policies/helpers.rego";
constexpr DamageKind helpers[] = {
    {remove_file, helper_file, "", "", "helpers removed", "CE002 MD-EXT-012"},
    {replace, helper_file, "has_substr", "has_part", "has_substr renamed", "CE002"},
    {append, helper_file, "", "\ncontains(text, part) {\n    has_substr(text, part)\n}\n",
     "helper named like a built-in", "CE002"},
    {replace, helper_file, "string_similarity", "likeness", "string_similarity renamed", "MD-EXT-012"},
};

constexpr DamageKind registry_scan[] = {
    {remove_file, "24_meta_orchestration/registry/generated/repo_scan.json", "", "", "scan removed", "CE008"},
    {replace, "23_compliance/policies/structure.rego", "repo_scan.json", "old_scan.json", "policy reads another scan",
     "CE008"},
};

constexpr DamageKind purpose[] = {
    {remove_file, "23_compliance/policies/purpose_limitation.rego", "", "", "policy removed", "MD-POLICY-012"},
    {replace, "23_compliance/policies/purpose_limitation.rego", "enforce", "remark", "purpose no longer enforced",
     "MD-POLICY-012"},
};

constexpr DamageKind frameworks[] = {
    {remove_file, "23_compliance/frameworks.md", "", "", "document removed", "TS005"},
    {drop_block, "23_compliance/frameworks.md", "| GDPR", "", "GDPR no longer covered", "TS005"},
    {drop_block, "23_compliance/frameworks.md", "| eIDAS", "", "eIDAS no longer covered", "TS005"},
    {drop_block, "23_compliance/frameworks.md", "| AI Act", "", "AI Act no longer covered", "TS005"},
    {drop_block, "23_compliance/frameworks.md", "| MiCA", "", "MiCA no longer covered", "TS005"},
};

constexpr DamageKind review[] = {
    {remove_file, "23_compliance/governance/review.md", "", "", "document removed", "MD-GOV-005"},
};

constexpr DamageKind country_rules[] = {
    {remove_file, "23_compliance/country_rules.yaml", "", "", "rules removed", "CE001"},
    {replace, "23_compliance/country_rules.yaml", "country_specific", "general", "rules no longer by country", "CE001"},
};

constexpr std::string_view market_file = "23_compliance/compliance_markets.yaml";
constexpr DamageKind markets[] = {
    {remove_file, market_file, "", "", "markets removed", "TIER1_MKT_001..007"},
    {drop_block, market_file, "  - {market: US", "", "US removed", "TIER1_MKT_001"},
    {drop_block, market_file, "  - {market: EU", "", "EU removed", "TIER1_MKT_002"},
    {drop_block, market_file, "  - {market: UK", "", "UK removed", "TIER1_MKT_003"},
    {drop_block, market_file, "  - {market: CN", "", "CN removed", "TIER1_MKT_004"},
    {drop_block, market_file, "  - {market: JP", "", "JP removed", "TIER1_MKT_005"},
    {drop_block, market_file, "  - {market: CA", "", "CA removed", "TIER1_MKT_006"},
    {drop_block, market_file, "  - {market: AU", "", "AU removed", "TIER1_MKT_007"},
};

constexpr DamageKind constraints[] = {
    {remove_file, "23_compliance/constraints.yaml", "", "", "constraints removed", "MD-GOV-006"},
    {replace, "23_compliance/constraints.yaml", "approved by compliance", "drafted by sales", "approval removed",
     "MD-GOV-006"},
};

constexpr std::string_view exception_file = "23_compliance/exceptions/structure_exceptions.yaml";
constexpr DamageKind exceptions[] = {
    {remove_file, exception_file, "", "", "exceptions removed", "SOT-V2-0092"},
    {drop_block, exception_file, "exceptions:", "", "exceptions emptied", "SOT-V2-0092"},
};

constexpr std::string_view source_file = "23_compliance/evidence/sanctions/sources.yaml";
constexpr DamageKind sources[] = {
    {remove_file, source_file, "", "", "sources removed", "CE005"},
    {replace, source_file, "max_age_hours: 24", "max_age_hours: 48", "lists may be two days old", "CE005"},
    {replace, source_file, "max_age_hours: 24", "max_age_hours: '24'", "age is text instead of a number", "CE005"},
};

constexpr std::string_view category_file = "23_compliance/privacy/pii_categories.yaml";
constexpr DamageKind pii_categories[] = {
    {remove_file, category_file, "", "", "categories removed", "PII_CAT_001..010"},
    {drop_block, category_file, "  - name", "", "name removed", "PII_CAT_001"},
    {drop_block, category_file, "  - email", "", "email removed", "PII_CAT_002"},
    {drop_block, category_file, "  - phone", "", "phone removed", "PII_CAT_003"},
    {drop_block, category_file, "  - address", "", "address removed", "PII_CAT_004"},
    {drop_block, category_file, "  - national_id", "", "national_id removed", "PII_CAT_005"},
    {drop_block, category_file, "  - passport", "", "passport removed", "PII_CAT_006"},
    {drop_block, category_file, "  - drivers_license", "", "drivers_license removed", "PII_CAT_007"},
    {drop_block, category_file, "  - ssn_tax_id", "", "ssn_tax_id removed", "PII_CAT_008"},
    {drop_block, category_file, "  - biometric_data", "", "biometric_data removed", "PII_CAT_009"},
    {drop_block, category_file, "  - health_records", "", "health_records removed", "PII_CAT_010"},
};

constexpr std::string_view retention_file = "23_compliance/privacy/retention.yaml";
constexpr DamageKind retention[] = {
    {remove_file, retention_file, "", "", "retention periods removed", "CP004 RETENTION_001..005"},
    {replace, retention_file, "0 seconds", "7 days", "raw data kept for a week", "CP004"},
    {drop_block, retention_file, "  login_attempts:", "", "login_attempts removed", "RETENTION_001"},
    {drop_block, retention_file, "  session_tokens:", "", "session_tokens removed", "RETENTION_002"},
    {drop_block, retention_file, "  audit_logs:", "", "audit_logs removed", "RETENTION_003"},
    {drop_block, retention_file, "  kyc_proofs:", "", "kyc_proofs removed", "RETENTION_004"},
    {drop_block, retention_file, "  financial_records:", "", "financial_records removed", "RETENTION_005"},
};

constexpr DamageKind screening[] = {
    {replace, "23_compliance/screening/sanctions_screening.py", "sha256", "sha1", "hashes with SHA-1", "MD-EXT-018"},
};

constexpr DamageGroup groups[] = {
    jurisdictions, helpers,    registry_scan, purpose,        frameworks, review,    country_rules, markets,
    constraints,   exceptions, sources,       pii_categories, retention,  screening,
};

} // namespace

std::span<const DamageGroup> compliance_damages() noexcept { return groups; }

} // namespace sotval::core::demo
