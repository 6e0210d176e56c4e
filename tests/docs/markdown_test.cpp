#include "docs/support/markdown.hpp"
#include "support/catch.hpp"

using support::Document;
using support::read_markdown;

TEST_CASE("a document is read as its blocks, with what the comments before them say", "[docs]") {
  const Document document = read_markdown("d.md", "# One\n\ntext\n```sh\na\n\n  b\n```\n\n<!-- file: x.yaml -->\n\n```yaml\nk: v\n```\n"
                                                  "<!-- given:\nint i;\n-->\n```cpp\n++i;\n```\n<!-- far -->\ntext\n```text\n```\n");
  REQUIRE(document.blocks.size() == 4);
  CHECK(document.blocks[0].place() == "d.md:4");
  CHECK(document.blocks[0].kind == "sh");
  CHECK(document.blocks[0].text == "a\n\n  b\n");
  CHECK(document.blocks[0].marker.empty());
  CHECK(document.blocks[1].marked("file:") == "x.yaml");
  CHECK(document.blocks[1].marked("from").empty());
  CHECK(document.blocks[2].marked("given:") == "int i;");
  CHECK(document.blocks[3].marker.empty());
  CHECK(document.indented.empty());
}

TEST_CASE("a fence in a list is read without the list's indentation", "[docs]") {
  const Document document = read_markdown("d.md", "- item\n\n  ```sh\n  a\n    b\n  ```\n");
  REQUIRE(document.blocks.size() == 1);
  CHECK(document.blocks[0].text == "a\n  b\n");
}

TEST_CASE("indented blocks, links and anchors are found", "[docs]") {
  const Document document = read_markdown("d.md", "## It's `a` (b), c-d\n\n    indented\n\nsee [x](y.md#z), `[no](link)`, [w](https://example.org)\n");
  CHECK(document.anchors == std::vector<std::string>{"its-a-b-c-d"});
  CHECK(document.indented == std::vector<unsigned>{3});
  REQUIRE(document.links.size() == 1);
  CHECK(document.links[0].target == "y.md#z");
  CHECK(document.links[0].line == 5);
}

TEST_CASE("what does not end is an error", "[docs]") {
  CHECK_THROWS(read_markdown("d.md", "```sh\n"));
  CHECK_THROWS(read_markdown("d.md", "<!-- file: x\n"));
}
