#include <algorithm>
#include <csignal>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotval/shared_cache.hpp>

#include "cache/names.hpp"
#include "support/catch.hpp"
#include "support/memory_file.hpp"
#include "support/own_shared_memory.hpp"

using namespace sotval;
using support::bytes_of;
using support::Expectations;
using support::shared_memory_entries;

namespace {

std::string in_own_memory(const std::function<void(Expectations&)>& work) {
  return support::in_own_shared_memory(64 * 1024 * 1024, false, work);
}

// A process that owns a named cache with a block of 100,000 bytes and waits until it is killed.
class OtherOwner {
public:
  OtherOwner() {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      const SharedCache cache = [] {
        SharedCache made = SharedCache::create({.named = true});
        made.publish("block", bytes_of(std::string(100'000, 'x')));
        return made;
      }();
      support::detail::write_all(ends[1], cache.handle());
      close(ends[1]);
      for (;;) pause();
    }
    close(ends[1]);
    handle_ = support::detail::read_all(ends[0]);
    close(ends[0]);
  }
  OtherOwner(const OtherOwner&) = delete;
  OtherOwner& operator=(const OtherOwner&) = delete;
  ~OtherOwner() { end(); }

  void end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const noexcept { return pid_; }
  const std::string& handle() const noexcept { return handle_; }

private:
  pid_t pid_ = 0;
  std::string handle_;
};

std::set<std::string> names_of(const std::vector<ReclaimedSegment>& reclaimed) {
  std::set<std::string> names;
  for (const ReclaimedSegment& segment : reclaimed) names.insert(segment.name);
  return names;
}

void make_file(const std::string& name, std::time_t age = 0) {
  std::ofstream("/dev/shm/" + name) << "content";
  const timespec times[2] = {{time(nullptr) - age, 0}, {time(nullptr) - age, 0}};
  utimensat(AT_FDCWD, ("/dev/shm/" + name).c_str(), times, 0);
}

const std::string digits = "0123456789abcdef0123456789abcdef";

} // namespace

TEST_CASE("what a killed owner left is taken away, and told", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          OtherOwner other;
          const pid_t pid = other.pid();
          const std::set<std::string> left{other.handle() + "-0", other.handle() + "-1"};
          other.end();
          expect(shared_memory_entries() == left, "a killed owner leaves its files");
          const auto reclaimed = SharedCache::reclaim();
          expect(names_of(reclaimed) == left, "reclaim says what it took");
          for (const ReclaimedSegment& segment : reclaimed) {
            expect(segment.owner_pid == pid, "and whose it was");
            expect(segment.reason == "its owner has ended without removing it", "and why");
            expect(segment.bytes >= (segment.name.ends_with("-1") ? 100'000U : 4096U), "and how much it was");
          }
          expect(shared_memory_entries().empty(), "nothing is left");
          expect(SharedCache::reclaim().empty(), "nothing is taken twice");
        }) == "");
}

TEST_CASE("the next named cache takes leftovers away by itself", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          OtherOwner other;
          other.end();
          const SharedCache cache = SharedCache::create({.named = true});
          expect(shared_memory_entries() == std::set<std::string>{cache.handle() + "-0"}, "only its own is there");
        }) == "");
}

TEST_CASE("who was attached to a killed owner's cache keeps what he has", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          OtherOwner other;
          const SharedCache attached = SharedCache::attach(other.handle());
          other.end();
          SharedCache::reclaim();
          expect(support::text_of(*attached.find("block")) == std::string(100'000, 'x'), "the bytes are there");
        }) == "");
}

TEST_CASE("a living owner's memory is never taken", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          OtherOwner other;
          const SharedCache mine = SharedCache::create({.named = true});
          expect(shared_memory_entries().size() == 3, "two owners");
          expect(SharedCache::reclaim().empty(), "not by its own process, not by another one");
          expect(support::in_child([] { return std::to_string(SharedCache::reclaim().size()); }) == "0", "not by a child");
          const std::string elsewhere = support::in_child([] {
            if (unshare(CLONE_NEWPID) != 0) return std::string("0"); // may not be permitted
            return support::in_child([] { return std::to_string(SharedCache::reclaim().size()); });
          });
          expect(elsewhere == "0", "not from another pid namespace");
          expect(shared_memory_entries().size() == 3, "all is still there");
        }) == "");
}

