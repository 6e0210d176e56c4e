#include <sotval/demo.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <sotval/error.hpp>

#include "demo/damages.hpp"
#include "demo/matrix_files.hpp"
#include "demo/support_files.hpp"
#include "demo/text.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
namespace demo = sotval::core::demo;
namespace fs = std::filesystem;

namespace {

std::map<std::string, std::string> files_below(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().lexically_relative(directory).generic_string()] = std::string(std::istreambuf_iterator(in), {});
  }
  return files;
}

demo::Tree plain_tree() {
  demo::Tree tree;
  demo::add_matrix_files(tree);
  demo::add_support_files(tree);
  return tree;
}

/// The paths of which one tree has another text than the other, or none.
std::set<std::string> differences(const demo::Tree::Files& before, const demo::Tree::Files& after) {
  std::set<std::string> paths;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->first < now->first)) {
      paths.insert((old++)->first);
    } else if (old == before.end() || now->first < old->first) {
      paths.insert((now++)->first);
    } else {
      if (old->second != now->second) paths.insert(old->first);
      ++old, ++now;
    }
  }
  return paths;
}

void restore(demo::Tree& tree, const demo::Tree& plain, const std::set<std::string>& touched) {
  for (const auto& path : touched)
    if (const auto found = plain.files().find(path); found != plain.files().end()) tree.put(path, found->second);
    else tree.remove_file(path);
}

bool is_at_or_below(const std::string& path, const std::string& directory) {
  return path == directory || path.starts_with(directory + '/');
}

/// Where a renamed directory is now: the last word of what was done to it.
std::string renamed_path(const DemoDamage& damage) {
  const auto name = damage.what.substr(damage.what.rfind(' ') + 1);
  return (fs::path(damage.path).parent_path() / name).generic_string();
}

