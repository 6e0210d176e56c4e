#include "pack/source_file.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_source.hpp"
#include "utf8.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t max_file_size = 4 * 1024 * 1024;

} // namespace

SourceFile::SourceFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i)
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
}

std::string_view SourceFile::line(std::size_t number) const noexcept {
  if (number == 0 || number > line_starts_.size()) return {};
  const std::size_t start = line_starts_[number - 1];
  std::string_view line = std::string_view(text_).substr(start);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t SourceFile::line_start(std::size_t number) const noexcept {
  return number > line_starts_.size() ? text_.size() : line_starts_[number - 1];
}

Place SourceFile::place_of(std::size_t offset) const noexcept {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::string_view before = std::string_view(text_).substr(after[-1], offset - after[-1]);
  return {0, static_cast<unsigned>(after - line_starts_.begin()), static_cast<unsigned>(count_code_points(before) + 1)};
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (char32_t code_point = 0; !text.empty(); ++count) text.remove_prefix(decode_code_point(text, code_point));
  return count;
}

std::variant<std::string, ReadFailure> read_pack_file(const std::filesystem::path& path) {
  // O_NONBLOCK: a pipe under the name of a pack must not block us before we know that it is one.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return ReadFailure{error_text(errno)};
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return ReadFailure{error_text(errno)};
  if (S_ISDIR(status.st_mode)) return ReadFailure{"it is a directory"};
  if (!S_ISREG(status.st_mode)) return ReadFailure{"it is not a regular file"};

  // Room for what it should hold and a byte that shows that it holds more: room for the largest pack would be cleared,
  // and kept, for the smallest.
  std::string text(std::min(static_cast<std::size_t>(status.st_size), max_file_size) + 1, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == text.size()) {
      if (size > max_file_size) break;
      text.resize(std::min(2 * size, max_file_size + 1)); // it grows while it is read
    }
    const ssize_t count = ::read(file.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ReadFailure{error_text(errno)};
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > max_file_size) return ReadFailure{"it is larger than 4 MiB"};
  text.resize(size);
  return text;
}

} // namespace sotval::core
