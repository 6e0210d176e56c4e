#pragma once

#include <filesystem>
#include <string>

#include "support/temporary_directory.hpp"

namespace support {

/// A pack of five rules and a repository that it fits, beside each other.
///
///   R1 critical  README.md exists                   batch 0
///   R2 high      no file holds the word "secret"    batch 0
///   R3 medium    LICENSE exists                     batch 1
///   R4 low       GUIDE.md exists, a SHOULD          batch 1
///   R5 info      docs/ exists, depends on R3        batch 1
///
/// README.md alone is there: R3 and R5 fail, R4 is an advisory.
class SmallPack {
public:
  SmallPack() {
    directory_.write("pack.yaml", R"(sotval: 1
pack: small
version: 2.3.4
title: A small pack
batches:
  - {batch: 0, name: First}
  - {batch: 1, name: Second}
rules:
  - id: R1
    title: README.md exists
    severity: critical
    batch: 0
    check: {kind: path_exists, globs: [README.md]}
  - id: R2
    title: No file holds the word secret
    severity: high
    batch: 0
    why: Secrets do not belong here.
    fix: Take them out.
    check: {kind: content, files: ['**/*'], match: {word: secret}, require: none}
  - id: R3
    title: LICENSE exists
    severity: medium
    batch: 1
    check: {kind: path_exists, globs: [LICENSE]}
  - id: R4
    title: GUIDE.md exists
    severity: low
    batch: 1
    obligation: SHOULD
    check: {kind: path_exists, globs: [GUIDE.md]}
  - id: R5
    title: docs exists
    severity: info
    batch: 1
    depends_on: [R3]
    check: {kind: path_exists, globs: [docs], type: dir}
)");
    directory_.write("repository/README.md", "hello\n");
  }

  const std::filesystem::path& directory() const noexcept { return directory_.path(); }
  std::string pack() const { return (directory_.path() / "pack.yaml").string(); }
  std::string repository() const { return (directory_.path() / "repository").string(); }
  void write(const std::string& path, const std::string& text) const { directory_.write("repository/" + path, text); }

  /// Makes every rule hold.
  void complete() const {
    for (const char* path : {"LICENSE", "GUIDE.md", "docs/index.md"}) write(path, "text\n");
  }

private:
  TemporaryDirectory directory_;
};

} // namespace support