std::string message_of(const fs::path& directory, const DemoOptions& options) {
  try {
    write_demo_repository(directory, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

} // namespace

TEST_CASE("a demo repository has 24 roots with 16 shards each", "[demo]") {
  const support::TemporaryDirectory temporary;
  const fs::path directory = temporary.path() / "made" / "with its parents";
  const auto repository = write_demo_repository(directory);
  CHECK(repository.damages.empty());

  const auto files = files_below(directory);
  CHECK(repository.files == files.size());
  CHECK(repository.files > 3500);
  const auto is_chart = [](const auto& file) { return file.first.ends_with("/chart.yaml"); };
  CHECK(std::count_if(files.begin(), files.end(), is_chart) == 384);

  const auto entries = std::distance(fs::recursive_directory_iterator(directory), fs::recursive_directory_iterator());
  CHECK(repository.directories == static_cast<std::size_t>(entries) - files.size());

  std::size_t roots = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (!entry.is_directory() || entry.path().filename().string().starts_with('.')) continue;
    ++roots;
    CHECK(std::distance(fs::directory_iterator(entry.path() / "shards"), fs::directory_iterator()) == 16);
  }
  CHECK(roots == 24);
}

// Both halves of the promise in one test: a repository is thousands of files, and some file systems
// are slow to make files again that were just removed.
TEST_CASE("a seed gives the same demo repository every time, with as many damages as are promised", "[demo]") {
  const support::TemporaryDirectory temporary;
  const auto limit = static_cast<unsigned>(max_demo_damages());
  const DemoOptions options{.damages = limit, .seed = 42};
  const auto first = write_demo_repository(temporary.path() / "first", options);
  const auto second = write_demo_repository(temporary.make_directory("second"), options);
  CHECK(files_below(temporary.path() / "first") == files_below(temporary.path() / "second"));

  REQUIRE(first.damages.size() == limit);
  REQUIRE(second.damages.size() == limit);
  std::set<std::string> paths;
  std::set<std::string> rules;
  std::size_t named = 0;
  for (std::size_t i = 0; i < limit; ++i) {
    const DemoDamage& damage = first.damages[i];
    CHECK(damage.path == second.damages[i].path);
    CHECK(damage.what == second.damages[i].what);
    CHECK(damage.rules == second.damages[i].rules);

    CHECK_FALSE(damage.what.empty());
    CHECK(paths.insert(damage.path).second);
    rules.insert(damage.rules.begin(), damage.rules.end());
    named += damage.rules.size();
  }
  CHECK(rules.size() == named); // no rule is named twice
}

TEST_CASE("another seed chooses other damages", "[demo]") {
  demo::Random first(1);
  demo::Random second(2);
  const auto rules = [](const std::vector<demo::DamageKind>& kinds) {
    std::string all;
    for (const auto& kind : kinds) all += std::string(kind.rules) + '\n';
    return all;
  };
  CHECK(rules(demo::choose_damages(20, first)) != rules(demo::choose_damages(20, second)));
}

TEST_CASE("a directory that is not empty is refused and left as it is", "[demo]") {
  const support::TemporaryDirectory temporary;
  temporary.write("mine/notes.txt", "keep me");
  const auto directory = temporary.path() / "mine";
  const auto message = message_of(directory, {});
  CHECK(message.find(directory.string()) != message.npos);
  CHECK(message.find("not empty") != message.npos);
  CHECK(files_below(temporary.path()) == std::map<std::string, std::string>{{"mine/notes.txt", "keep me"}});
}

TEST_CASE("a file in place of the demo's directory is refused", "[demo]") {
  const support::TemporaryDirectory temporary;
  const auto file = temporary.write("file", "text");
  const auto at = message_of(file, {});
  CHECK(at.find(file.string() + ": not a directory") != at.npos);
  const auto below = message_of(file / "demo", {});
  CHECK(below.find((file / "demo").string()) != below.npos);
}

TEST_CASE("more damages than there are kinds are refused before anything is written", "[demo]") {
  const support::TemporaryDirectory temporary;
  const auto directory = temporary.path() / "demo";
  const auto limit = max_demo_damages();
  CHECK(limit >= 40);
  const auto message = message_of(directory, {.damages = static_cast<unsigned>(limit) + 1});
  CHECK(message.find(std::to_string(limit + 1)) != message.npos);
  CHECK(message.find(std::to_string(limit) + " ") != message.npos);
  CHECK_FALSE(fs::exists(directory));
}

TEST_CASE("a rule is concerned by one group of damages only", "[demo]") {
  std::map<std::string, std::size_t> group_of;
  const auto groups = demo::all_damages();
  CHECK(groups.size() == max_demo_damages());
  for (std::size_t group = 0; group < groups.size(); ++group) {
    CHECK_FALSE(groups[group].empty());
    for (const auto& kind : groups[group])
      for (const auto& rule : demo::rule_ids(kind.rules)) {
        CAPTURE(rule, kind.path, kind.what);
        CHECK(group_of.emplace(rule, group).first->second == group);
      }
  }
  // Of the pack's 384 all but KP002, MD-STRUCT-009 (both would take a dozen others along) and the
  // four that only advise.
  CHECK(group_of.size() == 378);
}

TEST_CASE("a damage touches what it names and nothing else", "[demo]") {
  const auto plain = plain_tree();
  auto tree = plain;
  demo::Random random(5);
  for (const auto& group : demo::all_damages()) {
    demo::Targets targets(random);
    for (const auto& kind : group) {
      CAPTURE(kind.path, kind.what);
      const auto damage = demo::apply(kind, targets, tree);
      CHECK(std::is_sorted(damage.rules.begin(), damage.rules.end()));
      CHECK(std::set(damage.rules.begin(), damage.rules.end()).size() == damage.rules.size());

      const auto touched = differences(plain.files(), tree.files());
      restore(tree, plain, touched);
      CHECK_FALSE(touched.empty());
      if (damage.path.starts_with(demo::all_shards)) {
        CHECK(touched.size() >= 384);
        continue;
      }
      const bool renamed = kind.action == demo::Action::rename_directory;
      for (const auto& path : touched) {
        CAPTURE(path, damage.path);
        CHECK((is_at_or_below(path, damage.path) || (renamed && is_at_or_below(path, renamed_path(damage)))));
      }
    }
  }
}

TEST_CASE("any choice of damages can be done together", "[demo]") {
  const auto plain = plain_tree();
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    demo::Random random(seed);
    const auto kinds = demo::choose_damages(max_demo_damages(), random);
    demo::Targets targets(random);
    auto tree = plain;
    std::set<std::string> paths;
    for (const auto& kind : kinds) CHECK(paths.insert(demo::apply(kind, targets, tree).path).second);
  }
}

TEST_CASE("a range of rules stands for all of them", "[demo]") {
  CHECK(demo::rule_ids("AR002 SOT-V2-0008..0011 VG001") ==
        std::vector<std::string>{"AR002", "SOT-V2-0008", "SOT-V2-0009", "SOT-V2-0010", "SOT-V2-0011", "VG001"});
  CHECK(demo::rule_ids("PII_CAT_009..010") == std::vector<std::string>{"PII_CAT_009", "PII_CAT_010"});
}

TEST_CASE("a template is filled with the values that it names", "[demo]") {
  CHECK(demo::fill("${a}-${b}${a}", {{"a", "one"}, {"b", "two"}}) == "one-twoone");
  CHECK(demo::fill("${unknown} stays, ${a is not closed", {{"a", "one"}}) == "${unknown} stays, ${a is not closed");
}
