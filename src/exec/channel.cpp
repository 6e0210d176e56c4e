#include "exec/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/socket.h>

namespace sotval::exec {

namespace {

// Like send(), with a descriptor beside the first byte.
ssize_t send_with_descriptor(int socket, const char* data, std::size_t size, int descriptor) {
  iovec piece{const_cast<char*>(data), size};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

} // namespace

std::pair<Channel, core::Descriptor> Channel::open() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "socketpair");
  return {Channel(core::Descriptor(ends[0])), core::Descriptor(ends[1])};
}

Channel::Channel(core::Descriptor socket) : socket_(std::move(socket)), messages_(max_result) {}

void Channel::queue(FrameType type, std::string_view message, int descriptor) {
  if (descriptor < 0 && !outgoing_.empty()) { // small messages travel together
    writer_.write(outgoing_.back().bytes, type, message);
    return;
  }
  Outgoing& outgoing = outgoing_.emplace_back();
  writer_.write(outgoing.bytes, type, message);
  outgoing.descriptor = descriptor;
}

void Channel::queue_input(const BytePieces& input) {
  input_.emplace();
  for (const auto piece : input)
    if (!piece.empty()) input_->push_back(piece);
}

Frame Channel::next_of_input() {
  std::span<const std::byte> payload;
  if (!input_->empty()) {
    auto& first = input_->front();
    payload = first.first(std::min(first.size(), max_payload));
    first = first.subspan(payload.size());
    if (first.empty()) input_->pop_front();
  }
  const bool more = !input_->empty();
  if (!more) input_.reset();
  return {FrameType::input, more, {reinterpret_cast<const char*>(payload.data()), payload.size()}};
}

Channel::State Channel::send() {
  for (;;) {
    if (outgoing_.empty()) {
      if (!input_) return State::open;
      writer_.write_frame(outgoing_.emplace_back().bytes, next_of_input());
    }
    Outgoing& first = outgoing_.front();
    const char* data = first.bytes.data() + first.sent;
    const std::size_t size = first.bytes.size() - first.sent;
    const ssize_t sent = first.descriptor >= 0 ? send_with_descriptor(fd(), data, size, first.descriptor)
                                               : ::send(fd(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      // ETOOMANYREFS: descriptors on their way are limited too, and become fewer as workers take them.
      return errno == EAGAIN || errno == EWOULDBLOCK || errno == ETOOMANYREFS || errno == ENOBUFS ? State::open : State::closed;
    }
    first.descriptor = -1;
    first.sent += static_cast<std::size_t>(sent);
    if (first.sent == first.bytes.size()) outgoing_.pop_front();
  }
}

Channel::State Channel::receive() {
  constexpr std::size_t piece = 64 * 1024;
  for (;;) {
    char* room = messages_.frames().room(piece);
    const ssize_t n = ::recv(fd(), room, piece, MSG_DONTWAIT);
    if (n > 0) {
      messages_.frames().received(static_cast<std::size_t>(n));
      return State::open; // if there is more, poll() will say so again
    }
    if (n < 0 && errno == EINTR) continue;
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? State::open : State::closed;
  }
}

} // namespace sotval::exec
