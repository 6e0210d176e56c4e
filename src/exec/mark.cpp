#include "exec/mark.hpp"

#include <atomic>
#include <limits>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

namespace sotval::exec {

namespace {

// In the page and as a position alike: 0 is none, else the item and one more.
using Number = std::uint64_t;
static_assert(std::atomic_ref<Number>::is_always_lock_free);

constexpr std::size_t page_size = sizeof(Number); // a mapping is of whole pages anyway

// Only of a file that can never become smaller: else touching the page could end this process.
cache::Mapping map_page(int fd) noexcept {
  const int seals = ::fcntl(fd, F_GET_SEALS);
  struct stat status {};
  if (seals < 0 || (seals & F_SEAL_SHRINK) == 0 || ::fstat(fd, &status) != 0 || status.st_size < static_cast<off_t>(page_size)) return {};
  return {fd, page_size, PROT_READ | PROT_WRITE, MAP_SHARED};
}

std::atomic_ref<Number> number_in(const cache::Mapping& page) noexcept {
  return std::atomic_ref<Number>(*reinterpret_cast<Number*>(page.data()));
}

} // namespace

Mark::Mark(core::Descriptor file) noexcept : file_(std::move(file)), page_(map_page(file_.get())) {}

std::optional<std::uint32_t> Mark::read() const noexcept {
  const off_t position = page_ ? 0 : ::lseek(file_.get(), 0, SEEK_CUR);
  const Number number = page_ ? number_in(page_).load() : position < 0 ? 0 : static_cast<Number>(position);
  if (number == 0 || number - 1 > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(number - 1);
}

void Mark::clear() const noexcept {
  if (page_)
    number_in(page_).store(0);
  else
    ::lseek(file_.get(), 0, SEEK_SET);
}

void Mark::set(int fd, std::uint32_t item) noexcept {
  ::lseek(fd, off_t{item} + 1, SEEK_SET);
}

MarkSetter::MarkSetter(int fd) noexcept : fd_(fd), page_(map_page(fd)) {}

void MarkSetter::set(std::uint32_t item) const noexcept {
  if (page_)
    number_in(page_).store(Number{item} + 1); // in order: before anything that the item may do
  else
    Mark::set(fd_, item);
}

core::Descriptor create_mark_file() noexcept {
  core::Descriptor file(::memfd_create("sotval-mark", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  rlimit limit{};
  // A file beyond its limit would be a signal. That there is no page shows when it is mapped.
  if (file && ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur >= page_size && ::fallocate(file.get(), 0, 0, page_size) == 0)
    ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW);
  return file;
}

} // namespace sotval::exec
