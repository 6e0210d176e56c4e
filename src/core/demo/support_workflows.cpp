#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view codeowners = R"(# Who has to agree before a change is merged.
*                              @ssid/maintainers
*/shards/*/chart.yaml          @ssid/architecture-board
*/shards/*/contracts/          @ssid/architecture-board
/23_compliance/                @ssid/compliance-team
)";

constexpr std::string_view settings = R"(repository:
  default_branch: main
  allow_merge_commit: false
branches:
  - name: main
    protection:
      required_pull_request_reviews:
        required_approving_review_count: 2
      enforce_admins: true
)";

constexpr std::string_view ci = R"(name: ci
on:
  push:
    branches: [main]
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest 11_test_simulation/tests --junitxml=results.xml
      - uses: actions/upload-artifact@v4
        with:
          name: results
          path: results.xml
  build:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker compose build
)";

constexpr std::string_view scan = R"(name: security
on:
  push:
    branches: [main]
  schedule:
    - cron: '40 2 * * *'
jobs:
  scan:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: trivy fs --scanners vuln,misconfig .
      - run: semgrep ci
)";

constexpr std::string_view release = R"(name: deploy
on:
  release:
    types: [published]
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - run: helm upgrade --install ssid . --values 04_deployment/environments/production.yaml
)";

constexpr std::string_view sanctions = R"(name: sanctions
on:
  schedule:
    - cron: '15 3 * * *'
jobs:
  screen:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: List the entities that are screened
        run: python 12_tooling/scripts/list_entities.py --output entities_to_check.json
      - name: Screen them
        run: python 23_compliance/screening/sanctions_screening.py
)";

constexpr std::string_view audit = R"(name: audit
on:
  schedule:
    - cron: '0 0 1 */3 *'
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Compare the ledger with its anchors
        run: python 02_audit_logging/anchoring/anchor_ledger.py --verify
)";

constexpr SupportFile files[] = {
    {".github/CODEOWNERS", codeowners},
    {".github/settings.yml", settings},
    {".github/workflows/ci.yml", ci},
    {".github/workflows/security_scan.yml", scan},
    {".github/workflows/deploy.yml", release},
    {".github/workflows/sanctions_check.yml", sanctions},
    {".github/workflows/ledger_audit.yml", audit},
};

} // namespace

std::span<const SupportFile> workflow_files() noexcept { return files; }

} // namespace sotval::core::demo
