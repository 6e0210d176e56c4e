#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the documentation consists of, for the tests that hold it to its word.
//
// Every block is fenced and says what it is; a comment before it may say how it is tested:
//
//   ```sh     commands: run by `sh -eu` in a sandbox (sandbox.hpp). They exit with 0, or as `# exits with 1` says behind a
//             command of one line. `sotval-cli watch` is ended by Ctrl-C.
//   ```cpp    a program (it has a main): compiled, and run in the sandbox's repository. Else declarations: compiled behind
//             `#include <sotval/sotval.hpp>`. With <!-- given: CODE --> a program behind that code, or statements behind it, which run.
//   ```yaml   a rule pack, or the `rules`, a rule or a `check` of one: loaded.
//   ```json   JSON.
//   ```text   <!-- output of: COMMAND -->: its lines come in this order in what the command prints, numbers and spaces aside; the
//             command exits with 0, or as `(exits with 1)` behind it says. Lines `...` stand for any. Or <!-- drawing -->.
//
//   <!-- from PATH -->              whatever it is, these are lines of that file, behind one another
//   <!-- file: NAME -->             it is also that file in the sandbox
//   <!-- run by: PATH -->           commands that no sandbox can run: that file runs the like, and names them and their long options
//   <!-- not sotval: WHAT -->       of another program; in YAML its lines `run: COMMAND` and `- COMMAND` of a `script` are run
namespace support {

/// A fenced block.
struct Block {
  std::string document; ///< relative to the source tree
  unsigned line = 0;    ///< of the fence
  std::string kind;     ///< the word behind the fence
  std::string marker;   ///< the comment before it, without `<!--` and `-->`
  std::string text;     ///< ends with a newline

  /// What the marker says behind `word`; empty if it is another one.
  std::string marked(std::string_view word) const;
  std::string place() const { return document + ":" + std::to_string(line); }
};

/// A link to a place in the source tree.
struct Link {
  std::string document;
  unsigned line = 0;
  std::string target;
};

struct Document {
  std::string name;
  std::vector<Block> blocks;
  std::vector<Link> links;          ///< relative ones
  std::vector<std::string> anchors; ///< of the headings
  std::vector<unsigned> indented;   ///< lines at which a block begins that is indented instead of fenced
};

Document read_markdown(std::string name, std::string_view text);

/// README.md, examples/README.md and docs/*.md.
std::vector<Document> documentation();

} // namespace support
