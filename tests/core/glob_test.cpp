#include "glob.hpp"

#include <re2/re2.h>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;

namespace {

bool matches(const std::string& glob, const std::string& path) {
  INFO("glob " << glob << ", path " << path);
  const auto error = check_glob(glob);
  INFO(error.value_or("accepted"));
  REQUIRE(!error);
  return Glob(glob).matches(path);
}

// What is wrong with it; empty if nothing is.
std::string error_of(const std::string& glob) {
  return check_glob(glob).value_or("");
}

} // namespace

TEST_CASE("a star stays within one component and may stand for nothing", "[glob]") {
  CHECK(matches("*.md", "README.md"));
  CHECK(matches("*.md", ".md"));
  CHECK_FALSE(matches("*.md", "docs/README.md"));
  CHECK(matches("docs/*", "docs/a"));
  CHECK_FALSE(matches("docs/*", "docs/a/b"));
  CHECK_FALSE(matches("docs/*", "docs"));
  CHECK(matches("a*b*c", "abc"));
  CHECK(matches("a*b*c", "abbcbc"));
  CHECK_FALSE(matches("a*b*c", "abcb"));
  CHECK(matches("*", "any"));
  CHECK_FALSE(matches("*", "any/any"));
}

TEST_CASE("a star gives back what the rest of the glob needs", "[glob]") {
  CHECK(matches("*hash*.py", "hash.py"));
  CHECK(matches("*hash*.py", "hashhash.py"));
  CHECK(matches("*a*a", "aa"));
  CHECK_FALSE(matches("*a*a", "a"));
  CHECK_FALSE(matches("*a.py*.py", "a.py"));
  CHECK(matches("*ab", "aab"));
  CHECK(matches("*?b", "aab"));
  CHECK_FALSE(matches("*?b", "b"));
  CHECK(matches("*[ab]?c", "aabc"));
}

TEST_CASE("a question mark is one code point, however many bytes it has", "[glob]") {
  CHECK(matches("?.md", "a.md"));
  CHECK(matches("?.md", "ä.md"));
  CHECK(matches("?.md", "€.md"));
  CHECK(matches("?.md", "😀.md"));
  CHECK_FALSE(matches("??.md", "ä.md"));
  CHECK(matches("??.md", "a\u0308.md")); // two code points, one letter
  CHECK_FALSE(matches("?.md", ".md"));
  CHECK_FALSE(matches("a?b", "a/b"));
}

TEST_CASE("a byte that is not valid UTF-8 counts as one code point", "[glob]") {
  CHECK(matches("?", "\xFF"));
  CHECK(matches("??", "\xC3\xC3"));
  CHECK(matches("?b", "\xE2"
                      "b"));
  CHECK(matches("*.md", "\xFF\xFE.md"));
  CHECK(matches("*ä*", "\xC3\xC3\xA4\xA4"));
  CHECK_FALSE(matches("[a-z]", "\xFF"));
  CHECK(matches("[!a-z]", "\xFF"));
}

TEST_CASE("two stars are any number of directories, none included", "[glob]") {
  CHECK(matches("**/a", "a"));
  CHECK(matches("**/a", "x/a"));
  CHECK(matches("**/a", "x/y/z/a"));
  CHECK_FALSE(matches("**/a", "xa"));
  CHECK_FALSE(matches("**/a", "a/x"));
  CHECK(matches("a/**/b", "a/b"));
  CHECK(matches("a/**/b", "a/x/y/b"));
  CHECK_FALSE(matches("a/**/b", "ab"));
  CHECK_FALSE(matches("a/**/b", "a/xb"));
  CHECK(matches("**/a/**/a", "a/a"));
  CHECK(matches("**/a/**/a", "x/a/a/y/a"));
  CHECK_FALSE(matches("**/a/**/a", "a"));
  CHECK(matches("**/a/b/**/c", "a/a/b/b/c"));
}

TEST_CASE("x/** is what lies below x, at any depth, but not x", "[glob]") {
  CHECK_FALSE(matches("x/**", "x"));
  CHECK(matches("x/**", "x/a"));
  CHECK(matches("x/**", "x/a/b"));
  CHECK_FALSE(matches("x/**", "xa/b"));
  CHECK(matches("**", "a"));
  CHECK(matches("**", "a/b/c"));
  CHECK_FALSE(matches("**", ""));
  CHECK(matches("**/**", "a"));
  CHECK(matches("**/x/**", "x/a"));
  CHECK_FALSE(matches("**/x/**", "a/x"));
  CHECK(matches("x/**/**", "x/a"));
}

