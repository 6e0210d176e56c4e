#include "damages.hpp"

namespace sotval::core::demo {
namespace {

using enum Action;

constexpr std::string_view chart = "<shard>/chart.yaml";
constexpr std::string_view manifest = "<shard>/implementations/python/manifest.yaml";
constexpr std::string_view service = "<shard>/implementations/python/src/service.py";
constexpr std::string_view unclosed = "notes: [this list is never closed\n";

constexpr DamageKind matrix[] = {
    {remove_directory, "<shard>", "", "", "shard removed", "AR002 AR003 AR007 KP004 MR001"},
    {rename_directory, "<shard>", "", "<name>_alt", "shard renamed", "AR007"},
    {rename_directory, "<shard>", "", "17_sonstiges", "shard renamed", "AR007 AR008 MR001"},
    {rename_directory, "<shard>", "", "<name>-old", "shard renamed", "AR002 AR003 AR007 AR008 KP004 MR001"},
    {remove_file, chart, "", "", "chart removed", "AR004 KP004"},
    {add_file, "<root>/shards/notes/README.md", "", "# Notes\n", "stray directory among the shards", "AR008"},
    {add_file, "scratch/notes.md", "", "# Notes\n", "stray directory among the roots", "AR009"},
    {add_file, "25_legacy_2/README.md", "", "# Legacy\n", "stray directory among the roots", "AR009"},
    {remove_directory, "22_datasets", "", "", "root removed", "AR001 AR003 KP004 MR001"},
    {rename_directory, "22_datasets", "", "22_Datasets", "root renamed", "AR001 AR003 AR009 KP004 MR001"},
};

constexpr DamageKind values[] = {
    {remove_file, "<shard>/values.yaml", "", "", "values removed", "AR005"},
};

constexpr DamageKind readme[] = {
    {remove_file, "<root>/README.md", "", "", "README removed", "AR006"},
};

constexpr DamageKind incident_plan[] = {
    {remove_file, "<root>/docs/incident_response_plan.md", "", "", "incident response plan removed", "CE006"},
};

constexpr DamageKind templates[] = {
    {remove_directory, "<shard>/templates", "", "", "templates removed", "AR010"},
    {rename_directory, "<shard>/templates", "", "helm", "templates renamed", "AR010"},
};

constexpr DamageKind autoscaler[] = {
    {remove_file, "03_core/shards/01_identitaet_personen/templates/hpa.yaml", "", "", "the only autoscaler removed",
     "KP009"},
};

constexpr DamageKind personal_data[] = {
    {append, service, "", "\n\ndef keep(db, user):\n    db.store_profile(user.name)\n", "stores a name", "CP001"},
    {append, service, "", "\n\ndef keep(vault, scan):\n    vault.save_fingerprint(scan)\n", "saves a fingerprint",
     "CP001"},
    {append, service, "", "\n\ndef keep(db, user):\n    db.save(user.email)\n", "saves an e-mail address", "CP001"},
};

constexpr DamageKind secrets[] = {
    {append, service, "", "\nAPI_TOKEN = \"not-a-real-token\"\n", "a token in the source", "CP011"},
    {append, service, "", "\nPASSWORD = 'not-a-real-password'\n", "a password in the source", "CP011"},
    {append, "<shard>/values.yaml", "", "# private_key = ask the operator\n", "a key in the values", "CP011"},
};

constexpr DamageKind databases[] = {
    {add_file, "<shard>/implementations/python/cache.db", "", "SQLite format 3", "database committed", "CE007"},
    {add_file, "<shard>/implementations/python/cache.sqlite", "", "SQLite format 3", "database committed", "CE007"},
    {add_file, "<shard>/docs/analysis.ipynb", "", "{\"cells\": []}\n", "notebook committed", "CE007"},
    {add_file, "<shard>/data/sample.parquet", "", "PAR1", "data set committed", "CE007"},
};

constexpr DamageKind charts[] = {
    {append, chart, "", unclosed, "YAML broken",
     "CS001 CS002 CS003 CS004 CS005 CS006 CS007 CS008 CS009 CS010 CS011 MR003 VG001 VG005"},
    {drop_block, chart, "metadata:", "", "metadata removed", "CS001 VG001"},
    {replace, chart, "  version: ", "  version: v", "version with a letter", "VG001"},
    {drop_block, chart, "  status:", "", "status removed", "CS001"},
    {drop_block, chart, "    lead:", "", "lead removed", "CS002"},
    {drop_block, chart, "  owner:", "", "owner removed", "CS002 VG005"},
    {drop_block, chart, "  HAVE:", "", "capabilities HAVE removed", "CS003"},
    {drop_block, chart, "  custody:", "", "custody removed", "CS004"},
    {drop_block, chart, "  audit:", "", "audit removed", "CS005"},
    {replace, chart, "    - contracts/api.openapi.yaml", "    - contracts/api.graphql", "contract that is no OpenAPI",
     "CS006"},
    {drop_block, chart, "  required:", "", "required dependencies removed", "CS007"},
    {drop_block, chart, "  available:", "", "available implementations removed", "CS008"},
    {drop_block, chart, "conformance:", "", "conformance removed", "CS009"},
    {drop_block, chart, "  tracing:", "", "tracing removed", "CS010"},
    {drop_block, chart, "  threat_model:", "", "threat model removed", "CS011"},
    {replace, chart, "    - 03_core/hashing\n", "    - 03_core/hashing\n    - 06_data_pipeline/records\n",
     "third required dependency", "MR003"},
};

constexpr DamageKind manifests[] = {
    {append, manifest, "", unclosed, "YAML broken", "MS001 MS002 MS003 MS004 MS005 MS006"},
    {drop_block, manifest, "  chart_version:", "", "version of the chart removed", "MS001"},
    {drop_block, manifest, "  language:", "", "language removed", "MS002"},
    {replace, manifest, "location: src/", "location: ''", "place of the source emptied", "MS003"},
    {drop_block, manifest, "dependencies:", "", "dependencies removed", "MS004"},
    {drop_block, manifest, "  integration_tests:", "", "integration tests removed", "MS005"},
    {replace, manifest, "pii_redaction: true", "pii_redaction: false", "redaction switched off", "MS006"},
    {replace, manifest, "pii_redaction: true", "pii_redaction: 'true'", "redaction is text instead of a truth value",
     "MS006"},
};

constexpr DamageGroup groups[] = {matrix,        values,  readme,    incident_plan, templates, autoscaler,
                                  personal_data, secrets, databases, charts,        manifests};

} // namespace

std::span<const DamageGroup> matrix_damages() noexcept { return groups; }

} // namespace sotval::core::demo
