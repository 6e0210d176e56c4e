#include "bench/json.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

#include "cli/bench/sample_result.hpp"
#include "support/catch.hpp"

using namespace sotval::cli::bench;
using support::sample_result;
using Json = nlohmann::ordered_json;

namespace {

Json json_of(const Result& result) { return Json::parse(to_json(result)); }

/// Names every field: "cases[].time.values". A series is described once, with the time of a case.
void collect_fields(const Json& json, const std::string& prefix, std::set<std::string>& fields) {
  if (json.is_array()) {
    for (const Json& item : json) collect_fields(item, prefix + "[]", fields);
  } else if (json.is_object()) {
    const bool is_described = json.contains("values") && prefix != "cases[].time";
    for (const auto& [key, value] : json.items()) {
      const std::string name = prefix + (prefix.empty() ? "" : ".") + key;
      if (!is_described) fields.insert(name);
      collect_fields(value, name, fields);
    }
  }
}

/// The first cells, in backticks, of the rows of the table.
std::set<std::string> documented_fields() {
  std::ifstream file(SOTVAL_SOURCE_DIR "/docs/bench.md");
  REQUIRE(file.is_open());
  std::set<std::string> fields;
  for (std::string line; std::getline(file, line);)
    if (line.rfind("| `", 0) == 0) fields.insert(line.substr(3, line.find('`', 3) - 3));
  return fields;
}

void check_same(const Case& one, const Case& other) {
  CHECK(one.strategy == other.strategy);
  CHECK(one.workers == other.workers);
  CHECK(one.time.values == other.time.values);
  REQUIRE(one.phases.size() == other.phases.size());
  for (std::size_t i = 0; i < one.phases.size(); ++i) {
    CHECK(one.phases[i].first == other.phases[i].first);
    CHECK(one.phases[i].second.values == other.phases[i].second.values);
  }
  CHECK(one.overhead.serialization.values == other.overhead.serialization.values);
  CHECK(one.overhead.start_up.values == other.overhead.start_up.values);
  CHECK(one.overhead.ipc.values == other.overhead.ipc.values);
  CHECK(one.memory == other.memory);
  CHECK(one.predicted == other.predicted);
}

void check_same(const Batch& one, const Batch& other) {
  CHECK(one.batch == other.batch);
  CHECK(one.name == other.name);
  CHECK(one.rules == other.rules);
  CHECK(one.threads.values == other.threads.values);
  CHECK(one.processes.values == other.processes.values);
}

void check_same(const Result& one, const Result& other) {
  CHECK(one.started == other.started);
  CHECK(one.mode == other.mode);
  CHECK(one.warm == other.warm);
  CHECK(one.runs == other.runs);
  CHECK(one.system.cpu == other.system.cpu);
  CHECK(one.system.cpus == other.system.cpus);
  CHECK(one.system.cpus_online == other.system.cpus_online);
  CHECK(one.system.memory == other.system.memory);
  CHECK(one.system.kernel == other.system.kernel);
  CHECK(one.system.build == other.system.build);
  CHECK(one.system.compiler == other.system.compiler);
  CHECK(one.system.version == other.system.version);
  CHECK(one.repository.root == other.repository.root);
  CHECK(one.repository.files == other.repository.files);
  CHECK(one.repository.directories == other.repository.directories);
  CHECK(one.repository.files_read == other.repository.files_read);
  CHECK(one.repository.bytes_read == other.repository.bytes_read);
  CHECK(one.repository.documents == other.repository.documents);
  CHECK(one.repository.pack == other.repository.pack);
  CHECK(one.repository.pack_digest == other.repository.pack_digest);
  CHECK(one.repository.rules == other.repository.rules);
  REQUIRE(one.cases.size() == other.cases.size());
  for (std::size_t i = 0; i < one.cases.size(); ++i) check_same(one.cases[i], other.cases[i]);
  CHECK(one.batch_workers == other.batch_workers);
  REQUIRE(one.batches.size() == other.batches.size());
  for (std::size_t i = 0; i < one.batches.size(); ++i) check_same(one.batches[i], other.batches[i]);
  CHECK(one.recommendation.strategy == other.recommendation.strategy);
  CHECK(one.recommendation.workers == other.recommendation.workers);
  CHECK(one.recommendation.reasons == other.recommendation.reasons);
}

} // namespace

