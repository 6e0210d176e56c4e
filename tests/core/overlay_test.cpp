#include <sotval/overlay.hpp>

#include <string>

#include <sotval/error.hpp>

#include "support/catch.hpp"

using namespace sotval;
using namespace std::string_literals;

namespace {

std::string message_of(Overlay& overlay, std::string_view path) {
  try {
    overlay.put(path, "");
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("an overlay says of each path what was said last", "[overlay]") {
  Overlay overlay;
  CHECK(overlay.empty());
  overlay.put("a/b.txt", "one");
  overlay.put("a/b.txt", "two");
  overlay.remove("c");
  CHECK(overlay.size() == 2);
  CHECK(overlay.entries().at("a/b.txt") == "two"s);
  CHECK_FALSE(overlay.entries().at("c").has_value());
  CHECK(overlay.forget("c"));
  CHECK_FALSE(overlay.forget("c"));
  CHECK_FALSE(overlay.forget("a"));
  CHECK(overlay.size() == 1);
}

TEST_CASE("what is removed takes along what the overlay has below it, and may be filled again", "[overlay]") {
  Overlay overlay;
  overlay.put("a/x", "");
  overlay.put("a/y/z", "");
  overlay.put("a-b", "stays");
  overlay.put("a0", "stays");
  overlay.remove("a");
  CHECK(overlay.size() == 3);
  overlay.put("a/x", "new");
  CHECK(overlay.entries().at("a/x") == "new"s);
  CHECK_FALSE(overlay.entries().at("a").has_value());
}

TEST_CASE("a path is a file or a directory, not both", "[overlay]") {
  Overlay overlay;
  overlay.put("a/b/c", "");
  CHECK(message_of(overlay, "a/b") == "overlay: 'a/b' cannot be a file, 'a/b/c' lies below it");
  CHECK(message_of(overlay, "a/b/c/d/e") == "overlay: 'a/b/c/d/e' lies below 'a/b/c', which is a file in the overlay");
  overlay.remove("a/b");
  overlay.put("a/b", "a file now");
  CHECK(overlay.size() == 1);
}

TEST_CASE("an overlay takes plain relative paths", "[overlay]") {
  Overlay overlay;
  CHECK(message_of(overlay, "") == "overlay: a path is empty");
  CHECK(message_of(overlay, "/etc/passwd") == "overlay: '/etc/passwd' is absolute, expected a path relative to the repository");
  for (const char* path : {"..", "../a", "a/../b", "./a", "a/.", "a//b", "a/"}) {
    CAPTURE(path);
    CHECK(message_of(overlay, path).ends_with("has an empty part, '.' or '..' in it, expected a plain path"));
    CHECK_THROWS_AS(overlay.remove(path), InputError);
  }
  CHECK(message_of(overlay, std::string_view("a\0b", 3)).ends_with("has a zero byte in it"));
  CHECK(message_of(overlay, "..a/...").empty());
  CHECK(message_of(overlay, "\xFF \n").empty());
}
