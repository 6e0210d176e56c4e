#include "fact_files.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <string_view>
#include <system_error>
#include <tuple>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/error.hpp>
#include <sotval/validator.hpp>

#include "file_source.hpp"
#include "mapping.hpp"
#include "prefault.hpp"
#include "printable.hpp"

namespace sotval {

std::filesystem::path default_cache_directory() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value != nullptr && *value == '/' ? value : "";
  };
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache / "sotval";
  const auto home = variable("HOME");
  return home.empty() ? home : home / ".cache" / "sotval";
}

std::unique_ptr<core::FactStore> core::make_fact_store(std::filesystem::path directory, std::uint64_t limit, Logger logger) {
  return std::make_unique<cache::FactFiles>(std::move(directory), limit, std::move(logger));
}

namespace cache {

namespace {

using std::chrono::hours;
using std::chrono::system_clock;

constexpr std::string_view prefix = "facts-", partial_prefix = ".facts-";

std::string hex(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(16, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at, number >>= 4) *at = digits[number & 15];
  return text;
}

std::string name_of(const core::Digest& root) {
  return std::string(prefix) + hex(root.high) + hex(root.low);
}

system_clock::time_point time_of(const timespec& time) {
  return system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)));
}

// Of a file that is being written, and not for so long that whoever wrote it must be gone.
bool is_in_work(const FactFile& file) {
  return file.partial && system_clock::now() - file.used < hours(1);
}

// For the order in which files go. A write for each use would be too much; a day is exact enough.
void note_use(int fd, const struct stat& status) {
  if (system_clock::now() - time_of(status.st_mtim) < hours(24)) return;
  constexpr std::array<timespec, 2> now{{{0, UTIME_NOW}, {0, UTIME_NOW}}};
  ::futimens(fd, now.data());
}

// Read rather than mapped: whoever cuts a mapped file short ends the program.
std::shared_ptr<const core::FactImage> read_image(int fd, std::size_t size) {
  std::array<std::byte, core::FactImage::beginning> beginning{};
  if (!read_fully(fd, beginning, 0) || core::FactImage::size_by(beginning) != size) return nullptr;
  try {
    const std::shared_ptr<std::byte[]> bytes(new std::byte[size]); // aligned to 16
    core::prefault(bytes.get(), size);
    return read_fully(fd, {bytes.get(), size}, 0) ? core::FactImage::open(bytes, {bytes.get(), size}) : nullptr;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

} // namespace

std::shared_ptr<const core::FactImage> FactFiles::load(const core::Digest& root) {
  const std::string path = directory_ / name_of(root);
  const core::Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd) {
    if (errno != ENOENT && errno != ENOTDIR) say(LogLevel::warning, core::printable(path) + " cannot be opened: " + core::error_text(errno) + "; files are read again");
    return nullptr;
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) {
    say(LogLevel::warning, core::printable(path) + " is not a file of this user's; what it says is not believed, files are read again");
    return nullptr;
  }
  const std::shared_ptr<const core::FactImage> image = read_image(fd.get(), static_cast<std::size_t>(status.st_size));
  if (!image)
    say(LogLevel::info, core::printable(path) + " is damaged or of another version of sotval; files are read again, and it is replaced");
  else
    note_use(fd.get(), status);
  return image;
}

void FactFiles::save(const core::Digest& root, std::span<const std::byte> image) {
  if (limit_ != 0 && image.size() > limit_) return say(LogLevel::info, "what is known of this tree is larger than the limit of the fact store; it is not kept");
  rlimit file_size{};
  if (::getrlimit(RLIMIT_FSIZE, &file_size) == 0 && image.size() > file_size.rlim_cur) // to write beyond it would be a signal
    return say(LogLevel::warning, "the fact store would exceed the limit of file sizes (ulimit -f); nothing is kept for the next run");
  static std::atomic<unsigned> count{0};
  std::error_code error;
  std::filesystem::create_directories(directory_.parent_path(), error);
  if (::mkdir(directory_.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return say(LogLevel::warning, "the fact store " + core::printable(directory_.string()) + " cannot be made: " + core::error_text(errno) + "; nothing is kept for the next run");
  const std::string path = directory_ / name_of(root);
  const std::string partial = directory_ / ("." + name_of(root) + "-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
  int failure = 0;
  {
    const core::Descriptor fd(::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!fd)
      failure = errno;
    else if (!write_fully(fd.get(), image, 0))
      failure = errno != 0 ? errno : ENOSPC;
  }
  // Not synced: what a power failure leaves of it, its digest tells.
  if (failure == 0 && ::rename(partial.c_str(), path.c_str()) != 0) failure = errno;
  if (failure == 0) return evict(path);
  ::unlink(partial.c_str());
  say(LogLevel::warning, "the fact store " + core::printable(directory_.string()) + " cannot be written: " + core::error_text(failure) + "; nothing is kept for the next run");
}

void FactFiles::evict(const std::filesystem::path& kept) {
  try {
    std::uint64_t total = 0;
    for (const FactFile& file : list_fact_files(directory_)) {
      if (is_in_work(file)) continue;
      if (!file.partial) total += file.bytes;
      if (file.partial || (limit_ != 0 && total > limit_ && file.path != kept)) ::unlink(file.path.c_str());
    }
  } catch (const InputError&) { // it can be done another time
  }
}

void FactFiles::say(LogLevel level, const std::string& text) {
  if (!said_ && logger_) logger_(level, text);
  said_ = true;
}

std::vector<FactFile> list_fact_files(const std::filesystem::path& directory) {
  std::vector<FactFile> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  if (error == std::errc::no_such_file_or_directory) return files;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename();
    struct stat status {};
    if (!(name.starts_with(prefix) || name.starts_with(partial_prefix)) || ::lstat(entry->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    files.push_back({entry->path(), static_cast<std::uint64_t>(status.st_size), time_of(status.st_mtim), name.starts_with(partial_prefix)});
  }
  if (error) throw InputError("'" + core::printable(directory.string()) + "' cannot be listed: " + error.message());
  std::sort(files.begin(), files.end(), [](const FactFile& a, const FactFile& b) { return std::tie(b.used, a.path) < std::tie(a.used, b.path); });
  return files;
}

std::vector<FactFile> remove_fact_files(const std::filesystem::path& directory) {
  std::vector<FactFile> removed;
  for (FactFile& file : list_fact_files(directory)) {
    if (is_in_work(file)) continue;
    if (::unlink(file.path.c_str()) == 0) removed.push_back(std::move(file));
  }
  return removed;
}

} // namespace cache

} // namespace sotval
