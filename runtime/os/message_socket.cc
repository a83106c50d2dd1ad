#include "os/message_socket.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "os/files.h"

namespace inlay {
namespace {

Result<sockaddr_un> unix_address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Fault::too_large, Blame::config,
                path + ": longer than " + std::to_string(sizeof address.sun_path - 1) +
                    " bytes, as a socket's path may be");
  }
  path.copy(address.sun_path, path.size());
  return address;
}

tl::unexpected<Error> socket_error(const std::string& path) {
  return fail(Fault::refused, Blame::config, path + ": " + errno_text(errno));
}

const sockaddr* raw(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

Result<std::pair<Fd, Fd>> message_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
    return fail(Fault::internal, Blame::self, "socketpair: " + errno_text(errno));
  }
  return std::pair(Fd(ends[0]), Fd(ends[1]));
}

Result<Fd> message_listener(const std::string& path) {
  auto address = unix_address(path);
  if (!address) return fail(address.error());
  Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  ::unlink(path.c_str());
  if (!socket || ::bind(socket.get(), raw(*address), sizeof *address) != 0 ||
      ::listen(socket.get(), 1) != 0) {
    return socket_error(path);
  }
  return socket;
}

Result<Fd> message_accept(int listener) {
  Fd accepted(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!accepted) return fail(Fault::timed_out, Blame::self, "accept: " + errno_text(errno));
  return accepted;
}

Result<Fd> message_connect(const std::string& path, uint32_t wait_ms) {
  auto address = unix_address(path);
  if (!address) return fail(address.error());
  Fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  timeval limit{wait_ms / 1000, static_cast<suseconds_t>(wait_ms % 1000 * 1000)};
  if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
      ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
      ::connect(socket.get(), raw(*address), sizeof *address) != 0) {
    return socket_error(path);
  }
  return socket;
}

Result<> send_message(int socket, std::string_view text, int fd) {
  iovec part{const_cast<char*>(text.data()), text.size()};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (fd >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  }
  if (::sendmsg(socket, &message, MSG_NOSIGNAL) < 0) {
    const Fault fault = errno == EAGAIN ? Fault::busy : Fault::closed;
    return fail(fault, Blame::self, "message to a sibling process: " + errno_text(errno));
  }
  return {};
}

Result<Message> receive_message(int socket) {
  char buffer[kMessageBytesMax];
  iovec part{buffer, sizeof buffer};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
    return fail(Fault::timed_out, Blame::self, "no message yet");
  }
  if (got <= 0) return fail(Fault::closed, Blame::self, "sibling process is gone");
  Message out{std::string(buffer, static_cast<size_t>(got)), {}};
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    out.fd = Fd(fd);
  }
  return out;
}

}  // namespace inlay