TEST_CASE("entries of others are left alone", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          const std::set<std::string> others{"sotval",           "sotval-",          "sotval-data",     "sotval-" + digits,           "sotval-" + digits + "-",
                                             "sotval-" + digits + "-x", "sotval-" + digits + "-1.bak", "sotval.new-",     "sotval.new-" + digits + "0"};
          for (const std::string& name : others) make_file(name, 3600);
          const std::string directory = "sotval-" + digits + "-1", link = "sotval-" + digits + "-2", pipe = "sotval-" + digits + "-3";
          expect(mkdir(("/dev/shm/" + directory).c_str(), 0700) == 0, "a directory");
          expect(symlink("sotval-data", ("/dev/shm/" + link).c_str()) == 0, "a link");
          expect(mkfifo(("/dev/shm/" + pipe).c_str(), 0600) == 0, "a pipe");
          const auto before = shared_memory_entries();
          expect(SharedCache::reclaim().empty(), "nothing is taken");
          expect(shared_memory_entries() == before, "all is still there");
          if (geteuid() == 0) {
            const std::string theirs = "sotval-" + digits + "-4";
            make_file(theirs);
            if (chown(("/dev/shm/" + theirs).c_str(), 12345, 12345) == 0) {
              expect(SharedCache::reclaim().empty(), "nothing of another user is taken");
              expect(unlink(("/dev/shm/" + theirs).c_str()) == 0, "it was still there");
            }
          }
          for (const std::string& name : shared_memory_entries()) remove(("/dev/shm/" + name).c_str());
        }) == "");
}

TEST_CASE("unfinished entries are taken when nobody is at them for a minute", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          const std::string young = "sotval.new-" + digits, old = "sotval.new-f" + digits.substr(1), busy = "sotval.new-e" + digits.substr(1);
          make_file(young);
          make_file(old, 120);
          make_file(busy, 120);
          const int fd = open(("/dev/shm/" + busy).c_str(), O_RDONLY | O_CLOEXEC);
          expect(flock(fd, LOCK_EX | LOCK_NB) == 0, "locked");
          const auto reclaimed = SharedCache::reclaim();
          expect(names_of(reclaimed) == std::set<std::string>{old}, "only the old one that nobody holds");
          expect(reclaimed.size() == 1 && reclaimed[0].owner_pid == 0 && reclaimed[0].reason == "it was never finished, and nobody is at it", "and why");
          expect(shared_memory_entries() == std::set<std::string>{young, busy}, "the others are still there");
          close(fd);
          unlink(("/dev/shm/" + young).c_str());
          unlink(("/dev/shm/" + busy).c_str());
        }) == "");
}

TEST_CASE("several who tidy up at once take each leftover once", "[cache]") {
  CHECK(in_own_memory([](Expectations& expect) {
          for (int i = 0; i < 50; ++i) make_file("sotval-" + digits + "-" + std::to_string(i));
          std::vector<int> ends;
          std::vector<pid_t> children;
          for (int i = 0; i < 4; ++i) {
            int pair[2];
            expect(pipe(pair) == 0, "a pipe");
            const pid_t child = fork();
            if (child == 0) support::detail::run_and_exit(pair[1], [] { return std::string(SharedCache::reclaim().size(), 'x'); });
            close(pair[1]);
            ends.push_back(pair[0]);
            children.push_back(child);
          }
          std::size_t sum = 0;
          for (const int end : ends) {
            sum += support::detail::read_all(end).size();
            close(end);
          }
          for (const pid_t child : children) waitpid(child, nullptr, 0);
          expect(sum == 50, "taken: " + std::to_string(sum));
          expect(shared_memory_entries().empty(), "all are gone");
        }) == "");
}
