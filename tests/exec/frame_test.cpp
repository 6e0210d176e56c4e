#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "exec/frame.hpp"
#include "support/random.hpp"

using namespace sotval::exec;
using support::Random;

namespace {

struct Copied {
  FrameType type{};
  bool more = false;
  std::string payload;
  friend bool operator==(const Copied&, const Copied&) = default;
};

constexpr std::size_t header_size = 24, type_at = 4, length_at = 8, sequence_at = 12;

void put(FrameReader& reader, std::string_view bytes) {
  if (bytes.empty()) return;
  std::memcpy(reader.room(bytes.size()), bytes.data(), bytes.size());
  reader.received(bytes.size());
}

// All frames until there are no more or something is wrong.
std::vector<Copied> frames_of(FrameReader& reader, bool& refused) {
  std::vector<Copied> frames;
  refused = false;
  try {
    while (const auto frame = reader.next()) frames.push_back({frame->type, frame->more, std::string(frame->payload)});
  } catch (const ProtocolError&) {
    refused = true;
  }
  return frames;
}

std::vector<Copied> frames_of(std::string_view bytes, bool& refused) {
  FrameReader reader;
  put(reader, bytes);
  return frames_of(reader, refused);
}

const std::vector<Copied> some_frames{{FrameType::hello, false, "hello"},
                                      {FrameType::input, true, std::string(300, '\0')},
                                      {FrameType::input, false, ""},
                                      {FrameType::result, false, std::string("\x53\x56\x46\x31 like a frame", 17)}};

std::string stream_of(const std::vector<Copied>& frames) {
  std::string out;
  FrameWriter writer;
  for (const Copied& frame : frames) writer.write_frame(out, {frame.type, frame.more, frame.payload});
  return out;
}

std::string error_of(std::string_view bytes) {
  FrameReader reader;
  put(reader, bytes);
  try {
    while (reader.next()) {
    }
  } catch (const ProtocolError& error) {
    return error.what();
  }
  return "none";
}

void overwrite(std::string& bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

// One message through a MessageReader in pieces of `piece` bytes.
std::string message_through(std::string_view stream, std::size_t piece, std::size_t limit) {
  MessageReader reader(limit);
  std::string result;
  while (!stream.empty()) {
    const auto part = stream.substr(0, piece);
    stream.remove_prefix(part.size());
    put(reader.frames(), part);
    while (const auto message = reader.next()) result += message->payload;
  }
  return result;
}

std::string numbered_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 31 + i / 251);
  return bytes;
}

} // namespace

TEST_CASE("frames come out as they went in, wherever the stream is cut", "[exec][frame]") {
  const std::string stream = stream_of(some_frames);
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameReader reader;
    bool refused = false;
    put(reader, std::string_view(stream).substr(0, cut));
    std::vector<Copied> frames = frames_of(reader, refused);
    REQUIRE_FALSE(refused);
    put(reader, std::string_view(stream).substr(cut));
    for (Copied& frame : frames_of(reader, refused)) frames.push_back(std::move(frame));
    REQUIRE_FALSE(refused);
    REQUIRE(frames == some_frames);
  }
}

