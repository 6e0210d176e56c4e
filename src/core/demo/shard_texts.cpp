#include "shard_texts.hpp"

namespace sotval::core::demo {

// Every field that a chart rule reads is here once; the rest is what such a chart would say anyway.
const std::string_view chart_template = R"(# Source of truth of shard ${shard} in ${root}.
metadata:
  shard_id: ${id}
  root: ${root}
  name: ${shard}
  title: ${title}
  version: ${version}
  status: ${status}
governance:
  owner:
    team: ${team}
    lead: ${lead}
    contact: ${team}@ssid.example
  reviewers: [architecture-board, compliance-team]
  change_process: 07_governance_legal/docs/change_process.md
capabilities:
  MUST:
    - issue a hashed reference for every ${noun}
    - verify ${plural} without seeing their content
  SHOULD:
    - revoke ${plural} within one minute
  HAVE:
    - batch verification of ${plural}
constraints:
  pii_storage: forbidden
  data_policy: hash_only
  custody: non_custodial
enforcement:
  static_analysis: [semgrep, bandit]
  runtime_checks: [pii_detector, schema_validation]
  audit: hash ledger, anchored every hour
interfaces:
  contracts:
    - contracts/api.openapi.yaml
  data_schemas:
    - contracts/schemas/record.schema.json
  authentication: mutual TLS
dependencies:
  required:
    - 03_core/hashing
    - 14_zero_time_auth/roles
  optional:
    - 17_observability/tracing
compatibility:
  semver: true
  core_min_version: 1.2.0
implementations:
  default: python
  available:
${implementations}
conformance:
  test_framework: schemathesis
  contract_tests:
    - ${plural} answer as api.openapi.yaml says
    - records are valid against record.schema.json
orchestration:
  workflows:
    - issue_${noun}
    - revoke_${noun}
observability:
  metrics: prometheus
  tracing: jaeger
  logging: structured, redacted
security:
  threat_model: 07_governance_legal/docs/threat_model.md
  encryption:
    at_rest: AES-256-GCM
    in_transit: TLS 1.3
resources:
  compute:
    cpu: ${cpu}m
    memory: 256Mi
  replicas: ${replicas}
roadmap:
  upcoming:
    - selective disclosure for ${plural}
)";

const std::string_view manifest_template = R"(# How ${shard} in ${root} is implemented in ${language}.
metadata:
  implementation_id: ${id}-${implementation}
  implementation_version: ${version}
  chart_version: ${version}
  maturity: ${status}
technology_stack:
  language:
    name: ${language}
    version: '${language_version}'
  frameworks: [${framework}]
  linting_formatting: [${linter}]
artifacts:
  source_code:
    location: src/
  configuration:
    location: ../../values.yaml
  models:
    location: 22_datasets/models/
  protocols:
    location: ../../contracts/
  tests:
    location: 11_test_simulation/tests/
  documentation:
    location: ../../README.md
  scripts:
    location: 12_tooling/scripts/
  docker:
    files:
      - Dockerfile
      - docker-compose.yml
dependencies:
  runtime: [${framework}, ssid-core]
build:
  commands:
    - ${build}
  docker:
    image: ssid/${root}-${noun}:${version}
deployment:
  kubernetes:
    manifests_location: ../../templates/
  helm:
    chart_location: ../../
  environment_variables:
    - SSID_ROOT
    - SSID_SHARD
    - SSID_LOG_LEVEL
testing:
  unit_tests:
    framework: ${tester}
    coverage_target: ${coverage}
  integration_tests:
    environment: staging
  contract_tests:
    contract: ../../contracts/api.openapi.yaml
  security_tests:
    tools: [semgrep, zap]
  performance_tests:
    tool: k6
observability:
  logging:
    format: json
    pii_redaction: true
  health_checks:
    liveness: /health/live
    readiness: /health/ready
development:
  setup: make setup
  local_development: docker compose up
  pre_commit_hooks: [format, lint, detect-keys]
performance:
  baseline_benchmarks:
    requests_per_second: ${rps}
  optimization_targets:
    p95_milliseconds: 50
  resource_requirements:
    memory: 256Mi
changelog:
  location: ../../CHANGELOG.md
support:
  contacts:
    - ${team}@ssid.example
)";

} // namespace sotval::core::demo
