#include <string>
#include <vector>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

// Files as they would be. Of the small pack R2 is used: no file holds the word "secret".

using namespace support;

namespace {

Outcome check(const SmallPack& small, std::vector<std::string> options, const ProgramOptions& program = {}) {
  std::vector<std::string> arguments = {"validate", small.repository(), "--pack", small.pack(), "--no-cache"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments, program);
}

} // namespace

TEST_CASE("a file is checked before it is saved", "[cli][overlay]") {
  SmallPack small;
  small.complete();
  small.write("old.txt", "clean\n");
  small.write("../buffer", "a\nsecret\n");
  const std::string buffer = (small.directory() / "buffer").string();
  CHECK(check(small, {}).code == 0);
  const Outcome edited = check(small, {"--overlay", "old.txt=" + buffer});
  CHECK(edited.code == 1);
  CHECK(contains(edited.out, "old.txt:2"));
  const Outcome fresh = check(small, {"--overlay", "new/a=b.txt=" + buffer, "--overlay-without", "old.txt"});
  CHECK(fresh.code == 1);
  CHECK(contains(fresh.out, "new/a=b.txt:2"));
  ProgramOptions piped;
  CHECK(check(small, {"--overlay", "old.txt=-"}, piped).code == 0);
  piped.input = buffer;
  CHECK(check(small, {"--overlay", "old.txt=-"}, piped).code == 1);
  CHECK(check(small, {}).code == 0); // nothing was written
}

TEST_CASE("of a file without an end no more is read than shows that it is too large", "[cli][overlay]") {
  SmallPack small;
  small.complete();
  small.write("old.txt", "clean\n");
  const Outcome outcome = check(small, {"--overlay", "old.txt=/dev/zero", "--max-file-size", "100"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "is larger than the limit of 100 bytes"));
  const Outcome listed = check(small, {"--files-from", "/dev/zero"});
  CHECK(listed.code == 2);
  CHECK(contains(listed.error, "--files-from: '/dev/zero' is larger than 256 MiB"));
}

TEST_CASE("a file is checked as if it were gone", "[cli][overlay]") {
  SmallPack small;
  small.complete();
  small.write("old.txt", "secret\n");
  CHECK(check(small, {}).code == 1);
  CHECK(check(small, {"--overlay-without", "old.txt"}).code == 0);
}

TEST_CASE("an overlay that cannot be is told", "[cli][overlay]") {
  SmallPack small;
  small.complete();
  const auto complaint = [&](const std::vector<std::string>& options) {
    const Outcome outcome = check(small, options);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    return outcome.error;
  };
  CHECK(contains(complaint({"--overlay", "old.txt"}), "--overlay: 'old.txt' is not PATH=FILE"));
  CHECK(contains(complaint({"--overlay", "old.txt="}), "--overlay: 'old.txt=' is not PATH=FILE"));
  CHECK(contains(complaint({"--overlay", "old.txt=/nonexistent"}), "--overlay: '/nonexistent' cannot be read: No such file or directory"));
  CHECK(contains(complaint({"--overlay-without", "/etc"}), "overlay: '/etc' is absolute"));
  CHECK(contains(complaint({"--overlay", "a=-", "--overlay", "b=-"}), "standard input can be read once"));
  CHECK(contains(complaint({"--overlay", "a=-", "--files-from", "-"}), "standard input can be read once"));
}
