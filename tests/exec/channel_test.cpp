#include "support/catch.hpp"

#include <array>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exec/channel.hpp"
#include "support/child.hpp"

using namespace sotval;
using namespace sotval::exec;

namespace {

std::string numbered_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 17 + i / 241);
  return bytes;
}

BytePieces as_input(const std::string& bytes) {
  return {std::as_bytes(std::span(bytes))};
}

struct Received {
  FrameType type{};
  std::string payload;
  friend bool operator==(const Received&, const Received&) = default;
};

// The other end: reads what is there, as a worker would.
class Peer {
public:
  explicit Peer(core::Descriptor socket) : socket_(std::move(socket)) {}

  bool read_some(std::size_t size = 64 * 1024) {
    iovec room{messages_.frames().room(size), size};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(4 * sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t n = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (n <= 0) return false;
    messages_.frames().received(static_cast<std::size_t>(n));
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
      descriptors.emplace_back(fd);
    }
    while (const auto whole = messages_.next()) received.push_back({whole->type, std::string(whole->payload)});
    return true;
  }
  void write(std::string_view bytes) const { support::detail::write_all(socket_.get(), bytes); }
  void close() { socket_ = core::Descriptor(); }

  std::vector<Received> received;
  std::vector<core::Descriptor> descriptors;

private:
  core::Descriptor socket_;
  MessageReader messages_{std::size_t{1} << 30};
};

struct Pair {
  Channel channel;
  Peer peer;

  Pair() : Pair(Channel::open()) {}

  // Until all is sent and received.
  void exchange() {
    while (channel.wants_to_send()) {
      REQUIRE(channel.send() == Channel::State::open);
      peer.read_some();
    }
    while (peer.read_some()) {
    }
  }

private:
  explicit Pair(std::pair<Channel, core::Descriptor> ends) : channel(std::move(ends.first)), peer(std::move(ends.second)) {}
};

core::Descriptor file_with(const std::string& content) {
  core::Descriptor file(::memfd_create("test", MFD_CLOEXEC));
  support::detail::write_all(file.get(), content);
  return file;
}

std::string content_of(int fd) {
  ::lseek(fd, 0, SEEK_SET);
  return support::detail::read_all(fd);
}

} // namespace

TEST_CASE("messages arrive in order, small ones together", "[exec][channel]") {
  Pair pair;
  CHECK_FALSE(pair.channel.wants_to_send());
  CHECK(pair.channel.send() == Channel::State::open);
  pair.channel.queue(FrameType::run, "one");
  pair.channel.queue(FrameType::work, "");
  pair.channel.queue(FrameType::work, "three");
  CHECK(pair.channel.wants_to_send());
  CHECK(pair.channel.send() == Channel::State::open);
  CHECK_FALSE(pair.channel.wants_to_send());
  pair.peer.read_some();
  CHECK(pair.peer.received == std::vector<Received>{{FrameType::run, "one"}, {FrameType::work, ""}, {FrameType::work, "three"}});
}

TEST_CASE("a peer that does not read holds nobody up and gets all of it later", "[exec][channel]") {
  Pair pair;
  const std::string large = numbered_bytes(5'000'000);
  pair.channel.queue(FrameType::work, large);
  for (int i = 0; i < 3; ++i) {
    CHECK(pair.channel.send() == Channel::State::open);
    CHECK(pair.channel.wants_to_send());
    pair.channel.queue(FrameType::work, "behind " + std::to_string(i));
  }
  pair.exchange();
  CHECK(pair.peer.received == std::vector<Received>{{FrameType::work, large}, {FrameType::work, "behind 0"}, {FrameType::work, "behind 1"}, {FrameType::work, "behind 2"}});
}

TEST_CASE("a peer that is gone closes the channel and raises no signal", "[exec][channel]") {
  CHECK(support::in_child([] {
          std::signal(SIGPIPE, SIG_DFL);
          Pair pair;
          pair.channel.queue(FrameType::work, "x", STDIN_FILENO);
          pair.peer.close();
          const bool closed = pair.channel.send() == Channel::State::closed && pair.channel.receive() == Channel::State::closed;
          pair.channel.queue(FrameType::work, std::string(3'000'000, 'x'));
          return std::string(closed && pair.channel.send() == Channel::State::closed ? "closed" : "open");
        }) == "closed");
}

TEST_CASE("a peer that goes in the middle of a large message closes the channel", "[exec][channel]") {
  Pair pair;
  pair.channel.queue(FrameType::work, std::string(5'000'000, 'x'));
  CHECK(pair.channel.send() == Channel::State::open);
  pair.peer.read_some();
  pair.peer.close();
  CHECK(pair.channel.send() == Channel::State::closed);
}

