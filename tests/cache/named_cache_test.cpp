#include <cerrno>
#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sotval/error.hpp>
#include <sotval/shared_cache.hpp>

#include "cache/names.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/memory_file.hpp"
#include "support/messages.hpp"
#include "support/own_shared_memory.hpp"
#include "support/random.hpp"
#include "support/sanitizers.hpp"

using namespace sotval;
using support::bytes_of;
using support::contains;
using support::Expectations;
using support::message_of;
using support::shared_memory_entries;

namespace {

constexpr std::size_t plenty = 64 * 1024 * 1024;

std::string in_own_memory(const std::function<void(Expectations&)>& work) { return support::in_own_shared_memory(plenty, false, work); }

std::string found(const SharedCache& cache, std::string_view name) {
  const auto block = cache.find(name);
  return block ? support::text_of(*block) : "(none)";
}

std::set<std::string> entries_of(const SharedCache& cache) {
  std::set<std::string> mine;
  for (const std::string& name : shared_memory_entries())
    if (name.starts_with(cache.handle())) mine.insert(name);
  return mine;
}

void replace_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

} // namespace

TEST_CASE("a named cache is read through its handle by other handles and other processes", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          cache.publish("first", bytes_of("one"));
          const std::string large(3'000'000, 'x');
          const auto block = cache.publish("large", bytes_of(large));
          expect(reinterpret_cast<std::uintptr_t>(block.data()) % 16 == 0, "aligned");
          expect(found(cache, "first") == "one" && found(cache, "large") == large, "the owner reads it");
          expect(cache::is_handle(cache.handle()), "the handle has the form of one");

          SharedCache attached = SharedCache::attach(cache.handle());
          expect(!attached.owner() && attached.handle() == cache.handle(), "attached");
          expect(found(attached, "first") == "one" && found(attached, "large") == large, "a second handle reads it");
          expect(attached.stats().blocks == 2 && attached.stats().bytes == large.size() + 3, "it counts the blocks");
          expect(support::in_child([&] { return found(SharedCache::attach(cache.handle()), "first"); }) == "one", "a child reads it");
          expect(!message_of<EngineError>([&] { attached.publish("more", {}); }).empty(), "only the owner publishes");

          expect(found(attached, "later") == "(none)", "not there yet");
          cache.publish("later", bytes_of("three"));
          expect(found(attached, "later") == "three", "what is published later is found as well");
          expect(attached.blocks().size() == 3, "and listed");
        }) == "");
}

TEST_CASE("a named cache is a handful of private files, and none after its removal", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          const std::size_t descriptors = support::open_descriptors();
          std::string handle;
          {
            SharedCache cache = SharedCache::create({.named = true});
            handle = cache.handle();
            cache.publish("first", bytes_of("one"));
            expect(entries_of(cache) == std::set<std::string>{handle + "-0", handle + "-1"}, "one file a block, and the owner's");
            for (const std::string& name : entries_of(cache)) {
              struct stat status {};
              expect(stat(("/dev/shm/" + name).c_str(), &status) == 0 && (status.st_mode & 07777) == 0600, "mode 0600");
            }
            SharedCache moved = std::move(cache);
            expect(entries_of(moved).size() == 2, "still there when moved");
          }
          expect(shared_memory_entries().empty(), "gone after the destructor");
          expect(contains(message_of<InputError>([&] { SharedCache::attach(handle); }), "there is no such shared cache"), "cannot be attached any more");

          SharedCache other = SharedCache::create({.named = true});
          other.publish("first", bytes_of("one"));
          SharedCache attached = SharedCache::attach(other.handle());
          const auto block = *attached.find("first");
          other.remove();
          expect(shared_memory_entries().empty(), "gone after explicit removal");
          other.remove();
          expect(support::text_of(block) == "one" && found(attached, "first") == "one", "who is attached keeps what he has");
          expect(found(attached, "second") == "(none)", "and finds nothing more");
          attached.remove();
          expect(found(attached, "first") == "(none)", "until he lets go");
          expect(support::open_descriptors() == descriptors, "no descriptor is left");
        }) == "");
}

