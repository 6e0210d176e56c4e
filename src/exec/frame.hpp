#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

// What crosses the socket between a pool and one of its workers: frames, one after the other. Both ends
// are the same build (the greeting makes sure), so numbers have the machine's byte order.
// docs/worker-protocol.md has the whole conversation.

namespace sotval::exec {

/// Of the conversation, not of the program: grows when a message gains, loses or changes a field.
inline constexpr std::uint32_t protocol_version = 1;

enum class FrameType : std::uint16_t {
  hello = 1, // worker: protocol version, tool version
  run,       // pool: a context is to be made; its input comes as a descriptor or in `input` frames
  input,     // pool: a piece of it
  ready,     // worker: the context is made
  refused,   // worker: it cannot be made, and why
  work,      // pool: jobs to be executed in this order
  result,    // worker: what came out of one job
};

struct Frame {
  FrameType type{};
  bool more = false; ///< the message goes on in the next frame
  std::string_view payload;
};

inline constexpr std::size_t max_payload = 1024 * 1024; ///< of one frame

/// Writes frames with ascending numbers.
class FrameWriter {
public:
  /// Appends one message to `out`, in as many frames as it takes.
  void write(std::string& out, FrameType type, std::string_view message);
  /// Appends one frame.
  void write_frame(std::string& out, const Frame& frame);

private:
  std::uint32_t sequence_ = 0;
};

/// Takes frames from a stream of bytes that anybody may have written. The first violation is final.
class FrameReader {
public:
  /// Room for at least `size` bytes to be read into; say with received() how many it were.
  char* room(std::size_t size);
  void received(std::size_t size) noexcept { end_ += size; }

  /// The next whole frame, nothing if more bytes are needed. The payload is valid until the next call
  /// of any member. Throws ProtocolError.
  std::optional<Frame> next();

private:
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0; // what was received and not taken yet
  std::uint32_t sequence_ = 0;
};

/// The other end did not keep to the protocol; what() says how.
class ProtocolError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Puts messages together again that came in several frames.
class MessageReader {
public:
  /// `limit`: bytes that a message may have.
  explicit MessageReader(std::size_t limit) : limit_(limit) {}

  struct Message {
    FrameType type{};
    std::string_view payload; ///< valid until the next call of any member
  };

  FrameReader& frames() noexcept { return frames_; }
  /// The next whole message, nothing if more bytes are needed. Throws ProtocolError.
  std::optional<Message> next();

private:
  std::size_t limit_;
  FrameReader frames_;
  std::string partial_;
  std::optional<FrameType> type_; // of the message that `partial_` is the beginning of
  bool whole_ = false;            // `partial_` was handed out
};

} // namespace sotval::exec
