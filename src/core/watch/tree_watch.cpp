#include <sotval/tree_watch.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include "exclude.hpp"
#include "guarded_logger.hpp"
#include "pack/pack.hpp"
#include "watch/debounce.hpp"
#include "watch/inotify.hpp"
#include "watch/stop_bell.hpp"
#include "watch/watched_paths.hpp"

// A directory is watched first and listed then, so that a directory in it is either seen in the listing or told by an
// event, or both. Events tell of paths as they were at some time between then and now; what is at a path is looked
// up when it is opened. A path that was wrong for a moment is put right by the event of the move that is still in
// the queue. Where that chain breaks (a queue that has overflowed, another root) all is made anew.

namespace sotval {

using namespace core;

namespace {

using Clock = std::chrono::steady_clock;

// Directories that are opened by longer paths make a walk quadratic; hardly a tree has one.
constexpr std::size_t max_path = 4096;

std::string join(const std::string& directory, std::string_view name) {
  std::string path = directory;
  if (!path.empty()) path += '/';
  return path.append(name);
}

bool is_directory(int parent, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  return ::fstatat(parent, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

// Names of the directories in a directory. What cannot be listed is the validation's to tell.
std::vector<std::string> directories_in(Descriptor directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(directory.get()), ::closedir);
  if (!stream) return names;
  const int fd = directory.release();
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && is_directory(fd, *entry)) names.emplace_back(name);
  }
  return names;
}

std::optional<int> milliseconds_until(const std::optional<Clock::time_point>& end) {
  if (!end) return std::nullopt;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000'000));
}

// False when the time is over. Requires: no more than two descriptors.
bool wait_for(pollfd* waiting, nfds_t count, const std::optional<Clock::time_point>& end) {
  for (;;) {
    const int ready = ::poll(waiting, count, milliseconds_until(end).value_or(-1));
    if (ready == -1 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (ready != -1) return ready > 0;
  }
}

// A file outside of the tree, or in it and excluded.
struct SingleFile {
  std::filesystem::path directory;
  std::string name;
  int watch = -1; // of the directory; -1: none
};

std::vector<SingleFile> single_files(const std::vector<std::filesystem::path>& files) {
  std::vector<SingleFile> made;
  for (const auto& file : files) {
    const auto path = std::filesystem::absolute(file);
    made.push_back({path.parent_path(), path.filename().string()});
  }
  return made;
}

} // namespace

struct __attribute__((visibility("hidden"))) TreeWatch::State { // not shown, as the class around it is
  State(const std::filesystem::path& root_in, const RulePack& pack, TreeWatchOptions options)
      : root(root_in), path(root->canonical_path()), exclude(pack.data()->global_exclude), files(single_files(options.files)),
        logger(guarded(std::move(options.logger))) {}

  void refresh();
  void give_up(const CannotWatch& why);
  bool is_replaced() const;
  void start_over();
  void watch_pending();
  void watch_tree(std::string top);
  void watch_files();
  void drop_tree(std::string_view top);
  bool take_events();
  bool is_change(const WatchEvent& event);
  bool is_of_single_file(const WatchEvent& event);
  bool is_change_in_tree(const WatchEvent& event);
  bool is_change_of_directory(const WatchEvent& event, const std::string& directory);
  Wake wait_for_time(int bell, std::chrono::milliseconds time) const;

  std::optional<RootDirectory> root;
  std::string path; // canonical
  ExcludeList exclude;
  std::vector<SingleFile> files;
  Logger logger;

