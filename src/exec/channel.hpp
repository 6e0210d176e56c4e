#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sotval/byte_pieces.hpp>

#include "exec/frame.hpp"
#include "file_source.hpp"

// The pool's end of the socket to one worker. Nothing here ever waits: a worker that does not read or
// does not write must not hold up the others.

namespace sotval::exec {

class Channel {
public:
  /// A pair of connected sockets: ours, and the one for the child. Throws std::system_error.
  static std::pair<Channel, core::Descriptor> open();

  explicit Channel(core::Descriptor socket);
  int fd() const noexcept { return socket_.get(); }
  void close() noexcept { socket_ = core::Descriptor(); }

  /// Queues a message; send() sends it. `descriptor` (borrowed until it is sent) goes along with its
  /// first byte.
  void queue(FrameType type, std::string_view message, int descriptor = -1);
  /// Queues bytes as one message of `input` frames, which are made when there is room for them; no bytes are
  /// a message too. Borrowed until sent.
  void queue_input(const BytePieces& input);
  bool wants_to_send() const noexcept { return !outgoing_.empty() || input_; }

  enum class State { open, closed };
  /// Sends what can be sent now. Closed: nobody will ever read it.
  State send();
  /// Reads what is there now; messages() has it. Closed: nothing more will come.
  State receive();
  MessageReader& messages() noexcept { return messages_; }

private:
  Frame next_of_input(); // requires: there is one

  struct Outgoing {
    std::string bytes;
    std::size_t sent = 0;
    int descriptor = -1;
  };

  core::Descriptor socket_;
  FrameWriter writer_;
  std::deque<Outgoing> outgoing_;
  std::optional<std::deque<std::span<const std::byte>>> input_; // what is left of it
  MessageReader messages_;
};

/// Largest message that a worker may send: the results of one job.
inline constexpr std::size_t max_result = std::size_t{256} * 1024 * 1024;

} // namespace sotval::exec