TEST_CASE("a fork of the owner does not take a named cache away", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          cache.publish("first", bytes_of("one"));
          support::in_child([&] {
            const SharedCache mine = std::move(cache);
            return found(mine, "first");
          });
          expect(entries_of(cache).size() == 2, "the files are still there");
          expect(found(SharedCache::attach(cache.handle()), "first") == "one", "and can be attached");
        }) == "");
}

TEST_CASE("what is attached under a name cannot be written to", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          const auto block = cache.publish("first", bytes_of("one"));
          const std::string end = support::in_child([&] {
            signal(SIGSEGV, SIG_DFL); // the test program's own handler would report it
            const_cast<std::byte&>(block[0]) = std::byte{'x'};
            return std::string("written");
          });
          expect(end == "ended by signal " + std::to_string(SIGSEGV), "writing to a block ends the writer: " + end);
          expect(found(cache, "first") == "one", "and changes nothing");
        }) == "");
}

TEST_CASE("handles that are none are refused", "[cache]") {
  for (const char* handle : {"", "sotval-", "first", "../../etc/passwd", "sotval-0123456789ABCDEF0123456789ABCDEF", "sotval-0123456789abcdef0123456789abcdef-0",
                             "sotval-0123456789abcdef0123456789abcde/"})
    CHECK(contains(message_of<InputError>([&] { SharedCache::attach(handle); }), "is not the handle of a shared cache"));
  CHECK(contains(message_of<InputError>([] { SharedCache::attach("sotval-0123456789abcdef0123456789abcdef"); }), "there is no such shared cache"));
}

TEST_CASE("files that somebody put in the place of a named segment are refused at once", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          cache.publish("first", bytes_of(std::string(5000, 'x')));
          const std::string path = "/dev/shm/" + cache.handle() + "-1";
          const core::Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
          const std::string good = support::content_of(fd.get());
          const auto refused = [&] { return message_of<EngineError>([&] { SharedCache::attach(cache.handle()); }); };
          expect(refused().empty(), "good as it is");

          replace_file(path, "");
          expect(!refused().empty(), "an empty file: half-created, Boost would wait for it");
          replace_file(path, std::string(good.size(), '\0'));
          expect(!refused().empty(), "zeros");
          replace_file(path, good.substr(0, good.size() - 4096));
          expect(!refused().empty(), "cut short");
          std::string unfinished = good;
          unfinished[0] = 1; // Boost's mark of a segment that is being made
          replace_file(path, unfinished);
          expect(!refused().empty(), "not finished");
          replace_file(path, good);
          expect(refused().empty(), "good again");
          chmod(path.c_str(), 0644);
          expect(contains(refused(), "open to others"), "readable by others");
          chmod(path.c_str(), 0600);
          if (geteuid() == 0 && chown(path.c_str(), 12345, 12345) == 0) {
            expect(contains(refused(), "another user"), "another user's");
            expect(chown(path.c_str(), 0, 0) == 0, "given back");
          }
          expect(rename(path.c_str(), "/dev/shm/sotval-moved") == 0 && symlink("/dev/shm/sotval-moved", path.c_str()) == 0, "moved");
          expect(!refused().empty(), "a link");
          unlink(path.c_str());
          expect(mkfifo(path.c_str(), 0600) == 0 && !refused().empty(), "a pipe");
          unlink(path.c_str());
          expect(mkdir(path.c_str(), 0700) == 0 && !refused().empty(), "a directory");
          rmdir(path.c_str());
          expect(rename("/dev/shm/sotval-moved", path.c_str()) == 0 && refused().empty(), "good at last");
          expect(rename(path.c_str(), ("/dev/shm/" + cache.handle() + "-2").c_str()) == 0, "moved");
          replace_file(path, good);
          chmod(path.c_str(), 0600);
          expect(!refused().empty(), "another number's");
          unlink(("/dev/shm/" + cache.handle() + "-2").c_str());
        }) == "");
}