TEST_CASE("a set is one of its characters", "[glob]") {
  CHECK(matches("[abc]", "b"));
  CHECK_FALSE(matches("[abc]", "d"));
  CHECK_FALSE(matches("[abc]", ""));
  CHECK_FALSE(matches("[abc]", "ab"));
  CHECK(matches("[0-9][0-9]_*", "07_x"));
  CHECK(matches("[Cc]hart.yaml", "Chart.yaml"));
  CHECK(matches("[a-cx-z]", "y"));
  CHECK_FALSE(matches("[a-cx-z]", "m"));
  CHECK(matches("[ä-ü]", "ö"));
  CHECK_FALSE(matches("[ä-ü]", "o"));
  CHECK(matches("[€😀]x", "😀x"));
  CHECK_FALSE(matches("a[b]c", "a/c"));
}

TEST_CASE("! and ^ at its start negate a set, within the component", "[glob]") {
  for (const std::string negation : {"!", "^"}) {
    CHECK(matches("[" + negation + "a]", "b"));
    CHECK(matches("[" + negation + "a]", "ä"));
    CHECK_FALSE(matches("[" + negation + "a]", "a"));
    CHECK_FALSE(matches("[" + negation + "a]", ""));
    CHECK_FALSE(matches("x[" + negation + "a]y", "x/y"));
    CHECK_FALSE(matches("[" + negation + "]]", "]"));
    CHECK(matches("[" + negation + "]]", "a"));
    CHECK(matches("[a" + negation + "]", negation));
  }
  CHECK_FALSE(matches("[!!]", "!"));
  CHECK(matches("[!^]", "!"));
}

TEST_CASE("what is special elsewhere is itself in a set", "[glob]") {
  for (const std::string character : {"*", "?", "{", "}", ",", "[", "."}) CHECK(matches("a[" + character + "]b", "a" + character + "b"));
  CHECK_FALSE(matches("a[*]b", "axb"));
  CHECK(matches("[]a]", "]"));
  CHECK(matches("[]a]", "a"));
  CHECK(matches("[a-]", "-"));
  CHECK(matches("[-a]", "-"));
  CHECK(matches("[a-c-e]", "-"));
  CHECK(matches("[a-c-e]", "e"));
  CHECK_FALSE(matches("[a-c-e]", "d"));
  CHECK(matches("[\\]]", "]"));
  CHECK(matches("[\\\\]", "\\"));
  CHECK(matches("[a\\-c]", "-"));
  CHECK_FALSE(matches("[a\\-c]", "b"));
  CHECK(matches("[+-\\]]", "A")); // from + to ]
  CHECK(matches("[[:]", ":"));
}

TEST_CASE("alternatives are written out, with wildcards, dots, slashes and nesting", "[glob]") {
  CHECK(matches("*.{yml,yaml}", "a.yml"));
  CHECK(matches("*.{yml,yaml}", "a.yaml"));
  CHECK_FALSE(matches("*.{yml,yaml}", "a.yaml,yml"));
  CHECK(matches("a{,b}", "a"));
  CHECK(matches("a{,b}", "ab"));
  CHECK(matches("{a,b/c}/d", "b/c/d"));
  CHECK(matches("{a,**}/d", "x/y/d"));
  CHECK(matches("{,x/}d", "d"));
  CHECK(matches("{a,{b,c{d,e}}}", "ce"));
  CHECK_FALSE(matches("{a,{b,c{d,e}}}", "c"));
  CHECK(matches("{[,],x}", ","));
  CHECK(matches("{*.a,?.b}", "xyz.a"));
  CHECK(matches("{.a,.b}rc", ".brc"));
}

TEST_CASE("a group without a comma is literal, and so is all that is escaped", "[glob]") {
  CHECK(matches("{a}", "{a}"));
  CHECK_FALSE(matches("{a}", "a"));
  CHECK(matches("{}", "{}"));
  CHECK(matches("{a{b,c}}", "{ac}"));
  CHECK(matches("a}", "a}"));
  CHECK(matches("a,b", "a,b"));
  CHECK(matches("\\{a,b\\}", "{a,b}"));
  CHECK(matches("{a\\,b}", "{a,b}"));
  CHECK(matches("{a\\,b,c}", "a,b"));
  CHECK(matches("\\*", "*"));
  CHECK_FALSE(matches("\\*", "a"));
  CHECK(matches("\\?\\[a\\]", "?[a]"));
  CHECK(matches("\\\\", "\\"));
  CHECK(matches("\\a\\ä", "aä"));
  CHECK(matches("*\\*", "a*"));
}

