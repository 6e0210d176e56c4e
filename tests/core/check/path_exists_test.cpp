#include <filesystem>

#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const support::Tree tree = {{"LICENSE", ""}, {"docs/a.md", ""}, {"docs/b.md", ""}, {"src/", ""}};

} // namespace

TEST_CASE("at least one match is asked for unless bounds say otherwise", "[check][path_exists]") {
  CHECK(verdict("{kind: path_exists, globs: LICENSE}", tree) == Verdict::passed);
  CHECK(verdict("{kind: path_exists, globs: [COPYING, LICENSE]}", tree) == Verdict::passed);
  CHECK(verdict("{kind: path_exists, globs: 'docs/*.md', min: 2}", tree) == Verdict::passed);
  CHECK(verdict("{kind: path_exists, globs: 'docs/*.md', min: 3}", tree) == Verdict::failed);
  CHECK(verdict("{kind: path_exists, globs: 'docs/*.md', min: 1, max: 2}", tree) == Verdict::passed);
  CHECK(verdict("{kind: path_exists, globs: 'docs/*.md', max: 1}", tree) == Verdict::failed);
  CHECK(verdict("{kind: path_exists, globs: 'x*', max: 1}", tree) == Verdict::passed);
}

TEST_CASE("a path that several globs match counts once", "[check][path_exists]") {
  const RuleResult result = judge("{kind: path_exists, globs: ['docs/*', '**/*.md', docs/a.md], min: 2, max: 2}", tree);
  CHECK(result.verdict == Verdict::passed);
  CHECK(*result.evidence.find("matches_count") == Value(2));
  CHECK(*result.evidence.find("matches") == Value(Value::List{"docs/a.md", "docs/b.md"}));
}

TEST_CASE("files count unless another type is named", "[check][path_exists]") {
  CHECK(verdict("{kind: path_exists, globs: src}", tree) == Verdict::failed);
  CHECK(verdict("{kind: path_exists, globs: src, type: dir}", tree) == Verdict::passed);
  CHECK(verdict("{kind: path_exists, globs: LICENSE, type: dir}", tree) == Verdict::failed);
  CHECK(verdict("{kind: path_exists, globs: [src, LICENSE], type: any, min: 2}", tree) == Verdict::passed);
  const auto of_set = [](const char* type) {
    return support::run(support::pack_text(support::rule_text(std::string("{kind: path_exists, globs: '@d'") + type + "}"), "sets: {d: {type: dir, glob: '*'}}\n"), tree)
        .results.at(0)
        .verdict;
  };
  CHECK(of_set(", min: 2, max: 2") == Verdict::passed); // a set has a type of its own
  CHECK(of_set(", type: file, min: 1, max: 1") == Verdict::passed);
}

TEST_CASE("links that lead nowhere match only any", "[check][path_exists]") {
  const support::SmallRepository repository({{"a.txt", ""}, {"d/", ""}});
  std::filesystem::create_symlink("a.txt", repository.path() / "good");
  std::filesystem::create_symlink("nothing", repository.path() / "dangling");
  std::filesystem::create_directory_symlink("d", repository.path() / "to_directory");
  const auto count = [&](const char* type) {
    const std::string check = std::string("{kind: path_exists, globs: '*', type: ") + type + "}";
    const Report report = Validator(repository.options(support::load_pack(support::pack_text(support::rule_text(check))))).validate_all();
    return *report.results.at(0).evidence.find("matches_count")->as_int();
  };
  CHECK(count("file") == 2);
  CHECK(count("dir") == 1);
  CHECK(count("any") == 5);
}

TEST_CASE("what is missing, and what is too much, is a finding", "[check][path_exists]") {
  const RuleResult missing = judge("{kind: path_exists, globs: [NOTICE, COPYING]}", tree);
  CHECK(missing.nothing_matched);
  CHECK(support::lines_of(missing.findings) == std::vector<std::string>{":0:0: 0 matches for NOTICE or COPYING, expected at least 1"});
  const RuleResult forbidden = judge("{kind: path_exists, globs: '**/*.md', max: 0}", tree);
  CHECK(support::lines_of(forbidden.findings) == std::vector<std::string>{"docs/a.md:0:0: must not exist", "docs/b.md:0:0: must not exist"});
  const RuleResult none = judge("{kind: path_exists, globs: '**/*.db', max: 0}", tree);
  CHECK(none.verdict == Verdict::passed);
  CHECK(none.nothing_matched);
}

TEST_CASE("lists are cut at the limits, counts are not", "[check][path_exists]") {
  Limits limits;
  limits.findings = 1;
  limits.evidence_items = 1;
  const RuleResult result = judge("{kind: path_exists, globs: '**/*.md', max: 0}", tree, limits);
  CHECK(result.findings.size() == 1);
  CHECK(result.finding_count == 2);
  CHECK(*result.evidence.find("matches_count") == Value(2));
  CHECK(result.evidence.find("matches")->as_list()->size() == 1);
  CHECK(*result.evidence.find("matches_cut_at") == Value(1));
  limits.findings = limits.evidence_items = 0;
  const RuleResult nothing = judge("{kind: path_exists, globs: '**/*.md', max: 0}", tree, limits);
  CHECK(nothing.findings.empty());
  CHECK(nothing.finding_count == 2);
}

TEST_CASE("an unlisted directory matters only if a match could lie in it and change the answer", "[check][path_exists][unknown]") {
  CHECK(judge_imagined("{kind: path_exists, globs: 'a/*.md'}", {"a/?"}).verdict == Verdict::error);
  CHECK(judge_imagined("{kind: path_exists, globs: 'a/*.md'}", {"a/?", "a/x.md"}).verdict == Verdict::passed);
  CHECK(judge_imagined("{kind: path_exists, globs: 'a/*.md'}", {"b/?"}).verdict == Verdict::failed);
  CHECK(judge_imagined("{kind: path_exists, globs: 'a/*.md'}", {"a/b/?"}).verdict == Verdict::failed);
  CHECK(judge_imagined("{kind: path_exists, globs: '**/*.md', max: 0}", {"b/?"}).verdict == Verdict::error);
  CHECK(judge_imagined("{kind: path_exists, globs: '**/*.md', max: 0}", {"b/?", "a.md"}).verdict == Verdict::failed);
  const RuleResult several = judge_imagined("{kind: path_exists, globs: '**/x'}", {"a/?", "b/?", "c/?", "d/?"});
  CHECK(several.message == "cannot be decided: could not list a, b, c and 1 more");
}
