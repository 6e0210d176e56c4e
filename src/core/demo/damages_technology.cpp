#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr DamageKind bias[] = {
    {remove_file, "01_ai_layer/bias_audit.py", "", "", "audit removed", "CP008 KP008"},
    {replace, "01_ai_layer/bias_audit.py", "test_fairness", "check", "fairness no longer tested", "CP008 KP008"},
};

constexpr std::string_view anchor = "02_audit_logging/anchoring/anchor_ledger.py";
constexpr DamageKind evidence[] = {
    {remove_file, anchor, "", "", "anchoring removed", "CP009 KP005 MD-POLICY-023 TS001"},
    {replace, anchor, "polygon", "gnosis", "no longer anchored on Polygon", "TS001"},
    {replace, anchor, "hour", "week", "anchored weekly", "MD-POLICY-023"},
    {remove_file, "02_audit_logging/ledger/audit_ledger.jsonl", "", "", "ledger removed", "KP005 MR002"},
};

constexpr DamageKind archive[] = {
    {remove_file, "02_audit_logging/archive/worm_archive.py", "", "", "archive removed", "CP010"},
    {replace, "02_audit_logging/archive/worm_archive.py", "= 10", "= 7", "kept for seven years only", "CP010"},
};

constexpr std::string_view gdpr_file = "03_core/privacy/gdpr_requests.py";
constexpr DamageKind gdpr[] = {
    {remove_file, gdpr_file, "", "", "module removed", "CP005 CP006"},
    {replace, gdpr_file, "rotate_pepper", "forget", "erasure without a rotation", "CP005"},
    {replace, gdpr_file, "json", "pickle", "copy no longer in JSON", "CP006"},
};

constexpr std::string_view hash_file = "03_core/security/hash_functions.py";
constexpr DamageKind hashing[] = {
    {remove_file, hash_file, "", "", "module removed", "CP002 HASH_ALG_001..004 MD-POLICY-009"},
    {replace, hash_file, "SHA3-256", "SHA3-384", "SHA3-256 removed", "CP002 HASH_ALG_001"},
    {drop_block, hash_file, "    \"BLAKE3\"", "", "BLAKE3 removed", "HASH_ALG_002"},
    {drop_block, hash_file, "    \"SHA-256\"", "", "SHA-256 removed", "HASH_ALG_003"},
    {drop_block, hash_file, "    \"SHA-512\"", "", "SHA-512 removed", "HASH_ALG_004"},
    {replace, hash_file, "pepper", "random_salt", "random salt instead of a pepper", "MD-POLICY-009"},
};

constexpr DamageKind pepper[] = {
    {remove_file, "03_core/security/tenant_pepper.yaml", "", "", "pepper removed", "CP003"},
    {replace, "03_core/security/tenant_pepper.yaml", "per_tenant", "global", "one pepper for all tenants", "CP003"},
};

constexpr DamageKind strategy[] = {
    {remove_file, "04_deployment/deployment_strategy.yaml", "", "", "strategy removed", "DC001"},
    {replace, "04_deployment/deployment_strategy.yaml", "blue-green", "recreate", "deployed with a gap", "DC001"},
};

constexpr DamageKind environments[] = {
    {remove_file, "04_deployment/environments/dev.yaml", "", "", "environment removed", "DC002"},
    {remove_file, "04_deployment/environments/staging.yaml", "", "", "environment removed", "DC002"},
    {remove_file, "04_deployment/environments/production.yaml", "", "", "environment removed", "DC002"},
};

constexpr std::string_view did_file = "09_meta_identity/did_methods.yaml";
constexpr DamageKind did_methods[] = {
    {remove_file, did_file, "", "", "DID methods removed", "DID_METHOD_001..004 TS002"},
    {drop_block, did_file, "  - did:ethr", "", "did:ethr removed", "DID_METHOD_001"},
    {drop_block, did_file, "  - did:key", "", "did:key removed", "DID_METHOD_002"},
    {drop_block, did_file, "  - did:web", "", "did:web removed", "DID_METHOD_003"},
    {drop_block, did_file, "  - did:ion", "", "did:ion removed", "DID_METHOD_004"},
    {remove_file, "09_meta_identity/verifiable_credentials.yaml", "", "", "credentials removed", "TS002"},
};

constexpr std::string_view network_file = "10_interoperability/networks.yaml";
constexpr DamageKind networks[] = {
    {remove_file, network_file, "", "", "networks removed", "NETWORK_001..006"},
    {drop_block, network_file, "  - ethereum", "", "ethereum removed", "NETWORK_001"},
    {drop_block, network_file, "  - polygon", "", "polygon removed", "NETWORK_002"},
    {drop_block, network_file, "  - arbitrum", "", "arbitrum removed", "NETWORK_003"},
    {drop_block, network_file, "  - optimism", "", "optimism removed", "NETWORK_004"},
    {drop_block, network_file, "  - base", "", "base removed", "NETWORK_005"},
    {drop_block, network_file, "  - avalanche", "", "avalanche removed", "NETWORK_006"},
};

