#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view readme = R"(# SSID

Self-sovereign identity in 24 modules with 16 shards each. This repository was generated to try
sotval on it; it looks like the real one where rules look.
)";

constexpr std::string_view changelog = R"(# Changelog

A field or an interface that is deprecated stays for 180 days; its removal is announced here.

## 2.0.0
- Charts replace the former module files.

## 1.0.0
- First complete matrix.
)";

constexpr std::string_view migration = R"(# From version 1 to version 2

1. Move the former module file of each shard to `chart.yaml`.
2. Run `03_core/compat/compat_v1.py` on the old references.
3. Remove the old files once the conformance suite agrees.
)";

constexpr std::string_view rfc = R"(# RFC 1: the matrix

Status: accepted

Every module has the same sixteen shards, so that a subject is found at the same place everywhere.
)";

constexpr std::string_view governance = R"(# Governance

Decisions about charts are taken by the architecture board, decisions about funds by vote.
Minutes are public.
)";

constexpr std::string_view threats = R"(# Threat model

| Threat | Countermeasure | Owner |
|---|---|---|
| linking references across tenants | a pepper for each tenant | security team |
| forged attestations | slashing of the stake | security team |
| tampering with the ledger | anchoring | security team |
)";

constexpr std::string_view change = R"(# How a change is made

1. Proposal: an issue states the problem.
2. Review: two owners read it.
3. Approval: the board agrees.
4. Test: the suite covers it.
5. Deploy: it reaches a tenth of the traffic first.
6. Monitor: its metrics are watched for a day.
7. Rollback: the former version stays at hand.
)";

constexpr std::string_view sla = R"(# From SHOULD to MUST: the service level that has to be shown first.
availability_percent: 99.5
observed_for: 90 days
)";

constexpr std::string_view coverage = R"(# From SHOULD to MUST: what the suite has to cover.
contract_percent: 95
line_percent: 80
)";

constexpr std::string_view promotion = R"(# From HAVE to SHOULD.
requires:
  - the feature is complete
  - a beta with three partners
  - documentation
)";

constexpr std::string_view dao = R"(# Types of proposals, with quorum and threshold in percent.
proposal_types:
  parameter_change: {quorum: 10, threshold: 66}
  treasury_allocation: {quorum: 15, threshold: 75}
  protocol_upgrade: {quorum: 20, threshold: 75}
  emergency: {quorum: 5, threshold: 80}
  code_upgrade: {quorum: 10, threshold: 66}
  governance_change: {quorum: 20, threshold: 75}
  delegation_change: {quorum: 10, threshold: 51}
)";

constexpr std::string_view principles = R"(# Grundprinzipien

1. Die Matrix ist fest: 24 Module, 16 Shards.
2. Im Root liegen nur Module und die Dateien aus `allowed_root_files`:
   README.md, CHANGELOG.md.
3. Ausnahmen stehen in `23_compliance/exceptions/structure_exceptions.yaml`.
)";

constexpr std::string_view mandatory = R"(# What has to be at the top level.
directories: 24
files: [README.md, CHANGELOG.md]
)";

constexpr std::string_view repo_scan = R"({
  "generated_by": "24_meta_orchestration",
  "roots": 24,
  "shards_per_root": 16,
  "charts": 384
}
)";

constexpr SupportFile files[] = {
    {"README.md", readme},
    {"CHANGELOG.md", changelog},
    {"03_core/migrations/v1_to_v2.md", migration},
    {"05_documentation/rfcs/0001_matrix.md", rfc},
    {"07_governance_legal/GOVERNANCE.md", governance},
    {"07_governance_legal/dao.yaml", dao},
    {"07_governance_legal/docs/change_process.md", change},
    {"07_governance_legal/docs/threat_model.md", threats},
    {"07_governance_legal/promotion.yaml", promotion},
    {"07_governance_legal/sla.yaml", sla},
    {"11_test_simulation/coverage.yaml", coverage},
    {"16_codex/structure/grundprinzipien.md", principles},
    {"16_codex/structure/mandatory_root.yaml", mandatory},
    {"24_meta_orchestration/registry/generated/repo_scan.json", repo_scan},
};

} // namespace

std::span<const SupportFile> governance_files() noexcept { return files; }

} // namespace sotval::core::demo