TEST_CASE("what a peer wrote before it went is still read", "[exec][channel]") {
  Pair pair;
  std::string bytes;
  FrameWriter writer;
  writer.write(bytes, FrameType::hello, "hello");
  writer.write(bytes, FrameType::result, numbered_bytes(100'000));
  CHECK(pair.channel.receive() == Channel::State::open); // nothing there yet
  CHECK_FALSE(pair.channel.messages().next());
  pair.peer.write(bytes);
  pair.peer.close();
  std::vector<Received> received;
  while (pair.channel.receive() == Channel::State::open)
    while (const auto message = pair.channel.messages().next()) received.push_back({message->type, std::string(message->payload)});
  CHECK(received == std::vector<Received>{{FrameType::hello, "hello"}, {FrameType::result, numbered_bytes(100'000)}});
}

TEST_CASE("what no writer wrote is refused by the pool's end", "[exec][channel]") {
  Pair pair;
  pair.peer.write(std::string(1000, 'z'));
  CHECK(pair.channel.receive() == Channel::State::open);
  CHECK_THROWS_AS(pair.channel.messages().next(), ProtocolError);
}

TEST_CASE("a descriptor goes along with its message, once", "[exec][channel]") {
  Pair pair;
  const core::Descriptor file = file_with("content");
  pair.channel.queue(FrameType::work, "before");
  pair.channel.queue(FrameType::run, "with it", file.get());
  pair.channel.queue(FrameType::work, "behind");
  pair.exchange();
  CHECK(pair.peer.received == std::vector<Received>{{FrameType::work, "before"}, {FrameType::run, "with it"}, {FrameType::work, "behind"}});
  REQUIRE(pair.peer.descriptors.size() == 1);
  CHECK(content_of(pair.peer.descriptors[0].get()) == "content");
}

TEST_CASE("a descriptor behind a full socket waits and arrives with its message", "[exec][channel]") {
  Pair pair;
  const core::Descriptor first = file_with("first"), second = file_with("second");
  pair.channel.queue(FrameType::work, numbered_bytes(2'000'000), first.get());
  CHECK(pair.channel.send() == Channel::State::open);
  pair.channel.queue(FrameType::run, "second", second.get());
  CHECK(pair.channel.send() == Channel::State::open);
  CHECK(pair.channel.wants_to_send());
  pair.peer.read_some(1);
  REQUIRE(pair.peer.descriptors.size() == 1); // with the first byte
  pair.exchange();
  CHECK(pair.peer.received.size() == 2);
  REQUIRE(pair.peer.descriptors.size() == 2);
  CHECK(content_of(pair.peer.descriptors[0].get()) == "first");
  CHECK(content_of(pair.peer.descriptors[1].get()) == "second");
}

TEST_CASE("a descriptor that cannot be sent closes the channel", "[exec][channel]") {
  Pair pair;
  pair.channel.queue(FrameType::run, "x", 1'000'000);
  CHECK(pair.channel.send() == Channel::State::closed);
}

TEST_CASE("input of any size arrives as one message behind what was queued before", "[exec][channel]") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, max_payload - 1, max_payload, max_payload + 1, 5 * max_payload}) {
    Pair pair;
    const std::string input = numbered_bytes(size);
    pair.channel.queue(FrameType::run, "here it comes");
    pair.channel.queue_input(as_input(input));
    CHECK(pair.channel.wants_to_send());
    pair.exchange();
    INFO(size);
    REQUIRE(pair.peer.received.size() == 2);
    CHECK(pair.peer.received[0].type == FrameType::run);
    CHECK(pair.peer.received[1] == Received{FrameType::input, input});
  }
}

TEST_CASE("input in pieces arrives in one", "[exec][channel]") {
  Pair pair;
  const std::string input = numbered_bytes(3 * max_payload);
  const auto bytes = std::as_bytes(std::span(input));
  pair.channel.queue_input({bytes.first(0), bytes.first(5), bytes.subspan(5, 2 * max_payload), {}, bytes.subspan(2 * max_payload + 5), {}});
  pair.exchange();
  REQUIRE(pair.peer.received.size() == 1);
  CHECK(pair.peer.received[0] == Received{FrameType::input, input});
  CHECK_FALSE(pair.channel.wants_to_send());
}

TEST_CASE("input is cut into frames only as there is room for them", "[exec][channel]") {
  Pair pair;
  const std::string input = numbered_bytes(20 * max_payload);
  pair.channel.queue_input(as_input(input));
  CHECK(pair.channel.send() == Channel::State::open);
  CHECK(pair.channel.wants_to_send());
  pair.exchange();
  REQUIRE(pair.peer.received.size() == 1);
  CHECK(pair.peer.received[0].payload == input);
}
