#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr std::string_view chart = "*/shards/*/chart.yaml";
constexpr std::string_view manifest = "*/shards/*/implementations/python/manifest.yaml";

constexpr DamageKind charts[] = {
    {drop_block, chart, "  core_min_version:", "", "minimum core version removed", "MD-CHART-024"},
    {drop_block, chart, "    in_transit:", "", "encryption in transit removed", "MD-CHART-045"},
    {drop_block, chart, "  compute:", "", "compute resources removed", "MD-CHART-048"},
};

constexpr DamageKind manifests[] = {
    {drop_block, manifest, "  maturity:", "", "maturity removed", "MD-MANIFEST-004"},
    {drop_block, manifest, "  linting_formatting:", "", "linters removed", "MD-MANIFEST-009"},
    {drop_block, manifest, "  configuration:", "", "place of the configuration removed", "MD-MANIFEST-012"},
    {drop_block, manifest, "  tests:", "", "place of the tests removed", "MD-MANIFEST-015"},
    {drop_block, manifest, "  documentation:", "", "place of the documentation removed", "MD-MANIFEST-016"},
    {drop_block, manifest, "  scripts:", "", "place of the scripts removed", "MD-MANIFEST-017"},
    {drop_block, manifest, "      - docker-compose.yml", "", "docker-compose.yml no longer listed", "MD-MANIFEST-018"},
    {drop_block, manifest, "  commands:", "", "build commands removed", "MD-MANIFEST-023"},
    {replace, manifest, "docker:\n    image:", "podman:\n    image:", "docker build renamed", "MD-MANIFEST-024"},
    {drop_block, manifest, "  kubernetes:", "", "place of the Kubernetes manifests removed", "MD-MANIFEST-025"},
    {drop_block, manifest, "  helm:", "", "place of the Helm chart removed", "MD-MANIFEST-026"},
    {drop_block, manifest, "  environment_variables:", "", "environment variables removed", "MD-MANIFEST-027"},
    {replace, manifest, "coverage_target: ", "coverage_target: 0.", "coverage target below one percent",
     "MD-MANIFEST-029"},
    {drop_block, manifest, "  security_tests:", "", "security tests removed", "MD-MANIFEST-032"},
    {drop_block, manifest, "  performance_tests:", "", "performance tests removed", "MD-MANIFEST-033"},
    {replace, manifest, "format: json", "format: text", "logs no longer JSON", "MD-MANIFEST-036"},
    {drop_block, manifest, "    liveness:", "", "liveness check removed", "MD-MANIFEST-038"},
    {drop_block, manifest, "    readiness:", "", "readiness check removed", "MD-MANIFEST-039"},
    {drop_block, manifest, "  setup:", "", "setup removed", "MD-MANIFEST-040"},
    {drop_block, manifest, "  local_development:", "", "local development removed", "MD-MANIFEST-041"},
    {drop_block, manifest, "  pre_commit_hooks:", "", "pre-commit hooks removed", "MD-MANIFEST-042"},
    {drop_block, manifest, "  baseline_benchmarks:", "", "benchmarks removed", "MD-MANIFEST-046"},
    {drop_block, manifest, "  optimization_targets:", "", "optimisation targets removed", "MD-MANIFEST-047"},
    {drop_block, manifest, "  resource_requirements:", "", "resource requirements removed", "MD-MANIFEST-048"},
    {replace, manifest, "CHANGELOG.md", "HISTORY.md", "changelog pointed elsewhere", "MD-MANIFEST-049"},
    {drop_block, manifest, "  contacts:", "", "support contacts removed", "MD-MANIFEST-050"},
    {replace, manifest, "    coverage_target:", "    expected_coverage:", "coverage target renamed", "MD-MANIFEST-029"},
};

constexpr DamageKind contracts[] = {
    {rename_directory, "*/shards/*/contracts", "", "specs", "contracts moved", "KP001"},
    {remove_file, "*/shards/*/contracts/schemas/record.schema.json", "", "", "schema removed", "KP010"},
};

// One group: with a second implementation in every shard, the only complete one is not missed.
constexpr DamageKind implementations[] = {
    {add_file, "*/shards/*/implementations/go/README.md", "", "# Not written yet\n",
     "implementation without a manifest", "MD-STRUCT-010"},
    {remove_directory, "03_core/shards/01_identitaet_personen/implementations/rust", "", "",
     "the only second implementation removed", "KP003"},
};

constexpr DamageGroup groups[] = {charts, manifests, contracts, implementations};

} // namespace

std::span<const DamageGroup> everywhere_damages() noexcept { return groups; }

} // namespace sotval::core::demo
