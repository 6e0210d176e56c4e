#include <algorithm>
#include <cmath>
#include <concepts>
#include <initializer_list>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include <sotval/error.hpp>

#include "bench/json.hpp"
#include "bench/json_version.hpp"
#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

using Json = nlohmann::ordered_json;

/// A value and where it stands, so that whatever is wrong with it can be said with its place.
class Node {
public:
  Node(const Json& json, const std::string& file) : json_(&json), file_(&file) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(core::printable(*file_) + ": " + (place_.empty() ? "" : place_ + ": ") + what);
  }

  /// An entry of an object.
  Node operator[](const char* name) const {
    if (!json_->is_object()) fail("expected an object");
    const auto found = json_->find(name);
    if (found == json_->end()) fail(std::string("no field '") + name + "'");
    return {*found, *file_, place_.empty() ? name : place_ + "." + name};
  }
  bool has(const char* name) const { return json_->is_object() && json_->contains(name); }

  /// The entries of a list.
  std::vector<Node> items() const {
    if (!json_->is_array()) fail("expected a list");
    std::vector<Node> items;
    for (const Json& item : *json_) items.push_back({item, *file_, place_ + "[" + std::to_string(items.size()) + "]"});
    return items;
  }

  std::string text() const {
    if (!json_->is_string()) fail("expected text");
    return json_->get<std::string>();
  }

  std::string one_of(std::initializer_list<const char*> words) const {
    std::string word = text();
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    std::string expected;
    for (const char* one : words) expected += (expected.empty() ? "" : one == *(words.end() - 1) ? " or " : ", ") + std::string(one);
    fail("'" + core::shorten(word, 40) + "', expected " + expected);
  }

  bool truth() const {
    if (!json_->is_boolean()) fail("expected true or false");
    return json_->get<bool>();
  }

  template <std::unsigned_integral Number>
  Number count(Number least = 0) const {
    if (!json_->is_number_unsigned() || json_->get<std::uint64_t>() < least) fail("expected a whole number, at least " + std::to_string(least));
    if (json_->get<std::uint64_t>() > std::numeric_limits<Number>::max())
      fail("expected a whole number, at most " + std::to_string(std::numeric_limits<Number>::max()));
    return static_cast<Number>(json_->get<std::uint64_t>());
  }

  bool is_amount() const { return json_->is_number() && std::isfinite(json_->get<double>()) && json_->get<double>() >= 0; }
  double amount() const {
    if (!is_amount()) fail("expected a number, at least 0");
    return json_->get<double>();
  }

private:
  Node(const Json& json, const std::string& file, std::string place) : json_(&json), file_(&file), place_(std::move(place)) {}

  const Json* json_;
  const std::string* file_;
  std::string place_;
};

Series series_of(const Node& node) {
  const Node list = node["values"];
  Series series;
  for (const Node& value : list.items()) {
    if (!value.is_amount()) list.fail("expected numbers, at least 0");
    series.values.push_back(value.amount());
  }
  if (series.empty()) list.fail("expected numbers");
  return series;
}

System system_of(const Node& node) {
  System system;
  system.cpu = node["cpu"].text();
  system.cpus = node["cpus"].count<unsigned>(1);
  system.cpus_online = node["cpus_online"].count<unsigned>(1);
  system.memory = node["memory"].count<std::uint64_t>();
  system.kernel = node["kernel"].text();
  system.build = node["build"].text();
  system.compiler = node["compiler"].text();
  system.version = node["version"].text();
  return system;
}

Repository repository_of(const Node& node) {
  Repository repository;
  repository.root = node["root"].text();
  repository.files = node["files"].count<std::uint64_t>();
  repository.directories = node["directories"].count<std::uint64_t>();
  repository.files_read = node["files_read"].count<std::uint64_t>();
  repository.bytes_read = node["bytes_read"].count<std::uint64_t>();
  repository.documents = node["documents"].count<std::uint64_t>();
  repository.pack = node["pack"].text();
  repository.pack_digest = node["pack_digest"].text();
  repository.rules = node["rules"].count<std::size_t>();
  return repository;
}

Case case_of(const Node& node, bool first) {
  Case a_case;
  a_case.strategy = first ? node["strategy"].one_of({"sequential"}) : node["strategy"].one_of({"sequential", "threads", "processes"});
  a_case.workers = node["workers"].count<unsigned>(1);
  a_case.time = series_of(node["time"]);
  for (const Node& phase : node["phases"].items()) a_case.phases.emplace_back(phase["phase"].text(), series_of(phase["time"]));
  if (node.has("overhead")) {
    const Node overhead = node["overhead"];
    a_case.overhead = {series_of(overhead["serialization"]), series_of(overhead["start_up"]), series_of(overhead["ipc"])};
  }
  a_case.memory = node["memory"].count<std::uint64_t>();
  a_case.predicted = node["predicted"].amount();
  return a_case;
}

Batch batch_of(const Node& node) {
  Batch batch;
  batch.batch = node["batch"].count<unsigned>();
  batch.name = node["name"].text();
  batch.rules = node["rules"].count<std::size_t>();
  if (node.has("threads")) batch.threads = series_of(node["threads"]);
  if (node.has("processes")) batch.processes = series_of(node["processes"]);
  return batch;
}

Recommendation recommendation_of(const Node& node) {
  Recommendation recommendation;
  recommendation.strategy = node["strategy"].one_of({"sequential", "threads", "processes"});
  recommendation.workers = node["workers"].count<unsigned>(1);
  for (const Node& reason : node["reasons"].items()) recommendation.reasons.push_back(reason.text());
  return recommendation;
}

Result result_of(const Node& root) {
  if (!root.has("bench_version") || !root.has("tool")) root.fail("no result of a benchmark, expected what bench --output wrote");
  root["tool"].one_of({"sotval"});
  if (const unsigned version = root["bench_version"].count<unsigned>(1); version > bench_version)
    root["bench_version"].fail(std::to_string(version) + " is of a newer sotval, expected at most " + std::to_string(bench_version));
  Result result;
  result.started = root["started"].text();
  result.mode = root["mode"].one_of({"compare", "scaling"});
  result.warm = root["warm"].truth();
  result.runs = root["runs"].count<unsigned>(1);
  result.system = system_of(root["system"]);
  result.repository = repository_of(root["repository"]);
  for (const Node& node : root["cases"].items()) result.cases.push_back(case_of(node, result.cases.empty()));
  if (result.cases.empty()) root["cases"].fail("expected at least one");
  result.batch_workers = root["batch_workers"].count<unsigned>();
  for (const Node& node : root["batches"].items()) result.batches.push_back(batch_of(node));
  result.recommendation = recommendation_of(root["recommendation"]);
  return result;
}

/// "3:14", counted from 1, of the byte that is the `byte`th.
std::string position(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : std::min(byte - 1, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1; // npos + 1 is 0
  return std::to_string(lines + 1) + ":" + std::to_string(before.size() - line_start + 1);
}

} // namespace

Result from_json(std::string_view text, const std::string& file_name) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw InputError(core::printable(file_name) + ":" + position(text, error.byte) + ": not JSON");
  } catch (const Json::out_of_range&) { // 1e999
    throw InputError(core::printable(file_name) + ": a number is too large, expected finite ones");
  }
  return result_of(Node(json, file_name));
}

} // namespace sotval::cli::bench
