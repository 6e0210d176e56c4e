#include <optional>

#include <nlohmann/json.hpp>

#include <sotval/error.hpp>

#include "bench/json.hpp"
#include "cli/bench/sample_result.hpp"
#include "support/catch.hpp"

using sotval::cli::bench::from_json;
using sotval::cli::bench::to_json;
using Json = nlohmann::ordered_json;

namespace {

/// What is said of the text; empty: nothing.
std::string complaint_about(const std::string& text, const std::string& file = "a.json") {
  try {
    from_json(text, file);
    return {};
  } catch (const sotval::InputError& error) {
    return error.what();
  }
}

/// `replacement`: as JSON; none: the field is gone.
struct Damage {
  const char* pointer;
  std::optional<const char*> replacement;
  const char* complaint;
};

std::string damaged(const Damage& damage) {
  Json json = Json::parse(to_json(support::sample_result()));
  const Json::json_pointer pointer(damage.pointer);
  if (damage.replacement)
    json[pointer] = Json::parse(*damage.replacement);
  else
    json[pointer.parent_pointer()].erase(pointer.back());
  return json.dump();
}

const Damage damages[] = {
    {"/bench_version", std::nullopt, "a.json: no result of a benchmark, expected what bench --output wrote"},
    {"/bench_version", "2", "a.json: bench_version: 2 is of a newer sotval, expected at most 1"},
    {"/bench_version", "0", "a.json: bench_version: expected a whole number, at least 1"},
    {"/bench_version", "\"1\"", "a.json: bench_version: expected a whole number, at least 1"},
    {"/tool", std::nullopt, "a.json: no result of a benchmark, expected what bench --output wrote"},
    {"/tool", "\"hyperfine\"", "a.json: tool: 'hyperfine', expected sotval"},
    {"/tool", R"({"name": "sotval"})", "a.json: tool: expected text"},
    {"/started", std::nullopt, "a.json: no field 'started'"},
    {"/started", "5", "a.json: started: expected text"},
    {"/mode", "\"soak\"", "a.json: mode: 'soak', expected compare or scaling"},
    {"/warm", "1", "a.json: warm: expected true or false"},
    {"/runs", "0", "a.json: runs: expected a whole number, at least 1"},
    {"/runs", "-3", "a.json: runs: expected a whole number, at least 1"},
    {"/runs", "2.5", "a.json: runs: expected a whole number, at least 1"},
    {"/runs", "4294967296", "a.json: runs: expected a whole number, at most 4294967295"},
    {"/system", "[]", "a.json: system: expected an object"},
    {"/system/cpus", std::nullopt, "a.json: system: no field 'cpus'"},
    {"/system/cpus", "0", "a.json: system.cpus: expected a whole number, at least 1"},
    {"/system/kernel", "null", "a.json: system.kernel: expected text"},
    {"/repository/files", "-1", "a.json: repository.files: expected a whole number, at least 0"},
    {"/repository/pack_digest", std::nullopt, "a.json: repository: no field 'pack_digest'"},
    {"/cases", "{}", "a.json: cases: expected a list"},
    {"/cases", "[]", "a.json: cases: expected at least one"},
    {"/cases/1", "7", "a.json: cases[1]: expected an object"},
    {"/cases/0/strategy", "\"threads\"", "a.json: cases[0].strategy: 'threads', expected sequential"},
    {"/cases/2/strategy", "\"fibres\"", "a.json: cases[2].strategy: 'fibres', expected sequential, threads or processes"},
    {"/cases/2/strategy", "\"\\u001b[2J\"", "a.json: cases[2].strategy: '\\x1b[2J', expected sequential, threads or processes"},
    {"/cases/2/workers", "0", "a.json: cases[2].workers: expected a whole number, at least 1"},
    {"/cases/2/time", "0.5", "a.json: cases[2].time: expected an object"},
    {"/cases/2/time/values", std::nullopt, "a.json: cases[2].time: no field 'values'"},
    {"/cases/2/time/values", "0.5", "a.json: cases[2].time.values: expected a list"},
    {"/cases/2/time/values", "[]", "a.json: cases[2].time.values: expected numbers"},
    {"/cases/2/time/values", "[0.5, \"0.5\"]", "a.json: cases[2].time.values: expected numbers, at least 0"},
    {"/cases/2/time/values", "[null]", "a.json: cases[2].time.values: expected numbers, at least 0"},
    {"/cases/2/time/values", "[0.5, -0.5]", "a.json: cases[2].time.values: expected numbers, at least 0"},
    {"/cases/2/phases", std::nullopt, "a.json: cases[2]: no field 'phases'"},
    {"/cases/2/phases/3/phase", "3", "a.json: cases[2].phases[3].phase: expected text"},
    {"/cases/2/phases/3/time/values", "[]", "a.json: cases[2].phases[3].time.values: expected numbers"},
    {"/cases/4/overhead", "null", "a.json: cases[4].overhead: expected an object"},
    {"/cases/4/overhead/ipc", std::nullopt, "a.json: cases[4].overhead: no field 'ipc'"},
    {"/cases/2/memory", "1e9", "a.json: cases[2].memory: expected a whole number, at least 0"},
    {"/cases/2/predicted", "true", "a.json: cases[2].predicted: expected a number, at least 0"},
    {"/batch_workers", std::nullopt, "a.json: no field 'batch_workers'"},
    {"/batches", std::nullopt, "a.json: no field 'batches'"},
    {"/batches/8/name", std::nullopt, "a.json: batches[8]: no field 'name'"},
    {"/batches/8/processes", "[1]", "a.json: batches[8].processes: expected an object"},
    {"/recommendation", std::nullopt, "a.json: no field 'recommendation'"},
    {"/recommendation/reasons/1", "1", "a.json: recommendation.reasons[1]: expected text"},
};

} // namespace

