#include <nlohmann/json.hpp>

#include "bench/figures.hpp"
#include "bench/json.hpp"
#include "bench/json_version.hpp"

namespace sotval::cli::bench {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Series& series) {
  return {{"median", series.median()}, {"min", series.min()}, {"max", series.max()}, {"values", series.values}};
}

Json json_of(const System& system) {
  return {{"cpu", system.cpu},       {"cpus", system.cpus},   {"cpus_online", system.cpus_online}, {"memory", system.memory},
          {"kernel", system.kernel}, {"build", system.build}, {"compiler", system.compiler},       {"version", system.version}};
}

Json json_of(const Repository& repository) {
  return {{"root", repository.root},
          {"files", repository.files},
          {"directories", repository.directories},
          {"files_read", repository.files_read},
          {"bytes_read", repository.bytes_read},
          {"documents", repository.documents},
          {"pack", repository.pack},
          {"pack_digest", repository.pack_digest},
          {"rules", repository.rules}};
}

Json phases_of(const Case& a_case) {
  Json phases = Json::array();
  for (const auto& [phase, time] : a_case.phases) phases.push_back({{"phase", phase}, {"time", json_of(time)}});
  return phases;
}

Json overhead_of(const Case& a_case, const Series& total) {
  return {{"serialization", json_of(a_case.overhead.serialization)},
          {"start_up", json_of(a_case.overhead.start_up)},
          {"ipc", json_of(a_case.overhead.ipc)},
          {"total", json_of(total)},
          {"share", share_of_overhead(a_case)}};
}

Json json_of(const Result& result, const Case& a_case) {
  Json json{{"strategy", a_case.strategy},
            {"workers", a_case.workers},
            {"more_workers_than_cpus", more_workers_than_cpus(result, a_case)},
            {"time", json_of(a_case.time)},
            {"speed_up", speed_up(result, a_case)},
            {"rules_per_second", rules_per_second(result, a_case)},
            {"memory", a_case.memory},
            {"predicted", a_case.predicted},
            {"phases", phases_of(a_case)}};
  if (const Series total = total_of(a_case.overhead); !total.empty()) json["overhead"] = overhead_of(a_case, total);
  return json;
}

Json json_of(const Batch& batch) {
  Json json{{"batch", batch.batch}, {"name", batch.name}, {"rules", batch.rules}};
  if (!batch.threads.empty()) json["threads"] = json_of(batch.threads);
  if (!batch.processes.empty()) json["processes"] = json_of(batch.processes);
  return json;
}

} // namespace

std::string to_json(const Result& result) {
  Json json{{"bench_version", bench_version}, {"tool", "sotval"},     {"started", result.started},
            {"mode", result.mode},            {"warm", result.warm}, {"runs", result.runs}};
  json["system"] = json_of(result.system);
  json["repository"] = json_of(result.repository);
  json["cases"] = Json::array();
  for (const Case& a_case : result.cases) json["cases"].push_back(json_of(result, a_case));
  json["batch_workers"] = result.batch_workers;
  json["batches"] = Json::array();
  for (const Batch& batch : result.batches) json["batches"].push_back(json_of(batch));
  json["recommendation"] = {{"strategy", result.recommendation.strategy},
                            {"workers", result.recommendation.workers},
                            {"reasons", result.recommendation.reasons}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace sotval::cli::bench
