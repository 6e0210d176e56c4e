#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view ledger =
    R"({"entry": 1, "event": "chart published", "sha3_256": "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a"}
{"entry": 2, "event": "anchor written", "sha3_256": "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"}
)";

constexpr std::string_view pepper = R"(# One pepper for each tenant, made and kept in the key vault.
scope: per_tenant
bytes: 32
)";

constexpr std::string_view strategy = R"(# How releases reach people.
strategy: blue-green
steps: [10, 50, 100]
)";

constexpr std::string_view dev = R"(environment: dev
replicas: 1
log_level: debug
)";

constexpr std::string_view staging = R"(environment: staging
replicas: 2
log_level: info
)";

constexpr std::string_view production = R"(environment: production
replicas: 6
log_level: warning
)";

constexpr std::string_view did_methods = R"(# DID methods that can be resolved.
methods:
  - did:ethr
  - did:key
  - did:web
  - did:ion
)";

constexpr std::string_view credentials = R"(# Verifiable credentials, W3C data model 2.0.
types: [VerifiableCredential, VerifiablePresentation]
proof: DataIntegrityProof
)";

constexpr std::string_view networks = R"(# Networks to which references are bridged.
networks:
  - ethereum
  - polygon
  - arbitrum
  - optimism
  - base
  - avalanche
)";

constexpr std::string_view auth_methods = R"(# Ways to sign in.
methods:
  - did:ethr
  - did:key
  - did:web
  - biometric_eidas
  - smart_card_eidas
  - mobile_eidas
)";

constexpr std::string_view rbac = R"(# Who may do what.
roles:
  auditor:
    permissions: [ledger.read]
  operator:
    permissions: [shard.restart, ledger.read]
  owner:
    permissions: [reference.issue, reference.revoke]
)";

constexpr std::string_view mtls = R"(# Mutual TLS between all services.
minimum_version: TLS 1.3
client_certificates: required
)";

constexpr std::string_view ingress = R"(apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ssid
spec:
  rules:
    - host: api.ssid.example
)";

constexpr std::string_view cache = R"(# What is cached, and for how long.
cache:
  schemas: {ttl: 3600}
  revocations: {ttl: 30}
)";

constexpr std::string_view key_rotation = R"(# Keys and peppers are replaced.
every: 90 days
overlap: 1 week
)";

constexpr std::string_view prometheus = R"(global:
  scrape_interval: 15s
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['alertmanager:9093']
scrape_configs:
  - job_name: shards
    kubernetes_sd_configs:
      - role: pod
)";

constexpr std::string_view jaeger = R"(collector: jaeger:4317
sampling:
  type: probabilistic
  param: 0.1
)";

constexpr std::string_view logging = R"(format: json
redact:
  - detector: pii
    with: '***'
)";

constexpr std::string_view benchmarks = R"(# Benchmarks: a release that is slower than this does not go out.
thresholds:
  verify_p95_milliseconds: 50
  issue_p95_milliseconds: 120
)";

constexpr std::string_view ipfs = R"(gateway: https://ipfs.ssid.example
pin: true
content: hashes and proofs only
)";

constexpr std::string_view rewards = R"(# Reward pools in percent of the yearly budget.
pools:
  validation: 35
  community: 25
  development: 20
  governance_rewards: 10
  foundation_reserve: 10
)";

constexpr SupportFile files[] = {
    {"02_audit_logging/ledger/audit_ledger.jsonl", ledger},
    {"03_core/security/tenant_pepper.yaml", pepper},
    {"04_deployment/deployment_strategy.yaml", strategy},
    {"04_deployment/environments/dev.yaml", dev},
    {"04_deployment/environments/production.yaml", production},
    {"04_deployment/environments/staging.yaml", staging},
    {"09_meta_identity/did_methods.yaml", did_methods},
    {"09_meta_identity/verifiable_credentials.yaml", credentials},
    {"10_interoperability/networks.yaml", networks},
    {"14_zero_time_auth/auth_methods.yaml", auth_methods},
    {"14_zero_time_auth/rbac.yaml", rbac},
    {"15_infra/cache.yaml", cache},
    {"15_infra/ingress.yaml", ingress},
    {"15_infra/key_rotation.yaml", key_rotation},
    {"15_infra/mtls.yaml", mtls},
    {"17_observability/benchmarks.yaml", benchmarks},
    {"17_observability/jaeger.yaml", jaeger},
    {"17_observability/logging.yaml", logging},
    {"17_observability/prometheus.yaml", prometheus},
    {"18_data_layer/ipfs.yaml", ipfs},
    {"20_foundation/reward_pools.yaml", rewards},
};

} // namespace

std::span<const SupportFile> technology_files() noexcept { return files; }

} // namespace sotval::core::demo