TEST_CASE("matching is case-sensitive, covers the whole path and takes in dot files", "[glob]") {
  CHECK_FALSE(matches("readme.md", "README.md"));
  CHECK_FALSE(matches("[a-z]", "A"));
  CHECK_FALSE(matches("a", "ab"));
  CHECK_FALSE(matches("b", "ab"));
  CHECK_FALSE(matches("a/b", "x/a/b"));
  CHECK_FALSE(matches("a/b", "a/b/c"));
  CHECK(matches("*", ".hidden"));
  CHECK(matches("**/x", ".a/x"));
  CHECK(matches("?git", ".git"));
  CHECK(matches("[.]git", ".git"));
  CHECK(matches("a b\n c", "a b\n c"));
}

TEST_CASE("what cannot match what was meant is refused with a reason", "[glob]") {
  const std::vector<std::pair<std::string, std::string>> refused{
      {"", "empty glob"},
      {"a**b", "whole path component"},
      {"a/**b/c", "whole path component"},
      {"***", "whole path component"},
      {"**.md", "whole path component"},
      {"{a,b**}", "whole path component"},
      {"docs/", "trailing '/'"},
      {"{a,b/}", "trailing '/'"},
      {"**/", "trailing '/'"},
      {"/docs", "no leading '/'"},
      {"{a,/b}", "no leading '/'"},
      {"a//b", "empty path component"},
      {"a{/,b}/c", "empty path component"},
      {"{,a}", "an alternative is empty"},
      {"./a", "'.' is not allowed"},
      {"a/../b", "'..' is not allowed"},
      {"a/\\.\\./b", "'..' is not allowed"},
      {"{.,b}/c", "'.' is not allowed"},
      {"[abc", "'[' without ']'"},
      {"[]", "'[' without ']'"},
      {"[!]", "'[' without ']'"},
      {"[^]", "'[' without ']'"},
      {"[a\\]", "'[' without ']'"},
      {"a{b", "'{' without '}'"},
      {"{a{b,c}", "'{' without '}'"},
      {"a\\", "escapes nothing"},
      {"a[/]b", "cannot hold '/'"},
      {"a[.-0]b[!/]", "cannot hold '/'"},
      {"a\\/b", "cannot be escaped"},
      {"[z-a]", "runs backwards"},
      {"[a-cz-x]", "runs backwards"},
      {"[[:digit:]]_x", "named classes"},
      {"[_[:alpha:]]", "named classes"},
  };
  for (const auto& [glob, reason] : refused) {
    INFO("glob " << glob << ", said: " << error_of(glob));
    CHECK(error_of(glob).find(reason) != std::string::npos);
  }
}

TEST_CASE("alternatives come in order of appearance, equal ones once", "[glob]") {
  CHECK(expand_braces("a") == std::vector<std::string>{"a"});
  CHECK(expand_braces("{b,a}{1,2}") == std::vector<std::string>{"b1", "b2", "a1", "a2"});
  CHECK(expand_braces("{a,a,b}{,}") == std::vector<std::string>{"a", "b"});
  CHECK(expand_braces("x{y,{a,b}z}") == std::vector<std::string>{"xy", "xaz", "xbz"});
  CHECK(expand_braces("{{a,b}}") == std::vector<std::string>{"{a}", "{b}"});
}

TEST_CASE("too many alternatives are refused at once, equal ones and deep ones included", "[glob]") {
  const auto repeat = [](const std::string& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
  };
  CHECK(error_of(repeat("{a,b}", 9)).empty()); // 512
  CHECK(error_of(repeat("{a,b}", 10)) == "more than 1000 alternatives");
  CHECK(error_of("{" + repeat("a,", 998) + "b}").empty());
  // These would take the age of the universe, or all of the stack.
  CHECK(error_of(repeat("{a,a}", 200)) == "more than 1000 alternatives");
  CHECK(error_of(repeat("{,}", 200) + "x") == "more than 1000 alternatives");
  CHECK(error_of(repeat("{a,", 20'000) + "b" + repeat("}", 20'000)) == "more than 1000 alternatives");
  CHECK(error_of(repeat("{", 20'000) + "b" + repeat("}", 20'000)).empty());
}

