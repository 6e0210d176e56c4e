#include "layout.hpp"

namespace sotval::core::demo {

const std::array<Root, 24> roots{{
    {"01_ai_layer", "AI layer", "models, their explanations and the audit of their decisions"},
    {"02_audit_logging", "Audit logging", "the evidence ledger, its anchoring and its archive"},
    {"03_core", "Core", "hashing, identities and the rules that all other modules share"},
    {"04_deployment", "Deployment", "environments and the way releases reach them"},
    {"05_documentation", "Documentation", "guides, references and requests for comments"},
    {"06_data_pipeline", "Data pipeline", "the flow of hashed records between modules"},
    {"07_governance_legal", "Governance and legal", "decisions, duties and the terms that bind them"},
    {"08_identity_score", "Identity score", "scores that are computed from proofs, never from raw data"},
    {"09_meta_identity", "Meta identity", "decentralised identifiers and verifiable credentials"},
    {"10_interoperability", "Interoperability", "bridges to other networks and standards"},
    {"11_test_simulation", "Test and simulation", "scenarios and the test suite of the matrix"},
    {"12_tooling", "Tooling", "programs for the people who work on the repository"},
    {"13_ui_layer", "User interface", "what people see and touch"},
    {"14_zero_time_auth", "Zero-time authentication", "sign-in, roles and their permissions"},
    {"15_infra", "Infrastructure", "networks, keys and certificates of the platform"},
    {"16_codex", "Codex", "the source of truth: contracts and structural rules"},
    {"17_observability", "Observability", "metrics, traces and logs"},
    {"18_data_layer", "Data layer", "content-addressed storage of hashes and proofs"},
    {"19_adapters", "Adapters", "connections to registers and providers"},
    {"20_foundation", "Foundation", "the token, its distribution and its rewards"},
    {"21_post_quantum_crypto", "Post-quantum cryptography", "ciphers and their succession"},
    {"22_datasets", "Data sets", "synthetic data for models and demonstrations"},
    {"23_compliance", "Compliance", "policies, evidence and screening"},
    {"24_meta_orchestration", "Meta orchestration", "the registry and the order in which modules run"},
}};

const std::array<Shard, 16> shards{{
    {"01_identitaet_personen", "Identität und Personen", "identity", "identities"},
    {"02_dokumente_nachweise", "Dokumente und Nachweise", "document", "documents"},
    {"03_zugang_berechtigungen", "Zugang und Berechtigungen", "grant", "grants"},
    {"04_kommunikation_daten", "Kommunikation und Daten", "message", "messages"},
    {"05_gesundheit_medizin", "Gesundheit und Medizin", "treatment", "treatments"},
    {"06_bildung_qualifikationen", "Bildung und Qualifikationen", "certificate", "certificates"},
    {"07_familie_soziales", "Familie und Soziales", "entitlement", "entitlements"},
    {"08_mobilitaet_fahrzeuge", "Mobilität und Fahrzeuge", "vehicle", "vehicles"},
    {"09_arbeit_karriere", "Arbeit und Karriere", "employment", "employments"},
    {"10_finanzen_banking", "Finanzen und Banking", "account", "accounts"},
    {"11_versicherungen_risiken", "Versicherungen und Risiken", "insurance", "insurances"},
    {"12_immobilien_grundstuecke", "Immobilien und Grundstücke", "property", "properties"},
    {"13_unternehmen_gewerbe", "Unternehmen und Gewerbe", "company", "companies"},
    {"14_vertraege_vereinbarungen", "Verträge und Vereinbarungen", "agreement", "agreements"},
    {"15_handel_transaktionen", "Handel und Transaktionen", "order", "orders"},
    {"16_behoerden_verwaltung", "Behörden und Verwaltung", "application", "applications"},
}};

std::string directory_of(Cell cell) {
  std::string path(roots[cell.root].directory);
  path += "/shards/";
  path += shards[cell.shard].directory;
  return path;
}

} // namespace sotval::core::demo