TEST_CASE("a result of a benchmark comes back from its file as it was", "[cli][bench][json]") {
  const Result result = sample_result();
  check_same(from_json(to_json(result), "a.json"), result);
}

TEST_CASE("what was not measured in a benchmark comes back as not measured", "[cli][bench][json]") {
  Result result = sample_result();
  result.batches.resize(2);
  result.batches[0].processes.values.clear();
  result.batches[1].threads.values.clear();
  result.cases.resize(1);
  result.cases[0].phases.clear();
  result.cases[0].memory = 0;
  result.recommendation.reasons.clear();
  const Json json = json_of(result);
  CHECK_FALSE(json["batches"][0].contains("processes"));
  CHECK_FALSE(json["batches"][1].contains("threads"));
  CHECK_FALSE(json["cases"][0].contains("overhead"));
  check_same(from_json(to_json(result), "a.json"), result);
}

TEST_CASE("largest, smallest and odd figures of a benchmark come back as they were", "[cli][bench][json]") {
  Result result = sample_result();
  result.repository.bytes_read = std::numeric_limits<std::uint64_t>::max();
  result.cases[1].workers = std::numeric_limits<unsigned>::max();
  result.cases[0].time.values = {0.1, 1.0 / 3, std::numeric_limits<double>::min(), 1e300, 3};
  result.repository.root = "/srv/\"quotes\" \\ \n\t \xe2\x80\xae \xf0\x9f\x90\xa2";
  check_same(from_json(to_json(result), "a.json"), result);
}

TEST_CASE("bytes that are not UTF-8 do not keep a benchmark from being written", "[cli][bench][json]") {
  Result result = sample_result();
  result.system.cpu = "odd \xff CPU";
  CHECK(from_json(to_json(result), "a.json").system.cpu == "odd \xef\xbf\xbd CPU");
}

TEST_CASE("the file of a benchmark has exactly the fields that its documentation names", "[cli][bench][json]") {
  std::set<std::string> written;
  collect_fields(json_of(sample_result()), "", written);
  CHECK(written == documented_fields());
}

TEST_CASE("the file of a benchmark starts with what it is and ends with a newline", "[cli][bench][json]") {
  const std::string text = to_json(sample_result());
  CHECK(text.rfind("{\n  \"bench_version\": 1,\n  \"tool\": \"sotval\",\n  \"started\": \"2026-01-31T12:00:00Z\",\n", 0) == 0);
  CHECK(text.substr(text.size() - 3) == "\n}\n");
}

TEST_CASE("the file of a benchmark has the figures that follow from others", "[cli][bench][json]") {
  Result result = sample_result();
  result.repository.rules = 100;
  result.system.cpus = 2;
  result.cases[0].time.values = {4, 5, 3};
  result.cases[4].time.values = {2.5, 1, 2};
  result.cases[4].overhead = {{{0.125, 0.25, 0.5}}, {{0.25, 0.5, 0.125}}, {{0.5, 0.25, 0.125}}};
  const Json json = json_of(result);
  CHECK(json["cases"][0]["time"] == Json::parse(R"({"median": 4.0, "min": 3.0, "max": 5.0, "values": [4.0, 5.0, 3.0]})"));
  CHECK(json["cases"][0]["speed_up"] == 1);
  CHECK(json["cases"][4]["speed_up"] == 2);
  CHECK(json["cases"][4]["rules_per_second"] == 50);
  CHECK(json["cases"][4]["more_workers_than_cpus"] == false);
  CHECK(json["cases"][5]["more_workers_than_cpus"] == true);
  CHECK(json["cases"][4]["overhead"]["total"] == Json::parse(R"({"median": 0.875, "min": 0.75, "max": 1.0, "values": [0.875, 1.0, 0.75]})"));
  CHECK(json["cases"][4]["overhead"]["share"] == 0.4375);
}

TEST_CASE("of figures that follow from others the file of a benchmark is not believed", "[cli][bench][json]") {
  Json json = json_of(sample_result());
  json["cases"][1]["speed_up"] = "much";
  json["cases"][1]["time"]["median"] = nullptr;
  json["cases"][1].erase("rules_per_second");
  json["of a later version"] = 1;
  check_same(from_json(json.dump(), "a.json"), sample_result());
}
