#include "matrix_files.hpp"

#include "layout.hpp"
#include "shard_texts.hpp"
#include "text.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view root_readme = R"(# ${directory}

${title} is responsible for ${purpose}.

The sixteen shards below `shards/` carry the same names in every module. Each has a chart that says
what it must do, contracts that say how it is called, and implementations that do it.
)";

constexpr std::string_view incident_plan = R"(# Incident response plan of ${directory}

1. Report: whoever notices an incident in ${title} writes to incidents@ssid.example at once.
2. Classify: the officer on duty decides within one hour whether it is a major ICT incident (DORA, article 18).
3. Contain: affected shards are taken out of service; the ledger keeps recording.
4. Notify: the first report goes to the authority within four hours of the classification.
5. Learn: a review without blame follows within ten days, and its measures are tracked to their end.
)";

constexpr std::string_view shard_readme = R"(# ${title}

Shard `${shard}` of `${root}`. It answers questions about ${plural} by comparing hashes.
The ${noun} itself stays with its owner.

- `chart.yaml` is the source of truth.
- `contracts/` holds the interface and its schema.
- `implementations/` holds the programs, one directory each.
)";

constexpr std::string_view shard_changelog = R"(# Changes of ${shard} (${root})

## ${version}
- Verify ${plural} in batches.

## 1.0.0
- First version of the contract for ${plural}.
)";

constexpr std::string_view values = R"(# Defaults for the templates of ${shard}.
replicaCount: ${replicas}
image:
  repository: ssid/${root}-${noun}
  tag: ${version}
service:
  port: ${port}
resources:
  requests:
    cpu: ${cpu}m
    memory: 256Mi
)";

constexpr std::string_view service_template = R"(apiVersion: v1
kind: Service
metadata:
  name: ${noun}
  labels:
    ssid.example/root: ${root}
    ssid.example/shard: ${shard}
spec:
  selector:
    app: ${noun}
  ports:
    - port: ${port}
)";

constexpr std::string_view autoscaler = R"(apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${noun}
spec:
  minReplicas: ${replicas}
  maxReplicas: 12
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 70}
)";

constexpr std::string_view openapi = R"(openapi: 3.0.3
info:
  title: ${title}
  version: ${version}
paths:
  /v1/${plural}:
    post:
      operationId: issue_${noun}
      summary: Issue a reference for one ${noun}
      responses:
        '201': {description: the reference}
  /v1/${plural}/{hash}:
    get:
      operationId: verify_${noun}
      summary: Say whether a reference is known and valid
      parameters:
        - {in: path, name: hash, required: true, schema: {type: string, pattern: '^[0-9a-f]{64}$'}}
      responses:
        '200': {description: known and valid}
        '404': {description: unknown or revoked}
)";

constexpr std::string_view schema = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://ssid.example/${root}/${shard}/record.schema.json",
  "title": "Reference of one ${noun}",
  "type": "object",
  "required": ["hash", "algorithm", "issued"],
  "properties": {
    "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "algorithm": {"const": "SHA3-256"},
    "issued": {"type": "string", "format": "date-time"},
    "revoked": {"type": "boolean", "default": false}
  },
  "additionalProperties": false
}
)";

