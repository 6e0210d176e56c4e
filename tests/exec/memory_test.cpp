#include "support/catch.hpp"

#include <string>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <linux/capability.h>

#include <sotval/sotval.hpp>

#include "exec/support/worker_host.hpp"
#include "support/child.hpp"
#include "support/sanitizers.hpp"
#include "support/temporary_directory.hpp"

// What a file that needs more memory than a worker may have does to the others.

using namespace sotval;
using namespace support;

namespace {

constexpr std::uint64_t little = 30 * 1024 * 1024;

// Small files, and among them, of the same job, a large one.
class Tree {
public:
  Tree() {
    for (int i = 10; i <= 30; ++i) tree_.write("a" + std::to_string(i) + ".yaml", "a: 1\n");
    std::string items = "a:\n";
    for (int i = 0; i < 400'000; ++i) items += "- 1\n";
    tree_.write("b.yaml", items);
    pack_ = packs_.write("pack.yaml", "sotval: 1\npack: p\nrules:\n"
                                      "  - {id: SMALL, title: t, severity: low, check: {kind: yaml_field, files: 'a*.yaml', fields: [{path: a, equals: 1}]}}\n"
                                      "  - {id: LARGE, title: t, severity: low, check: {kind: yaml_field, files: b.yaml, fields: [{path: a, type: list}]}}\n");
  }

  Report validate(std::uint64_t worker_memory) const {
    ValidatorOptions options;
    options.repo_root = tree_.path();
    options.pack = RulePack::load(pack_);
    options.strategy = Strategy::processes;
    options.max_workers = 1;
    options.worker_memory = worker_memory;
    options.use_fact_store = false;
    options.host = host();
    return Validator(std::move(options)).validate_all();
  }

private:
  TemporaryDirectory tree_, packs_;
  std::filesystem::path pack_;
};

} // namespace

TEST_CASE("a file that does not fit into the memory of a worker costs its own facts only", "[exec][memory]") {
  if (sanitized) return; // no limit there, see ProcessPoolOptions
  const Tree tree;
  const Report all = tree.validate(0);
  CHECK(all.results.at(0).verdict == Verdict::passed);
  CHECK(all.results.at(1).verdict == Verdict::passed);
  const Report report = tree.validate(little);
  CHECK(report.results.at(0).verdict == Verdict::passed);
  CHECK(report.results.at(1).verdict == Verdict::error);
  REQUIRE(report.unreadable.size() == 1);
  CHECK(report.unreadable[0].path == "b.yaml");
  CHECK(report.unreadable[0].reason == "does not fit into memory");
  CHECK(report.run.files_opened == 22);
  CHECK(report.run.processes.process_crashes == 0);
}

TEST_CASE("where the address space has a hard limit the memory of workers has its own as well", "[exec][memory]") {
  if (sanitized) return;
  const Tree tree;
  CHECK(in_child([&]() -> std::string {
          ::prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE); // with which root would raise it again
          const rlimit hard{64ULL << 30, 64ULL << 30};
          if (::setrlimit(RLIMIT_AS, &hard) != 0) return "cannot be limited";
          const Report report = tree.validate(little);
          if (report.results.at(0).verdict != Verdict::passed) return "the small ones did not fit";
          return report.results.at(1).verdict == Verdict::error ? "" : "the large one did fit";
        }) == "");
}
