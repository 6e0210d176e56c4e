#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "support/catch.hpp"

// What docs/architecture.md says of the folders holds: who may include whom, and how long files are.

namespace fs = std::filesystem;

namespace {

const fs::path source = SOTVAL_SOURCE_DIR;

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(source / folder))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp") files.push_back(fs::relative(entry.path(), source));
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(source / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Include {
  bool quoted = false;
  std::string name;
};

std::vector<Include> includes_of(const fs::path& file) {
  static const std::regex line("^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]+)[>\"]", std::regex::multiline);
  const std::string text = text_of(file);
  std::vector<Include> includes;
  for (std::sregex_iterator match(text.begin(), text.end(), line), end; match != end; ++match)
    includes.push_back({(*match)[1] == "\"", (*match)[2]});
  return includes;
}

// The part of the house in which the header lies that a file means.
std::string part_of(const fs::path& file) {
  auto name = file.begin();
  std::string part = *name;
  if (part == "src" || part == "tools") part += "/" + (++name)->string();
  return part;
}

std::optional<std::string> part_of(const Include& include, const fs::path& includer) {
  if (!include.quoted) return include.name.starts_with("sotval/") ? std::optional<std::string>("include") : std::nullopt;
  for (const fs::path& folder : {includer.parent_path(), fs::path("src"), fs::path("src/core"), fs::path("tools/cli")})
    if (fs::exists(source / folder / include.name)) return part_of(fs::relative(source / folder / include.name, source));
  return "nowhere: " + include.name;
}

} // namespace

TEST_CASE("includes point one way", "[house]") {
  const std::map<std::string, std::set<std::string>> may_include = {
      {"include", {"include"}},
      {"src/core", {"include", "src/core"}},
      {"src/cache", {"include", "src/core", "src/cache"}},
      {"src/exec", {"include", "src/core", "src/cache", "src/exec"}},
      {"src/worker.cpp", {"include", "src/core", "src/cache", "src/exec"}}, // where a worker's two halves meet
      {"tools/worker", {"include"}},
      {"tools/cli", {"include", "src/core", "src/cache", "src/exec", "tools/cli"}},
  };
  std::size_t seen = 0;
  for (const char* top : {"include", "src", "tools"}) {
    for (const fs::path& file : files_below(top)) {
      const auto allowed = may_include.find(part_of(file));
      INFO(file);
      REQUIRE(allowed != may_include.end());
      for (const Include& include : includes_of(file)) {
        const auto part = part_of(include, file);
        if (!part) continue;
        INFO("includes " << include.name << " of " << *part);
        CHECK(allowed->second.contains(*part));
        ++seen;
      }
    }
  }
  CHECK(seen > 500);
}

TEST_CASE("libraries of others are seen where they belong", "[house]") {
  const std::regex process("boost/(process|asio)/.*|boost/(process|asio).*"), interprocess("boost/interprocess/.*"), boost("boost/.*"), spdlog("spdlog/.*|CLI/.*");
  const std::regex foreign("(boost|yaml-cpp|re2|nlohmann|simdjson|spdlog|CLI)/.*|yaml\\.h|simdjson\\.h|xxhash\\.h|liburing.*");
  for (const char* top : {"include", "src", "tools"}) {
    for (const fs::path& file : files_below(top)) {
      const std::string part = part_of(file);
      for (const Include& include : includes_of(file)) {
        INFO(file << " includes " << include.name);
        if (part == "include") CHECK_FALSE(std::regex_match(include.name, foreign));
        if (std::regex_match(include.name, process)) CHECK(part == "src/exec");
        if (std::regex_match(include.name, interprocess)) CHECK(part == "src/cache");
        if (std::regex_match(include.name, spdlog)) CHECK(part == "tools/cli");
      }
    }
  }
}

TEST_CASE("files are short, public headers the more", "[house]") {
  for (const char* top : {"include", "src", "tools", "tests", "examples"}) {
    for (const fs::path& file : files_below(top)) {
      const std::string text = text_of(file);
      const auto lines = std::count(text.begin(), text.end(), '\n');
      INFO(file << " has " << lines << " lines");
      CHECK(lines <= (std::string_view(top) == "include" ? 150 : 500));
    }
  }
}