TEST_CASE("frames come out byte by byte and in random pieces", "[exec][frame]") {
  Random random(1);
  std::vector<Copied> sent;
  for (int i = 0; i < 200; ++i)
    sent.push_back({static_cast<FrameType>(1 + random.below(7)), random.one_in(2), numbered_bytes(random.one_in(20) ? random.below(200'000) : random.below(60))});
  const std::string stream = stream_of(sent);
  for (const std::size_t most : {std::size_t{1}, std::size_t{25}, std::size_t{70'000}}) {
    FrameReader reader;
    std::vector<Copied> received;
    bool refused = false;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t size = std::min(1 + random.below(most), stream.size() - at);
      put(reader, std::string_view(stream).substr(at, size));
      at += size;
      if (most == 1 || random.one_in(2))
        for (Copied& frame : frames_of(reader, refused)) received.push_back(std::move(frame));
      REQUIRE_FALSE(refused);
    }
    for (Copied& frame : frames_of(reader, refused)) received.push_back(std::move(frame));
    CHECK(received == sent);
  }
}

TEST_CASE("a frame with any other byte is not taken for one", "[exec][frame]") {
  const std::string stream = stream_of(some_frames);
  for (std::size_t at = 0; at < stream.size(); ++at) {
    for (int change = 1; change < 256; change += at % 324 < header_size ? 1 : 37) {
      std::string damaged = stream;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      bool refused = false;
      const std::vector<Copied> frames = frames_of(damaged, refused);
      INFO("byte " << at << " changed by " << change);
      REQUIRE(frames.size() < some_frames.size());
      REQUIRE(std::equal(frames.begin(), frames.end(), some_frames.begin())); // those before it
    }
  }
}

TEST_CASE("a stream that ends early yields the frames that are whole", "[exec][frame]") {
  const std::string stream = stream_of(some_frames);
  for (std::size_t size = 0; size < stream.size(); ++size) {
    bool refused = false;
    const std::vector<Copied> frames = frames_of(std::string_view(stream).substr(0, size), refused);
    REQUIRE_FALSE(refused);
    REQUIRE(frames.size() < some_frames.size());
    REQUIRE(std::equal(frames.begin(), frames.end(), some_frames.begin()));
  }
}

TEST_CASE("a frame that says it is too long is refused before its payload is there", "[exec][frame]") {
  for (const std::uint32_t length : {0xFFFFFFFFU, 0x80000000U, static_cast<std::uint32_t>(max_payload) + 1}) {
    std::string bytes = stream_of({{FrameType::result, false, "x"}});
    overwrite(bytes, length_at, length);
    CHECK(error_of(bytes) == "a frame of " + std::to_string(length) + " bytes");
    CHECK(error_of(std::string_view(bytes).substr(0, header_size)) == "a frame of " + std::to_string(length) + " bytes");
  }
}

TEST_CASE("frames that are left out, repeated or exchanged are refused", "[exec][frame]") {
  std::string first, second;
  FrameWriter writer;
  writer.write(first, FrameType::hello, "one");
  writer.write(second, FrameType::result, "two");
  CHECK(error_of(first + second) == "none");
  CHECK(std::string(error_of(second)).find("out of order") != std::string::npos);
  CHECK(std::string(error_of(second + first)).find("out of order") != std::string::npos);
  CHECK(std::string(error_of(first + first)).find("out of order") != std::string::npos);
  CHECK(std::string(error_of(first + second + second)).find("out of order") != std::string::npos);
  overwrite(first, sequence_at, 1); // said to be another one: its checksum tells
  std::string third;
  FrameWriter().write(third, FrameType::hello, "zero");
  CHECK(std::string(error_of(third + first)).find("damaged") != std::string::npos);
}

TEST_CASE("kinds of frames that do not exist are refused", "[exec][frame]") {
  for (const std::uint16_t type : {std::uint16_t{0}, std::uint16_t{8}, std::uint16_t{0xFFFF}})
    CHECK(std::string(error_of(stream_of({{static_cast<FrameType>(type), false, "x"}}))).find("unknown kind") != std::string::npos);
  std::string flags = stream_of({{FrameType::hello, false, "x"}});
  flags[type_at + 2] = 2;
  CHECK(std::string(error_of(flags)).find("unknown kind") != std::string::npos);
}

TEST_CASE("a reader that has refused something takes nothing more", "[exec][frame]") {
  FrameReader reader;
  put(reader, std::string(header_size, 'x'));
  CHECK_THROWS_AS(reader.next(), ProtocolError);
  put(reader, stream_of(some_frames));
  CHECK_THROWS_AS(reader.next(), ProtocolError);
}

TEST_CASE("random bytes are refused and never read beyond their end", "[exec][frame]") {
  Random random(2);
  const std::string start = stream_of({{FrameType::hello, false, "start"}});
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random.below(200), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random.below(256));
    if (random.one_in(2)) bytes = start + bytes;
    if (random.one_in(2)) std::memcpy(bytes.data(), start.data(), std::min<std::size_t>(bytes.size(), 4 + random.below(12)));
    bool refused = false;
    REQUIRE(frames_of(bytes, refused).size() <= 1);
    MessageReader messages(1000);
    put(messages.frames(), bytes);
    try {
      while (messages.next()) {
      }
    } catch (const ProtocolError&) {
    }
  }
}

TEST_CASE("messages of any size come out whole", "[exec][frame]") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, max_payload - 1, max_payload, max_payload + 1, 2 * max_payload, 3 * max_payload + 5}) {
    const std::string message = numbered_bytes(size);
    std::string stream;
    FrameWriter().write(stream, FrameType::result, message);
    for (const std::size_t piece : {std::size_t{60'000}, stream.size()}) CHECK(message_through(stream, piece, size) == message);
  }
}

TEST_CASE("a message may have as many bytes as the limit says and no more", "[exec][frame]") {
  for (const std::size_t size : {std::size_t{10}, max_payload, max_payload + 10}) {
    std::string stream;
    FrameWriter().write(stream, FrameType::result, numbered_bytes(size));
    CHECK(message_through(stream, stream.size(), size).size() == size);
    CHECK_THROWS_WITH(message_through(stream, stream.size(), size - 1), "a message of more than " + std::to_string(size - 1) + " bytes");
  }
}

TEST_CASE("a message whose frames are of different kinds is refused", "[exec][frame]") {
  MessageReader reader(1000);
  put(reader.frames(), stream_of({{FrameType::input, true, "a"}, {FrameType::result, false, "b"}}));
  CHECK_THROWS_WITH(reader.next(), "a message that is cut short");
}

TEST_CASE("messages that take one frame and several follow each other", "[exec][frame]") {
  MessageReader reader(1000);
  put(reader.frames(), stream_of({{FrameType::run, false, "one"},
                                  {FrameType::input, true, "t"},
                                  {FrameType::input, true, ""},
                                  {FrameType::input, false, "wo"},
                                  {FrameType::input, true, "three"},
                                  {FrameType::input, false, ""},
                                  {FrameType::work, false, ""}}));
  std::vector<std::pair<FrameType, std::string>> messages;
  while (const auto message = reader.next()) messages.emplace_back(message->type, message->payload);
  CHECK(messages == std::vector<std::pair<FrameType, std::string>>{
                        {FrameType::run, "one"}, {FrameType::input, "two"}, {FrameType::input, "three"}, {FrameType::work, ""}});
}
