#pragma once

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "classifier.hpp"
#include "facts.hpp"
#include "gather.hpp"
#include "judge.hpp"
#include "plan.hpp"
#include "snapshot.hpp"
#include "support/small_run.hpp"

// A test that runs with all privileges cannot make a directory or file that it cannot read. So such
// trees are only imagined: as a snapshot, with facts to go with it.

namespace support {

/// Entries: "dir/", "file"; with a '?' behind it what cannot be listed or read: "dir/?", "file?".
inline sotval::core::Snapshot imagine(const std::vector<std::string>& entries) {
  using namespace sotval::core;
  struct Entry {
    NodeType type;
    bool unlistable = false;
  };
  const auto less = [](const std::string& a, const std::string& b) { return path_less(a, b); };
  std::map<std::string, Entry, decltype(less)> all(less);
  bool root_unlistable = false;
  for (std::string path : entries) {
    if (path == "?") {
      root_unlistable = true;
      continue;
    }
    const bool unknown = path.ends_with('?');
    if (unknown) path.pop_back();
    const bool directory = path.ends_with('/');
    if (directory) path.pop_back();
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
      all.try_emplace(path.substr(0, slash), Entry{NodeType::directory});
    all[path] = Entry{directory ? NodeType::directory : NodeType::file, directory && unknown};
  }
  SnapshotBuilder builder;
  builder.root().unlistable = root_unlistable;
  for (const auto& [path, entry] : all) {
    const std::size_t slash = path.rfind('/');
    const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash);
    while (builder.open_path() != parent) builder.close_directory();
    builder.add(path.substr(slash + 1), entry.type).unlistable = entry.unlistable;
  }
  while (!builder.open_path().empty()) builder.close_directory();
  return builder.finish();
}

/// What a check comes to on an imagined tree. Files that can be read hold nothing that a rule asks for.
inline sotval::RuleResult judge_imagined(std::string_view check, const std::vector<std::string>& entries, const sotval::Limits& limits = {}) {
  using namespace sotval::core;
  const sotval::RulePack pack = load_pack(pack_text(rule_text(check)));
  const std::vector<std::size_t> rules = {0};
  const Plan plan(*pack.data(), rules);
  const Snapshot snapshot = imagine(entries);
  const Classification classes = classify(Classifier(plan.selectors()), snapshot);
  const GatherWork work(plan, snapshot, classes);
  const std::set<std::string> listed(entries.begin(), entries.end());
  FactTable facts(snapshot.size());
  for (const std::uint32_t node : work.files()) {
    if (listed.contains(std::string(snapshot.path(node)) + "?")) {
      facts.add_unreadable(node, "Permission denied");
      continue;
    }
    FileFacts known;
    known.node = node;
    known.readable = true;
    if (!work.work_of(node).tests.empty()) known.document = DocumentStatus::map;
    FactWriter writer;
    writer.add(known);
    const std::vector<std::uint32_t> nodes = {node};
    facts.add(writer.finish({}), nodes);
  }
  const JudgeContext context{snapshot, classes, facts, plan.leaves(), limits};
  Judge judging(*pack.data(), rules, plan, context, false);
  judging.judge_until(judging.groups().size(), 1, [](std::uint64_t) {});
  return judging.take_results().at(0);
}

} // namespace support