constexpr std::string_view auth_file = "14_zero_time_auth/auth_methods.yaml";
constexpr DamageKind auth_methods[] = {
    {remove_file, auth_file, "", "", "ways to sign in removed", "AUTH_METHOD_001..006"},
    {drop_block, auth_file, "  - did:ethr", "", "did:ethr removed", "AUTH_METHOD_001"},
    {drop_block, auth_file, "  - did:key", "", "did:key removed", "AUTH_METHOD_002"},
    {drop_block, auth_file, "  - did:web", "", "did:web removed", "AUTH_METHOD_003"},
    {drop_block, auth_file, "  - biometric_eidas", "", "biometric_eidas removed", "AUTH_METHOD_004"},
    {drop_block, auth_file, "  - smart_card_eidas", "", "smart_card_eidas removed", "AUTH_METHOD_005"},
    {drop_block, auth_file, "  - mobile_eidas", "", "mobile_eidas removed", "AUTH_METHOD_006"},
};

constexpr DamageKind roles[] = {
    {remove_file, "14_zero_time_auth/rbac.yaml", "", "", "roles removed", "MD-PRINC-007"},
    {replace, "14_zero_time_auth/rbac.yaml", "permissions", "wishes", "roles without permissions", "MD-PRINC-007"},
};

constexpr DamageKind transport[] = {
    {remove_file, "15_infra/mtls.yaml", "", "", "configuration removed", "KP006 MD-POLICY-028"},
    {replace, "15_infra/mtls.yaml", "TLS 1.3", "TLS 1.2", "TLS 1.2 allowed", "MD-POLICY-028"},
};

constexpr DamageKind ingress[] = {
    {remove_file, "15_infra/ingress.yaml", "", "", "ingress removed", "MD-PRINC-018"},
};

constexpr DamageKind cache[] = {
    {remove_file, "15_infra/cache.yaml", "", "", "cache removed", "MD-PRINC-019"},
    {replace, "15_infra/cache.yaml", "ttl", "size", "cache entries live for ever", "MD-PRINC-019"},
};

constexpr DamageKind key_rotation[] = {
    {remove_file, "15_infra/key_rotation.yaml", "", "", "rotation removed", "CP012"},
    {replace, "15_infra/key_rotation.yaml", "90 days", "365 days", "keys replaced yearly only", "CP012"},
};

constexpr DamageKind benchmarks[] = {
    {remove_file, "17_observability/benchmarks.yaml", "", "", "benchmarks removed", "MD-PRINC-020"},
    {replace, "17_observability/benchmarks.yaml", "thresholds", "remarks", "benchmarks without thresholds",
     "MD-PRINC-020"},
};

constexpr DamageKind observability[] = {
    {remove_file, "17_observability/jaeger.yaml", "", "", "tracing removed", "KP007"},
    {remove_file, "17_observability/prometheus.yaml", "", "", "metrics removed", "KP007 MD-PRINC-013"},
    {drop_block, "17_observability/prometheus.yaml", "alerting:", "", "alerting removed", "MD-PRINC-013"},
    {remove_file, "17_observability/logging.yaml", "", "", "logging removed", "CP007 KP007"},
    {drop_block, "17_observability/logging.yaml", "redact:", "", "redaction removed", "CP007"},
};

constexpr DamageKind storage[] = {
    {remove_file, "18_data_layer/ipfs.yaml", "", "", "IPFS removed", "TS003"},
};

constexpr DamageKind token[] = {
    {remove_file, "20_foundation/contracts/SSIDToken.sol", "", "", "the only smart contract removed", "TS004"},
};

constexpr std::string_view reward_file = "20_foundation/reward_pools.yaml";
constexpr DamageKind rewards[] = {
    {remove_file, reward_file, "", "", "reward pools removed", "REWARD_POOL_001..005"},
    {drop_block, reward_file, "  validation:", "", "validation removed", "REWARD_POOL_001"},
    {drop_block, reward_file, "  community:", "", "community removed", "REWARD_POOL_002"},
    {drop_block, reward_file, "  development:", "", "development removed", "REWARD_POOL_003"},
    {drop_block, reward_file, "  governance_rewards:", "", "governance_rewards removed", "REWARD_POOL_004"},
    {drop_block, reward_file, "  foundation_reserve:", "", "foundation_reserve removed", "REWARD_POOL_005"},
};

constexpr DamageKind encryption[] = {
    {remove_file, "21_post_quantum_crypto/encryption.py", "", "", "encryption removed", "MD-POLICY-027"},
    {replace, "21_post_quantum_crypto/encryption.py", "GCM", "CCM", "another mode than GCM", "MD-POLICY-027"},
};

constexpr DamageGroup groups[] = {
    bias,    evidence,    archive,  gdpr,         hashing, pepper,    strategy, environments,
    storage, did_methods, networks, auth_methods, roles,   transport, ingress,  cache,
    token,   benchmarks,  rewards,  key_rotation, encryption,         observability,
};

} // namespace

std::span<const DamageGroup> technology_damages() noexcept { return groups; }

} // namespace sotval::core::demo
