#include "exec/frame.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <type_traits>

#include <xxhash.h>

namespace sotval::exec {

namespace {

struct FrameHeader {
  std::uint32_t magic;
  std::uint16_t type;
  std::uint16_t flags;
  std::uint32_t length;   // of the payload
  std::uint32_t sequence; // from 0, one more each time
  std::uint64_t checksum; // of the payload and the fields above
};
static_assert(std::is_trivially_copyable_v<FrameHeader> && sizeof(FrameHeader) == 24,
              "the layout is part of the protocol: change protocol_version with it");

constexpr std::uint32_t frame_magic = 0x31465653; // "SVF1"
constexpr std::uint16_t more_flag = 1;

std::uint64_t checksum_of(const FrameHeader& header, std::string_view payload) {
  const std::uint64_t seed = (std::uint64_t{header.sequence} << 32) ^ (std::uint64_t{header.flags} << 16) ^ header.type;
  return XXH3_64bits_withSeed(payload.data(), payload.size(), seed);
}

} // namespace

void FrameWriter::write(std::string& out, FrameType type, std::string_view message) {
  do {
    const std::string_view piece = message.substr(0, max_payload);
    message.remove_prefix(piece.size());
    write_frame(out, {type, !message.empty(), piece});
  } while (!message.empty());
}

void FrameWriter::write_frame(std::string& out, const Frame& frame) {
  FrameHeader header{frame_magic, static_cast<std::uint16_t>(frame.type), frame.more ? more_flag : std::uint16_t{0},
                     static_cast<std::uint32_t>(frame.payload.size()), sequence_++, 0};
  header.checksum = checksum_of(header, frame.payload);
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  out.append(frame.payload);
}

char* FrameReader::room(std::size_t size) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < size && begin_ != 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < size) buffer_.resize(end_ + size);
  return buffer_.data() + end_;
}

std::optional<Frame> FrameReader::next() {
  FrameHeader header{};
  if (end_ - begin_ < sizeof header) return std::nullopt;
  std::memcpy(&header, buffer_.data() + begin_, sizeof header);
  if (header.magic != frame_magic) throw ProtocolError("bytes that are no frame");
  if (header.length > max_payload) throw ProtocolError("a frame of " + std::to_string(header.length) + " bytes");
  if (header.sequence != sequence_) throw ProtocolError("a frame out of order");
  if (header.type < static_cast<std::uint16_t>(FrameType::hello) || header.type > static_cast<std::uint16_t>(FrameType::result) ||
      (header.flags & ~more_flag) != 0)
    throw ProtocolError("a frame of an unknown kind");
  if (end_ - begin_ - sizeof header < header.length) return std::nullopt;
  const std::string_view payload(buffer_.data() + begin_ + sizeof header, header.length);
  if (header.checksum != checksum_of(header, payload)) throw ProtocolError("a damaged frame");
  ++sequence_;
  begin_ += sizeof header + header.length;
  return Frame{static_cast<FrameType>(header.type), (header.flags & more_flag) != 0, payload};
}

std::optional<MessageReader::Message> MessageReader::next() {
  if (whole_) {
    partial_ = std::string(); // a large one shall not stay
    type_.reset();
    whole_ = false;
  }
  while (const std::optional<Frame> frame = frames_.next()) {
    if (type_ && *type_ != frame->type) throw ProtocolError("a message that is cut short");
    if (frame->payload.size() > limit_ - partial_.size()) throw ProtocolError("a message of more than " + std::to_string(limit_) + " bytes");
    if (!type_ && !frame->more) return Message{frame->type, frame->payload}; // most are one frame: no copy
    type_ = frame->type;
    partial_ += frame->payload;
    if (frame->more) continue;
    whole_ = true;
    return Message{frame->type, partial_};
  }
  return std::nullopt;
}

} // namespace sotval::exec
