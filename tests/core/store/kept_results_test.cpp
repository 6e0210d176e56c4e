#include "store/kept_results.hpp"

#include <sotval/error.hpp>

#include "build_id.hpp"
#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace support;

namespace {

const std::string rules = rule_text("{kind: content, files: '**/*.txt', match: {word: secret}, require: none}", "A") +
                          rule_text("{kind: yaml_field, files: '**/*.yaml', fields: [{path: owner, non_empty: true}]}", "B") +
                          rule_text("{kind: path_exists, globs: nowhere}", "C") +
                          "  - {id: D, title: Title, severity: low, batch: 1, depends_on: [A], check: {kind: dir_count, dirs: '*', equals: 9}}\n";
const Tree tree{{"a.txt", "secret\nno secret\n"}, {"b/c.txt", "nothing"}, {"b/d.yaml", "owner: \n"}, {"\xFF.yaml", "owner: [\n"}};
const std::vector<std::size_t> all{0, 1, 2, 3};

} // namespace

TEST_CASE("results come back as they were kept", "[store]") {
  const RulePack pack = load_pack(pack_text(rules));
  const SmallRepository repository(tree);
  const Report report = Validator(repository.options(pack)).validate_all();
  REQUIRE(report.failed_count() == 4);
  REQUIRE(report.results[3].downstream_of == std::vector<std::string>{"A"});
  Report again;
  get_results(put_results(report), *pack.data(), all, again);
  CHECK(again.results == report.results);
  CHECK(again.files_in_scope == report.files_in_scope);
  CHECK(again.files_read == report.files_read);
}

TEST_CASE("what is no results is refused", "[store]") {
  const RulePack pack = load_pack(pack_text(rules));
  const SmallRepository repository(tree);
  const std::string bytes = put_results(Validator(repository.options(pack)).validate_all());
  const auto read = [&](std::string_view what, const std::vector<std::size_t>& which) {
    Report report;
    get_results(what, *pack.data(), which, report);
  };
  CHECK_THROWS_AS(read(bytes, {0, 1}), EngineError);
  CHECK_THROWS_AS(read(bytes + "x", all), EngineError);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_THROWS_AS(read(std::string_view(bytes).substr(0, size), all), EngineError);
}

TEST_CASE("results are those of the same rules, limits and program", "[store]") {
  CHECK(build_id().size() >= 8); // else nothing is kept, and a second run takes a little longer
  const RulePack one = load_pack(pack_text(rules)), other = load_pack(pack_text(rules + rule_text("{kind: path_exists, globs: x}", "E")));
  const std::vector<std::size_t> few{0, 1};
  Limits limits;
  const auto basis = basis_of_results(*one.data(), all, limits, false);
  REQUIRE(basis.has_value());
  CHECK(basis == basis_of_results(*load_pack(pack_text(rules)).data(), all, limits, false));
  CHECK(basis != basis_of_results(*other.data(), all, limits, false));
  CHECK(basis != basis_of_results(*one.data(), few, limits, false));
  CHECK(basis != basis_of_results(*one.data(), all, limits, true));
  for (auto* limit : {&limits.findings, &limits.evidence_items}) {
    *limit += 1;
    CHECK(basis != basis_of_results(*one.data(), all, limits, false));
    *limit -= 1;
  }
}