TEST_CASE("no glob takes long, whatever the path", "[glob]") {
  std::string glob, name, path = "a";
  for (int i = 0; i < 40; ++i) glob += "**/a/";
  for (int i = 0; i < 200; ++i) path += "/a";
  CHECK(matches(glob + "a", path));
  CHECK_FALSE(matches(glob + "b", path));

  glob.clear();
  for (int i = 0; i < 40; ++i) glob += "*a";
  name.assign(2'000, 'a');
  CHECK(matches(glob, name));
  CHECK_FALSE(matches(glob + "*b*c", name));
}

TEST_CASE("a path may be deeper than the stack", "[glob]") {
  std::string path;
  for (int i = 0; i < 100'000; ++i) path += "a/";
  CHECK(matches("**/b", path + "b"));
  CHECK_FALSE(matches("**/b", path + "c"));
  CHECK(matches("a/**", path + "c"));
}

TEST_CASE("the greatest depth of a glob is that of its longest alternative", "[glob]") {
  CHECK(Glob("a").max_depth() == 1U);
  CHECK(Glob("{a,b/c/d,e/f}").max_depth() == 3U);
  CHECK_FALSE(Glob("a/**").max_depth());
  CHECK_FALSE(Glob("{a,**/b}").max_depth());
}

TEST_CASE("a name pattern knows its literal text and its literal end", "[glob]") {
  CHECK(NamePattern("chart.yaml").literal() == "chart.yaml");
  CHECK(NamePattern("a\\*b").literal() == "a*b");
  CHECK_FALSE(NamePattern("*.yaml").literal());
  CHECK_FALSE(NamePattern("[a]").literal());
  CHECK(NamePattern("*.yaml").suffix() == ".yaml");
  CHECK(NamePattern("*a*\\[x").suffix() == "[x");
  CHECK(NamePattern("a*").suffix().empty());
  CHECK(NamePattern("a?").suffix().empty());
  CHECK(NamePattern("*.yaml").text() == "*.yaml");
}

namespace {

// A random glob, and the same thing as a regular expression: two notations, two engines.
class RandomGlob {
public:
  explicit RandomGlob(support::Random& random) : random_(random) {
    for (std::size_t i = 0, components = 1 + random_.below(4); i < components; ++i) {
      const bool last = i + 1 == components;
      if (random_.one_in(4)) {
        add(last ? "**" : "**/", last ? "[^/]+(?:/[^/]+)*" : "(?:[^/]+/)*");
        continue;
      }
      for (std::size_t pieces = 1 + random_.below(4); pieces > 0; --pieces) add_piece(0);
      if (!last) add("/", "/");
    }
  }

  std::string glob, regex;

private:
  void add(std::string_view to_glob, std::string_view to_regex) {
    glob += to_glob;
    regex += to_regex;
  }

  void add_piece(int depth) {
    switch (random_.below(depth < 2 ? 9 : 7)) {
    case 0:
      if (!glob.ends_with('*')) add("*", "[^/]*");
      return;
    case 1: add("?", "[^/]"); return;
    case 2: add("[!ab]", "[^ab/]"); return;
    case 3: add("[a-ä]", "[a-ä]"); return;
    case 4: add("\\*", "\\*"); return;
    case 5: add("ä", "ä"); return;
    case 6: add("a", "a"); return;
    default: add_group(depth); return;
    }
  }

  void add_group(int depth) {
    const bool group = !random_.one_in(4); // else there is no comma, and the braces are literal
    add("{", group ? "(?:" : "\\{");
    for (std::size_t i = 0, alternatives = group ? 2 + random_.below(2) : 1; i < alternatives; ++i) {
      if (i > 0) add(",", "|");
      add("b", "b"); // so that neither nothing nor two stars come to stand alone
      if (random_.one_in(2)) add_piece(depth + 1);
      add("b", "b");
      if (random_.one_in(6)) add("/a", "/a");
    }
    add("}", group ? ")" : "\\}");
  }

  support::Random& random_;
};

} // namespace

TEST_CASE("globs match what the same regular expressions match", "[glob][property]") {
  support::Random random(1);
  const std::vector<std::string> pieces{"a", "a", "b", "b", "bb", "/", "/", "ä", "*", "{", "}", "c"};
  int matched = 0;
  for (int round = 0; round < 1'500; ++round) {
    const RandomGlob one(random);
    REQUIRE(error_of(one.glob).empty());
    const Glob glob(one.glob);
    const re2::RE2 regex("(?s)" + one.regex);
    for (int i = 0; i < 40; ++i) {
      std::string path = random.text(pieces, 1 + random.below(9));
      if (path.front() == '/' || path.back() == '/' || path.find("//") != std::string::npos) continue;
      const bool expected = re2::RE2::FullMatch(path, regex);
      matched += expected;
      if (glob.matches(path) == expected) continue;
      FAIL_CHECK(one.glob << " and " << one.regex << " disagree about " << path);
    }
  }
  CHECK(matched > 1'000); // else the test would say little
}
