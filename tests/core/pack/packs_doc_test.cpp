#include <fstream>
#include <string>
#include <vector>

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

// The examples of docs/packs.md and docs/custom-rules.md are right.

namespace {

struct Example {
  std::string language;
  std::string text;
};

std::vector<Example> examples(const std::string& page = "packs.md") {
  std::ifstream in(SOTVAL_SOURCE_DIR "/docs/" + page);
  std::vector<Example> out;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) out.push_back({line.substr(3), {}});
    } else if (inside) {
      out.back().text += line + '\n';
    }
  }
  return out;
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  return out + '\n';
}

const sotval::core::Pack* ssid(std::string_view name) {
  static const sotval::core::Pack pack =
      sotval::core::load_pack(SOTVAL_SOURCE_DIR "/src/core/pack/ssid/ssid.yaml", support::no_builtin);
  return name == "ssid" ? &pack : nullptr;
}

} // namespace

TEST_CASE("every YAML example of the pack documentation loads", "[pack]") {
  std::size_t count = 0;
  std::vector<Example> all = examples();
  for (Example& example : examples("custom-rules.md")) all.push_back(std::move(example));
  for (const Example& example : all) {
    if (example.language != "yaml") continue;
    std::string text = example.text;
    if (text.starts_with("check:")) text = "  - id: A\n    title: t\n    severity: low\n" + indented(text);
    if (!text.starts_with("sotval:")) text = "sotval: 1\npack: p\nrules:\n" + text;
    INFO(text);
    CHECK(support::errors_of(text, {}, ssid).empty());
    ++count;
  }
  CHECK(count == 7);
}

TEST_CASE("the message in the pack documentation is what a user sees", "[pack]") {
  const std::vector<Example> all = examples();
  REQUIRE(all.size() == 9);
  std::string pack = all[0].text;
  pack.replace(pack.find("severity: high"), 14, "severity: hihg");
  const std::string message = support::errors_of(pack);
  CHECK(message.substr(message.find(':')) == all[7].text.substr(all[7].text.find(':')));
}
