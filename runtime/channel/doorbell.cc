#include "channel/doorbell.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "os/files.h"

namespace inlay::channel {
namespace {

// sendmsg() and recvmsg(), since those a confined process may call; each tells the kernel not to
// wait, whatever the other side did to the descriptor. No room for descriptors: sent ones are lost.
msghdr message_of(iovec& text) {
  msghdr message{};
  message.msg_iov = &text;
  message.msg_iovlen = 1;
  return message;
}

}  // namespace

Result<std::pair<Doorbell, Doorbell>> Doorbell::pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return fail(Fault::internal, Blame::self, "channel: socketpair: " + errno_text(errno));
  }
  return std::pair(Doorbell(Fd(ends[0])), Doorbell(Fd(ends[1])));
}

void Doorbell::ring() const {
  char byte = 1;
  iovec text{&byte, 1};
  const msghdr message = message_of(text);
  while (::sendmsg(fd_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

bool Doorbell::take() const {
  std::array<char, 256> bytes;
  iovec text{bytes.data(), bytes.size()};
  msghdr message = message_of(text);
  while (true) {
    const ssize_t got = ::recvmsg(fd_.get(), &message, MSG_DONTWAIT);
    if (got > 0) return true;
    if (got == 0) return false;
    if (errno != EINTR) return errno == EAGAIN;
  }
}

}  // namespace inlay::channel
