#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "file_source.hpp"

namespace sotval::core {

/// Opens and reads the beginnings of files that will be wanted next, many in two system calls, where the kernel can do
/// that (io_uring). It is no promise: whatever is out of the ordinary with a file is left to who reads it.
/// Threads: one at a time.
class ReadAhead {
public:
  /// Of each file, in bytes. Reading ahead is of little use for larger ones.
  static constexpr std::size_t room = 16 * 1024;

  /// The beginning of a file, whole if it is smaller than `room`; followed by `padding` more bytes that may be written to.
  struct Beginning {
    int fd = -1; ///< its position is the beginning of the file
    char* bytes = nullptr;
    std::size_t size = 0;
  };

  /// `root` is borrowed.
  explicit ReadAhead(const RootDirectory& root) noexcept;
  ~ReadAhead();

  /// The files that will be taken, in that order; what was expected before is not any more. The texts are borrowed.
  void expect(std::vector<std::string_view> paths);
  /// None: the file is to be opened as if nobody had looked ahead. Valid until the next call of any member.
  std::optional<Beginning> take(std::string_view path);
  /// Closes all files.
  void finish() noexcept;
  /// The same, for good: what it takes itself is given back, too.
  void end() noexcept;

  /// True if files are open ahead, in this process: descriptors that others lack will soon be there.
  static bool any_open() noexcept;
  /// As long as one exists nobody opens files ahead.
  class Pause {
  public:
    Pause() noexcept;
    ~Pause();
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
  };

private:
  struct Batch;

  bool start() noexcept;
  void next_batch(std::size_t count);
  void give_up() noexcept;

  const RootDirectory& root_;
  std::vector<std::string_view> expected_;
  std::size_t next_ = 0; // in `expected_`
  std::size_t told_ = 0; // how many files, by now
  std::unique_ptr<Batch> batch_;
  bool given_up_ = false;
};

} // namespace sotval::core
