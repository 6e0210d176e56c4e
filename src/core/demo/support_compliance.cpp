#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view jurisdictions = R"(# Requests from sanctioned jurisdictions are denied before anything else is looked at.
package ssid.compliance.jurisdictions

import future.keywords.in

blocked := {
    "IR", # Iran
    "KP", # North Korea
    "SY", # Syria
    "CU", # Cuba
    "SD", # Sudan
    "BY", # Belarus
    "VE", # Venezuela
}

default allow = false

allow {
    not deny[_]
}

deny[message] {
    input.jurisdiction in blocked
    message := sprintf("jurisdiction %s is sanctioned", [input.jurisdiction])
}
)";

constexpr std::string_view helpers = R"(# Helpers for the other packages.
package ssid.helpers

has_substr(text, part) {
    indexof(text, part) != -1
}

# 1 for equal texts, 0 for texts without a common letter.
string_similarity(a, b) = ratio {
    letters_a := {x | x := split(a, "")[_]}
    letters_b := {x | x := split(b, "")[_]}
    ratio := count(letters_a & letters_b) / count(letters_a | letters_b)
}
)";

constexpr std::string_view structure = R"(# The structure of the repository, from the registry's scan.
package ssid.structure

# data.repo is 24_meta_orchestration/registry/generated/repo_scan.json
violation[message] {
    count(data.repo.roots) != 24
    message := sprintf("%d root modules instead of 24", [count(data.repo.roots)])
}
)";

constexpr std::string_view purpose = R"(# A reference serves only the purpose that its owner agreed to.
package ssid.purpose

enforce {
    input.purpose == data.agreements[input.reference].purpose
}
)";

constexpr std::string_view frameworks = R"(# Regulation that applies

| Framework | What it asks of us | Where |
|---|---|---|
| GDPR | no personal data, erasure on request | `03_core/privacy/` |
| eIDAS 2.0 | assurance levels of electronic identification | `14_zero_time_auth/` |
| AI Act | documented, tested, supervised models | `01_ai_layer/` |
| MiCA | a white paper for the utility token | `20_foundation/` |
)";

constexpr std::string_view review = R"(# Review

The compliance team reviews every change below `23_compliance/` within two working days. A change
of a constraint needs two of its members.
)";

constexpr std::string_view country_rules = R"(# What differs from country to country.
country_specific:
  DE: {authority: BSI, assurance_level: high}
  AT: {authority: RTR, assurance_level: high}
  CH: {authority: BAKOM, assurance_level: substantial}
)";

constexpr std::string_view markets = R"(# Markets of the first tier and the supervisors that are asked first.
tier1_markets:
  - {market: US, supervisors: [SEC, FinCEN]}
  - {market: EU, supervisors: [EBA, ESMA]}
  - {market: UK, supervisors: [FCA]}
  - {market: CN, supervisors: [PBoC]}
  - {market: JP, supervisors: [FSA]}
  - {market: CA, supervisors: [CSA]}
  - {market: AU, supervisors: [ASIC]}
)";

constexpr std::string_view constraints = R"(# Constraints of all charts, approved by compliance.
constraints:
  pii_storage: forbidden
  data_policy: hash_only
  custody: non_custodial
)";

constexpr std::string_view exceptions = R"(# Exceptions from the structure of the repository, each with an end.
exceptions:
  - path: .github
    reason: the platform expects it there
    until: unlimited
)";

constexpr std::string_view sources = R"(# Where the sanctions lists come from.
freshness_policy:
  max_age_hours: 24
sources:
  - {name: OFAC SDN, format: xml}
  - {name: EU consolidated list, format: xml}
  - {name: UN consolidated list, format: xml}
)";

constexpr std::string_view pii = R"(# Categories of personal data that no module may keep; detectors run on every release.
categories:
  - name
  - email
  - phone
  - address
  - national_id
  - passport
  - drivers_license
  - ssn_tax_id
  - biometric_data
  - health_records
)";

constexpr std::string_view retention = R"(# How long what is kept.
raw_data: 0 seconds
periods:
  login_attempts: 30 days
  session_tokens: 24 hours
  audit_logs: 10 years
  kyc_proofs: 5 years
  financial_records: 10 years
)";

constexpr std::string_view screening = R"("""Compares references of sanctioned entities with those on our lists."""

from hashlib import sha256


def fingerprint(entity: str) -> str:
    return sha256(entity.casefold().encode()).hexdigest()


def hits(entities: list[str], listed: set[str]) -> list[str]:
    return [entity for entity in entities if fingerprint(entity) in listed]
)";

constexpr SupportFile files[] = {
    {"23_compliance/policies/jurisdictions.rego", jurisdictions},
    {"23_compliance/policies/helpers.rego", helpers},
    {"23_compliance/policies/structure.rego", structure},
    {"23_compliance/policies/purpose_limitation.rego", purpose},
    {"23_compliance/frameworks.md", frameworks},
    {"23_compliance/governance/review.md", review},
    {"23_compliance/country_rules.yaml", country_rules},
    {"23_compliance/compliance_markets.yaml", markets},
    {"23_compliance/constraints.yaml", constraints},
    {"23_compliance/exceptions/structure_exceptions.yaml", exceptions},
    {"23_compliance/evidence/sanctions/sources.yaml", sources},
    {"23_compliance/privacy/pii_categories.yaml", pii},
    {"23_compliance/privacy/retention.yaml", retention},
    {"23_compliance/screening/sanctions_screening.py", screening},
};

} // namespace

std::span<const SupportFile> compliance_files() noexcept { return files; }

} // namespace sotval::core::demo
