#pragma once

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "classifier.hpp"
#include "exclude.hpp"
#include "gather.hpp"
#include "scan.hpp"
#include "support/small_run.hpp"
#include "worker_context.hpp"

namespace support {

/// A run up to the point where its files are read and its custom rules evaluated: all rules of a pack over a small repository.
struct Gathering {
  Gathering(const std::string& rules, const Tree& tree, const sotval::Limits& run_limits = {}, const std::string& sections = {},
            sotval::RuleRegistry known = {})
      : registry(std::move(known)), repository(tree), pack(load_pack(pack_text(rules, sections))), limits(run_limits), root(repository.path()), chosen(all_of(pack)),
        plan(*pack.data(), chosen), scanned(sotval::core::scan(root, sotval::core::ExcludeList(pack.data()->global_exclude), {}, {}, 1)),
        classes(sotval::core::classify(sotval::core::Classifier(plan.selectors()), scanned.snapshot)), work(plan, scanned.snapshot, classes),
        context(root, *pack.data(), chosen, plan, scanned.snapshot, classes, work, limits, registry) {}

  /// The facts of every file as bytes, whatever jobs (first item, count) they come from.
  std::vector<std::string> results(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& jobs) const { return results(context, jobs); }

  /// What a worker gets, in one piece; valid until the next call.
  std::span<const std::byte> worker_input() const {
    input_.clear();
    for (const auto piece : context.worker_input()) input_.insert(input_.end(), piece.begin(), piece.end());
    return input_;
  }

  std::vector<std::string> results(const sotval::JobContext& executor, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& jobs) const {
    using namespace sotval::core;
    FactTable facts(scanned.snapshot.size());
    for (const auto& [first, count] : jobs) {
      sotval::Job job;
      job.first = first;
      job.count = count;
      const sotval::JobResult result = executor.execute(job, {});
      if (result.outcome != sotval::Outcome::done) throw std::runtime_error("job failed: " + result.reason);
      facts.add(result.payload, work.files(first, count));
    }
    std::vector<std::string> out;
    for (const std::uint32_t node : work.files()) {
      FactWriter writer;
      writer.add(*facts.find(node));
      out.push_back(writer.finish({}));
    }
    return out;
  }

  sotval::RuleRegistry registry;
  SmallRepository repository;
  sotval::RulePack pack;
  sotval::Limits limits;
  sotval::core::RootDirectory root;
  std::vector<std::size_t> chosen;
  sotval::core::Plan plan;
  sotval::core::ScanResult scanned;
  sotval::core::Classification classes;
  sotval::core::GatherWork work;
  sotval::core::ParentContext context;

private:
  mutable std::vector<std::byte> input_;

  static std::vector<std::size_t> all_of(const sotval::RulePack& pack) {
    std::vector<std::size_t> rules(pack.rules().size());
    std::iota(rules.begin(), rules.end(), 0);
    return rules;
  }
};

} // namespace support