TEST_CASE("damage to a named segment is never a crash", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          cache.publish("first", bytes_of(std::string(5000, 'x')));
          const std::string path = "/dev/shm/" + cache.handle() + "-1";
          const core::Descriptor fd(open(path.c_str(), O_RDWR | O_CLOEXEC));
          const std::string good = support::content_of(fd.get());
          support::Random random(4);
          int refused = 0;
          for (int i = 0; i < 1500; ++i) {
            const auto at = static_cast<off_t>(random.below(good.size()));
            const char changed = static_cast<char>(good[static_cast<std::size_t>(at)] ^ (1 + random.below(255)));
            expect(pwrite(fd.get(), &changed, 1, at) == 1, "changed");
            try {
              const SharedCache attached = SharedCache::attach(cache.handle());
              expect(found(attached, "first").size() == 5000, "only the block's bytes differ");
            } catch (const EngineError&) {
              ++refused;
            }
            expect(pwrite(fd.get(), &good[static_cast<std::size_t>(at)], 1, at) == 1, "changed back");
          }
          expect(refused > 500, "most damage is to the bookkeeping: " + std::to_string(refused));
        }) == "");
}

TEST_CASE("a full /dev/shm is an error that says so, and leaves nothing behind", "[cache]") {
  const std::string result = support::in_own_shared_memory(1024 * 1024, true, [](Expectations& expect) {
    SharedCache cache = SharedCache::create({.named = true});
    const std::size_t descriptors = support::open_descriptors();
    const std::string message = message_of<EngineError>([&] { cache.publish("large", bytes_of(std::string(2'000'000, 'x'))); });
    expect(contains(message, "/dev/shm has only ") && contains(message, "of 1048576 bytes") && contains(message, "make it larger"), message);
    expect(shared_memory_entries() == std::set<std::string>{cache.handle() + "-0"}, "nothing is left behind");
    expect(support::open_descriptors() == descriptors, "no descriptor is left behind");
    cache.publish("small", bytes_of(std::string(500'000, 'x')));
    expect(found(cache, "small").size() == 500'000, "what fits still goes in");
    std::vector<std::string> names;
    std::string full;
    for (int i = 0; full.empty() && i < 1000; ++i) full = message_of<EngineError>([&] { cache.publish("block " + std::to_string(i), bytes_of("x")); });
    expect(contains(full, "/dev/shm has only "), "until the last page: " + full);
    expect(found(SharedCache::attach(cache.handle()), "small").size() == 500'000, "all can be attached");

    SharedCache anonymous = SharedCache::create();
    anonymous.publish("large", bytes_of(std::string(2'000'000, 'x')));
    expect(found(anonymous, "large").size() == 2'000'000, "anonymous memory does not care");
  });
  if (result == "not permitted") {
    WARN("not permitted to mount a file system: skipped");
    return;
  }
  CHECK(result == "");
}

TEST_CASE("limits of the process are named when a named block is published", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          SharedCache cache = SharedCache::create({.named = true});
          const auto with = [&](const std::function<bool()>& limit) {
            return support::in_child([&] {
              if (!limit()) return std::string("cannot set the limit");
              return message_of<EngineError>([] { SharedCache::create({.named = true}); });
            });
          };
          const auto set = [](__rlimit_resource resource) {
            const rlimit none{0, 0};
            return setrlimit(resource, &none) == 0;
          };
          expect(contains(with([&] { return set(RLIMIT_FSIZE); }), "ulimit -f"), "file size");
          expect(contains(with([&] { return set(RLIMIT_NOFILE); }), "ulimit -n"), "open files");
          if (!support::sanitized) // it needs that call itself
            expect(contains(with([] { return support::forbid_call(SYS_mmap, ENOMEM); }), "ulimit -v"), "address space");
          expect(shared_memory_entries() == std::set<std::string>{cache.handle() + "-0"}, "nothing is left behind");
        }) == "");
}
