#include "exec/mark.hpp"

#include <limits>

#include <sys/types.h>
#include <unistd.h>

namespace sotval::exec {

std::optional<std::uint32_t> Mark::read() const noexcept {
  const off_t position = ::lseek(file_.get(), 0, SEEK_CUR);
  if (position <= 0 || position - 1 > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(position - 1);
}

void Mark::clear() const noexcept {
  ::lseek(file_.get(), 0, SEEK_SET);
}

void Mark::set(int fd, std::uint32_t item) noexcept {
  ::lseek(fd, off_t{item} + 1, SEEK_SET);
}

} // namespace sotval::exec