TEST_CASE("whatever is wrong with the file of a benchmark is said with its place", "[cli][bench][json]") {
  for (const Damage& damage : damages) {
    INFO(damage.pointer << " " << damage.replacement.value_or("gone"));
    CHECK(complaint_about(damaged(damage)) == damage.complaint);
  }
}

TEST_CASE("what is no file of a benchmark at all is said to be none", "[cli][bench][json]") {
  const std::string none = "a.json: no result of a benchmark, expected what bench --output wrote";
  CHECK(complaint_about("") == "a.json:1:1: not JSON");
  CHECK(complaint_about("strategy  median\n") == "a.json:1:1: not JSON");
  CHECK(complaint_about("{\n  \"tool\": \"sotval\",\n  }") == "a.json:3:3: not JSON");
  CHECK(complaint_about("{} {}") == "a.json:1:4: not JSON");
  CHECK(complaint_about("[1e999]") == "a.json: a number is too large, expected finite ones");
  CHECK(complaint_about("{}") == none);
  CHECK(complaint_about("[]") == none);
  CHECK(complaint_about("3") == none);
  CHECK(complaint_about("null") == none);
  CHECK(complaint_about(R"({"report_version": 1, "tool": {"name": "sotval"}})") == none);
}

TEST_CASE("the file of a benchmark cut off anywhere is refused", "[cli][bench][json]") {
  const std::string text = to_json(support::sample_result());
  for (std::size_t length = 0; length + 2 < text.size(); length += 97)
    CHECK(complaint_about(text.substr(0, length)).find(": not JSON") != std::string::npos);
}

TEST_CASE("lists in lists without end are refused as any other text", "[cli][bench][json]") {
  CHECK(complaint_about(std::string(200'000, '[')).find(": not JSON") != std::string::npos);
  CHECK(complaint_about(std::string(200'000, '[') + std::string(200'000, ']')) == "a.json: no result of a benchmark, expected what bench --output wrote");
}

TEST_CASE("the name of a benchmark's file does not act on the terminal", "[cli][bench][json]") {
  CHECK(complaint_about("{}", "\x1b[2J.json").rfind("\\x1b[2J.json: ", 0) == 0);
}