constexpr std::string_view python_service = R"("""References for ${plural} (${root}/${shard})."""

import hashlib

SHARD = "${id}"


def reference(evidence: bytes, pepper: bytes) -> str:
    """The reference of one ${noun}; the evidence itself is not kept."""
    return hashlib.sha3_256(pepper + SHARD.encode() + evidence).hexdigest()


def verify(known: set[str], evidence: bytes, pepper: bytes) -> bool:
    return reference(evidence, pepper) in known
)";

constexpr std::string_view rust_service = R"(//! References for ${plural} (${root}/${shard}).

use sha3::{Digest, Sha3_256};

/// The reference of one ${noun}; the evidence itself is not kept.
pub fn reference(evidence: &[u8], pepper: &[u8]) -> [u8; 32] {
    Sha3_256::new().chain_update(pepper).chain_update(evidence).finalize().into()
}
)";

constexpr std::array<std::string_view, 12> leads{
    "Amira Yilmaz",  "Bruno Keller",  "Clara Winter",   "Deniz Arslan",  "Elena Petrova", "Felix Baumann",
    "Greta Lindner", "Hannah Vogel",  "Ivan Horvat",    "Jana Novak",    "Karim Haddad",  "Lea Schneider",
};
constexpr std::array<std::string_view, 3> states{"active", "beta", "production"};

std::string two_digits(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

bool is_reference(Cell cell) { return cell.root == reference_cell.root && cell.shard == reference_cell.shard; }

/// Writes the files of one cell. What differs from cell to cell is computed here once.
class CellWriter {
public:
  CellWriter(Tree& tree, Cell cell)
      : tree_(tree), cell_(cell), directory_(directory_of(cell) + '/'),
        id_(two_digits(cell.root + 1) + '-' + two_digits(cell.shard + 1)),
        version_("1." + std::to_string(cell.shard + 1) + '.' + std::to_string(cell.root)),
        port_(std::to_string(8000 + cell.root * 16 + cell.shard)), replicas_(std::to_string(2 + cell.shard % 3)),
        cpu_(std::to_string(100 + 50 * (cell.root % 4))), team_("team-" + std::string(root().directory.substr(0, 2))) {}

  void write() {
    put("README.md", shard_readme);
    put("CHANGELOG.md", shard_changelog);
    put("chart.yaml", chart_template);
    put("values.yaml", values);
    put("templates/service.yaml", service_template);
    put("contracts/api.openapi.yaml", openapi);
    put("contracts/schemas/record.schema.json", schema);
    put("implementations/python/src/service.py", python_service);
    put_manifest("python", {{"language", "python"}, {"language_version", "3.11"}, {"framework", "fastapi"},
                            {"linter", "ruff, black"}, {"build", "python -m build"}, {"tester", "pytest"}});
    if (is_reference(cell_)) write_reference_files();
  }

private:
  const Root& root() const { return roots[cell_.root]; }
  const Shard& shard() const { return shards[cell_.shard]; }

  void write_reference_files() {
    put("templates/hpa.yaml", autoscaler);
    put("implementations/rust/src/lib.rs", rust_service);
    put_manifest("rust", {{"language", "rust"}, {"language_version", "1.75"}, {"framework", "axum"},
                          {"linter", "clippy, rustfmt"}, {"build", "cargo build --release"}, {"tester", "cargo test"}});
  }

  void put(std::string_view path, std::string_view text) { tree_.put(directory_ + std::string(path), common(text)); }

  void put_manifest(std::string_view implementation, Values language) {
    const std::string text = fill(manifest_template, language);
    std::string path = "implementations/" + std::string(implementation);
    put(path + "/manifest.yaml", fill(text, {{"implementation", implementation}}));
  }

  std::string common(std::string_view text) const {
    return fill(text, {{"root", root().directory},
                       {"shard", shard().directory},
                       {"title", shard().title},
                       {"noun", shard().noun},
                       {"plural", shard().plural},
                       {"id", id_},
                       {"version", version_},
                       {"status", states[(cell_.root + cell_.shard) % states.size()]},
                       {"team", team_},
                       {"lead", leads[(cell_.root * 5 + cell_.shard) % leads.size()]},
                       {"implementations", is_reference(cell_) ? "    - python\n    - rust" : "    - python"},
                       {"port", port_},
                       {"replicas", replicas_},
                       {"cpu", cpu_},
                       {"coverage", cell_.shard % 2 == 0 ? "90" : "85"},
                       {"rps", cell_.root % 2 == 0 ? "1200" : "900"}});
  }

  Tree& tree_;
  Cell cell_;
  std::string directory_;
  std::string id_;
  std::string version_;
  std::string port_;
  std::string replicas_;
  std::string cpu_;
  std::string team_;
};

void add_root_files(Tree& tree, const Root& root) {
  const auto put = [&](std::string_view path, std::string_view text) {
    tree.put(std::string(root.directory) + std::string(path),
             fill(text, {{"directory", root.directory}, {"title", root.title}, {"purpose", root.purpose}}));
  };
  put("/README.md", root_readme);
  put("/docs/incident_response_plan.md", incident_plan);
}

} // namespace

void add_matrix_files(Tree& tree) {
  for (std::size_t root = 0; root < roots.size(); ++root) {
    add_root_files(tree, roots[root]);
    for (std::size_t shard = 0; shard < shards.size(); ++shard) CellWriter(tree, {root, shard}).write();
  }
}

} // namespace sotval::core::demo
