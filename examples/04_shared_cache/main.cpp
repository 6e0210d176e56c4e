// 03_process_pool without its rule and warnings; behind the run, the tree and the report are put into memory
// that other programs can read. "changed" and "new" mark what differs from it.

#include <filesystem> // new, with the next three
#include <span>
#include <sstream>
#include <string>
#include <iostream>

#include <sotval/sotval.hpp>

// new: what any other program of the same user can do that was told the handle. Nothing is copied.
void read_as_another_program(const std::string& handle) {
  const sotval::SharedCache cache = sotval::SharedCache::attach(handle);
  const auto snapshot = cache.find(sotval::snapshot_block_name);
  const auto report = cache.find("report");
  if (!snapshot || !report) throw sotval::EngineError(handle + ": a block is missing");
  const sotval::SnapshotView tree(*snapshot);
  std::cout << "attached to " << handle << ": a tree of " << tree.size() << " entries, a report of " << report->size() << " bytes\n";

  for (const sotval::SharedBlock& block : cache.blocks()) std::cout << "  " << block.name << ": " << block.size << " bytes\n";
  const sotval::SharedCacheStats stats = cache.stats();
  std::cout << "  " << stats.memory << " bytes of shared memory, " << stats.attachments << " attachments, " << stats.hits << " hits in "
            << stats.lookups << " look-ups\n";
}

int main(int argc, char** argv) try {
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv); // changed: no rule

  const std::filesystem::path root = argc > 1 ? argv[1] : "."; // new
  sotval::ValidatorOptions options;
  options.repo_root = root; // changed
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.max_workers = 0;
  options.use_shared_memory = true; // new, but the default: workers read their input in shared memory, too
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n' << validator.performance_summary();
  validator.cleanup();

  std::ostringstream json; // new: until remove()
  sotval::write_json(json, report);
  const std::string text = json.str();
  sotval::SharedCache cache = sotval::SharedCache::create_from_repository(root, {.named = true});
  cache.publish("report", std::as_bytes(std::span(text)));
  std::cout << '\n';
  read_as_another_program(cache.handle());
  cache.remove(); // the destructor would as well
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
} catch (const sotval::EngineError& error) { // new: shared memory that cannot be had
  std::cerr << error.what() << '\n';
  return 3;
}
