#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "docs/support/markdown.hpp"
#include "support/catch.hpp"

using support::Document;
using support::Link;

namespace {

/// The file that a link leads to, relative to the source tree, and the place in it.
std::pair<std::string, std::string> destination(const Link& link) {
  const auto hash = link.target.find('#');
  const std::string path = link.target.substr(0, hash);
  const std::string file =
      path.empty() ? link.document : (std::filesystem::path(link.document).parent_path() / path).lexically_normal().string();
  return {file, hash == std::string::npos ? "" : link.target.substr(hash + 1)};
}

} // namespace

TEST_CASE("every link of the documentation leads to a file and a heading that exist", "[docs]") {
  std::map<std::string, Document> documents;
  for (Document& document : support::documentation()) documents.emplace(document.name, std::move(document));
  for (const auto& [name, document] : documents)
    for (const Link& link : document.links) {
      INFO(name << ":" << link.line << ": " << link.target);
      const auto [file, anchor] = destination(link);
      CHECK(std::filesystem::exists(std::filesystem::path(SOTVAL_SOURCE_DIR) / file));
      if (anchor.empty()) continue;
      REQUIRE(documents.contains(file));
      const auto& anchors = documents.at(file).anchors;
      CHECK(std::find(anchors.begin(), anchors.end(), anchor) != anchors.end());
    }
}

TEST_CASE("README leads to every document", "[docs]") {
  std::set<std::string> linked{"README.md"};
  for (const Document& document : support::documentation())
    if (document.name == "README.md")
      for (const Link& link : document.links) linked.insert(destination(link).first);
  for (const Document& document : support::documentation()) {
    INFO(document.name);
    CHECK(linked.contains(document.name));
  }
}
