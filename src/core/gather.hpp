#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <sotval/execution_strategy.hpp>
#include <sotval/validator.hpp>

#include "classifier.hpp"
#include "document/document.hpp"
#include "facts.hpp"
#include "file_reader.hpp"
#include "plan.hpp"
#include "snapshot.hpp"

// Gathering: every wanted file is opened once; one pass finds all its texts, one parse answers all
// its field tests.

namespace sotval::core {

/// What has to be done with every file of one class.
struct FileWork {
  std::unique_ptr<const TextMatcher> text; ///< nullptr: no text is looked for
  std::vector<FieldTestId> tests;

  bool empty() const noexcept { return text == nullptr && tests.empty(); }
};

/// What is to be known of the content of files besides what rules ask.
struct ContentMemory {
  bool digests = false; ///< the digest of every file, so that its facts can be kept
  /// What files had for content when facts were gathered that are still known, by node.
  std::vector<std::pair<std::uint32_t, Digest>> expected;

  const Digest* expected_of(std::uint32_t node) const noexcept;
};

/// The work of a run: which files, what with each, cut into jobs. Immutable.
class GatherWork {
public:
  GatherWork(const Plan& plan, const Snapshot& snapshot, const Classification& classes)
      : GatherWork(plan, snapshot, classes.node_class, classes.classes) {}
  /// The two parts of a Classification that matter. `node_class` must outlive the work.
  GatherWork(const Plan& plan, const Snapshot& snapshot, std::span<const ClassId> node_class,
             std::span<const std::vector<SelectorId>> classes);

  void remember(ContentMemory memory) { memory_ = std::move(memory); }
  const ContentMemory& memory() const noexcept { return memory_; }
  std::span<const ClassId> node_class() const noexcept { return node_class_; }

  const FileWork& work_of(std::uint32_t node) const noexcept { return works_[work_of_class_[node_class_[node]]]; }
  std::span<const std::uint32_t> files() const noexcept { return files_; } ///< nodes in tree order: the items of jobs
  std::span<const Job> jobs() const noexcept { return jobs_; }
  /// The files that are the items of a job. Throws EngineError if there are no such items.
  std::span<const std::uint32_t> files(std::uint32_t first, std::uint32_t count) const;

private:
  void cut_into_jobs(const Snapshot& snapshot);

  std::vector<FileWork> works_;
  std::vector<std::uint32_t> work_of_class_;
  std::span<const ClassId> node_class_;
  std::vector<std::uint32_t> files_;
  std::vector<Job> jobs_;
  ContentMemory memory_;
};

/// Gathers facts of files, one after the other. Threads: one per thread.
class Gatherer {
public:
  /// All is borrowed.
  Gatherer(const RootDirectory& root, const Plan& plan, const Limits& limits, const ContentMemory& memory);

  /// These files will be gathered next, in that order: a hint. The snapshot must live until they are.
  void expect(const Snapshot& snapshot, std::span<const std::uint32_t> nodes);
  FileFacts gather(const Snapshot& snapshot, std::uint32_t node, const FileWork& work);
  /// Since the last call.
  GatherCounts take_counts();

private:
  void find_text(const CleanText& clean, std::string_view bytes, const FileWork& work, FileFacts& facts);
  void apply_tests(const CleanText& clean, std::string_view bytes, bool json, const FileWork& work, FileFacts& facts);

  const Plan& plan_;
  const Limits& limits_;
  const ContentMemory& memory_;
  FileReader reader_;
  Document document_;
  TextMatcher::Scratch scratch_;
  TextHits hits_;
  GatherCounts taken_;
  std::uint64_t documents_ = 0;
};

} // namespace sotval::core
