#include "support_files.hpp"

namespace sotval::core::demo {
namespace {

constexpr std::string_view bias = R"("""Fairness of the models, measured on synthetic data."""


def demographic_gap(rates: dict[str, float]) -> float:
    return max(rates.values()) - min(rates.values())


def test_fairness(rates: dict[str, float], limit: float = 0.05) -> bool:
    return demographic_gap(rates) <= limit
)";

constexpr std::string_view anchor = R"("""Writes the head of the ledger to two public chains once an hour."""

CHAINS = ("ethereum", "polygon")


def due(hours_since_last: float) -> bool:
    return hours_since_last >= 1
)";

constexpr std::string_view worm = R"("""Write once, read many: the archive of the ledger."""

KEEP_YEARS = 10


def may_delete(age_in_years: float) -> bool:
    return age_in_years > KEEP_YEARS
)";

constexpr std::string_view hash = R"("""The hash functions of all modules, always with a pepper.

Equal evidence of two tenants cannot be linked that way.
"""

import hashlib

from blake3 import blake3

ALGORITHMS = {
    "SHA3-256": hashlib.sha3_256,
    "BLAKE3": blake3,
    "SHA-256": hashlib.sha256,
    "SHA-512": hashlib.sha512,
}


def digest(evidence: bytes, pepper: bytes, algorithm: str = "SHA3-256") -> str:
    return ALGORITHMS[algorithm](pepper + evidence).hexdigest()
)";

constexpr std::string_view gdpr = R"("""Requests of data subjects: erasure (article 17) and a copy (article 20)."""

import json


def rotate_pepper(vault: dict[str, bytes], tenant: str, fresh: bytes) -> None:
    """Erasure: with a fresh pepper no former reference can be computed again."""
    vault[tenant] = fresh


def export(references: list[str]) -> str:
    return json.dumps({"references": sorted(references)})
)";

constexpr std::string_view compat = R"("""Reads references of version 1."""


def upgrade(reference: str) -> str:
    return reference.removeprefix("v1:")
)";

constexpr std::string_view suite = R"("""The matrix, tested from the outside."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_every_shard_has_a_chart():
    shards = [path for path in REPOSITORY.glob("[0-9]*/shards/*") if path.is_dir()]
    assert len(shards) == 384
    assert all((shard / "chart.yaml").is_file() for shard in shards)
)";

constexpr std::string_view entities = R"("""Lists the entities that the screening looks at."""

import argparse
import json
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, required=True)
    parser.parse_args().output.write_text(json.dumps([]))


if __name__ == "__main__":
    main()
)";

constexpr std::string_view token = R"(// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract SSIDToken is ERC20 {
    constructor(address treasury) ERC20("SSID", "SSID") {
        _mint(treasury, 1_000_000_000 ether);
    }
}
)";

constexpr std::string_view encryption = R"("""Encryption at rest: AES-256-GCM."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def seal(key: bytes, plain: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)
)";

constexpr SupportFile files[] = {
    {"01_ai_layer/bias_audit.py", bias},
    {"02_audit_logging/anchoring/anchor_ledger.py", anchor},
    {"02_audit_logging/archive/worm_archive.py", worm},
    {"03_core/compat/compat_v1.py", compat},
    {"03_core/privacy/gdpr_requests.py", gdpr},
    {"03_core/security/hash_functions.py", hash},
    {"11_test_simulation/tests/test_matrix.py", suite},
    {"12_tooling/scripts/list_entities.py", entities},
    {"20_foundation/contracts/SSIDToken.sol", token},
    {"21_post_quantum_crypto/encryption.py", encryption},
};

} // namespace

std::span<const SupportFile> code_files() noexcept { return files; }

} // namespace sotval::core::demo