  std::optional<Inotify> inotify; // none: polling, or without a root
  WatchedPaths watched;
  std::set<std::string> pending; // directories that are to be watched with all below them
  bool lost = true;              // nothing that is known of the tree can be relied on
  bool polling = false;          // for ever: watches are scarce, and others want them as well
};

void TreeWatch::State::refresh() {
  if (polling) {
    const RootDirectory there(path); // or an exception
    return;
  }
  try {
    if (lost || is_replaced()) start_over();
    watch_files();
    watch_pending();
  } catch (const CannotWatch& why) {
    give_up(why);
  }
}

void TreeWatch::State::give_up(const CannotWatch& why) {
  inotify.reset();
  watched.clear();
  pending.clear();
  polling = true;
  if (logger) logger(LogLevel::warning, path + " cannot be watched, it is looked at now and then instead: " + why.what());
}

bool TreeWatch::State::is_replaced() const {
  struct stat ours {}, there {};
  return ::fstat(root->fd(), &ours) != 0 || ::stat(path.c_str(), &there) != 0 || ours.st_ino != there.st_ino || ours.st_dev != there.st_dev;
}

void TreeWatch::State::start_over() {
  lost = true; // until it is done
  inotify.reset();
  watched.clear();
  pending.clear();
  for (SingleFile& file : files) file.watch = -1;
  root.emplace(path);
  inotify.emplace();
  pending.insert(std::string());
  lost = false;
}

void TreeWatch::State::watch_pending() {
  while (!pending.empty()) watch_tree(std::move(pending.extract(pending.begin()).value()));
}

void TreeWatch::State::watch_tree(std::string top) {
  std::vector<std::string> stack{std::move(top)};
  while (!stack.empty()) {
    const std::string directory = std::move(stack.back());
    stack.pop_back();
    if (directory.size() > max_path) throw CannotWatch("a path in it is longer than " + std::to_string(max_path) + " bytes");
    Descriptor open = root->open_directory(directory);
    if (!open) {
      if (errno == EMFILE || errno == ENFILE) throw out_of_descriptors();
      continue; // gone: that is an event; not readable: that is in the report, and its end an event of the parent
    }
    const int former = watched.put(inotify->add(open), directory);
    if (former != -1) inotify->remove(former);
    for (const std::string& name : directories_in(std::move(open))) {
      std::string below = join(directory, name);
      if (!exclude.hides_tree(below, name)) stack.push_back(std::move(below));
    }
  }
}

void TreeWatch::State::watch_files() {
  for (SingleFile& file : files) {
    if (file.watch != -1) continue;
    const Descriptor directory(::open(file.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) file.watch = inotify->add(directory);
  }
}

void TreeWatch::State::drop_tree(std::string_view top) {
  for (const int watch : watched.take_tree(top)) inotify->remove(watch);
}

// True if one of them is a change.
bool TreeWatch::State::take_events() {
  bool changed = false;
  inotify->read([&](const WatchEvent& event) { changed |= is_change(event); });
  try {
    if (!lost) watch_pending();
  } catch (const CannotWatch& why) {
    give_up(why);
  }
  return changed;
}

bool TreeWatch::State::is_change(const WatchEvent& event) {
  if ((event.mask & IN_Q_OVERFLOW) != 0) return lost = true;
  const bool of_file = is_of_single_file(event);
  return is_change_in_tree(event) || of_file;
}

bool TreeWatch::State::is_of_single_file(const WatchEvent& event) {
  bool changed = false;
  for (SingleFile& file : files) {
    if (file.watch != event.watch) continue;
    const bool gone = (event.mask & (IN_IGNORED | IN_MOVE_SELF)) != 0;
    changed |= event.name == file.name || gone;
    if (!gone) continue;
    // What is at the path now is watched from the next refresh() on; a directory that went elsewhere has no news of the file.
    if ((event.mask & IN_MOVE_SELF) != 0 && watched.path_of(event.watch) == nullptr) inotify->remove(event.watch);
    file.watch = -1;
  }
  return changed;
}

bool TreeWatch::State::is_change_in_tree(const WatchEvent& event) {
  const std::string* const directory = watched.path_of(event.watch);
  if (directory == nullptr) return false; // dropped before the event was read, or a single file's
  if (event.name.empty()) return is_change_of_directory(event, *directory);
  const std::string entry = join(*directory, event.name);
  if ((event.mask & IN_ISDIR) == 0) return !exclude.hides(entry);
  if (exclude.hides_tree(entry, event.name)) return false;
  if ((event.mask & (IN_DELETE | IN_MOVED_FROM)) != 0) drop_tree(entry);
  // One that could not be read before may be readable now.
  const bool may_be_new = (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0 || ((event.mask & IN_ATTRIB) != 0 && !watched.contains(entry));
  if (may_be_new) pending.insert(entry);
  return true;
}

bool TreeWatch::State::is_change_of_directory(const WatchEvent& event, const std::string& directory) {
  const bool is_root = directory.empty();
  if (is_root && (event.mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) lost = true;
  if ((event.mask & IN_IGNORED) != 0) watched.forget(event.watch);
  return true;
}

Wake TreeWatch::State::wait_for_time(int bell, std::chrono::milliseconds time) const {
  pollfd waiting{bell, POLLIN, 0};
  return wait_for(&waiting, 1, Clock::now() + time) ? Wake::stopped : Wake::unsure;
}

TreeWatch::TreeWatch(const std::filesystem::path& root, const RulePack& pack, TreeWatchOptions options)
    : state_(std::make_unique<State>(root, pack, std::move(options))) {
  refresh();
}
TreeWatch::TreeWatch(TreeWatch&&) noexcept = default;
TreeWatch& TreeWatch::operator=(TreeWatch&&) noexcept = default;
TreeWatch::~TreeWatch() = default;

void TreeWatch::refresh() {
  state_->refresh();
}

Wake TreeWatch::wait(std::stop_token stop, const WatchTimings& timings) {
  State& state = *state_;
  const StopBell bell(stop);
  if (!state.inotify) return state.wait_for_time(bell.fd(), timings.look_again);
  Debounce burst(timings.quiet, timings.at_most);
  std::optional<Clock::time_point> time_to_look;
  if (timings.at_least_every.count() != 0) time_to_look = Clock::now() + timings.at_least_every;
  for (;;) {
    pollfd waiting[] = {{bell.fd(), POLLIN, 0}, {state.inotify->fd(), POLLIN, 0}};
    const bool ready = wait_for(waiting, 2, burst.due() ? burst.due() : time_to_look);
    if (waiting[0].revents != 0) return Wake::stopped;
    if (!ready) return burst.due() ? Wake::changed : Wake::unsure;
    if (state.take_events()) burst.changed(Clock::now());
    if (!state.inotify || (burst.due() && *burst.due() <= Clock::now())) return Wake::changed;
  }
}

bool TreeWatch::covers(const std::filesystem::path& file) const {
  std::error_code ignored;
  const std::string full = std::filesystem::weakly_canonical(file, ignored).string();
  const std::string prefix = state_->path == "/" ? "/" : state_->path + "/";
  if (!full.starts_with(prefix)) return false;
  const std::string_view below = std::string_view(full).substr(prefix.size());
  for (std::size_t end = below.find('/'); end != std::string_view::npos; end = below.find('/', end + 1)) {
    const std::string_view directory = below.substr(0, end);
    if (state_->exclude.hides_tree(directory, directory.substr(directory.rfind('/') + 1))) return false;
  }
  return !state_->exclude.hides(below);
}

bool TreeWatch::polling() const noexcept {
  return state_->polling;
}

std::size_t TreeWatch::directories() const noexcept {
  return state_->watched.size();
}

} // namespace sotval
