#include "channel/doorbell.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "os/files.h"

namespace inlay::channel {

Result<std::pair<Doorbell, Doorbell>> Doorbell::pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) {
    return fail(Fault::internal, Blame::self, "channel: socketpair: " + errno_text(errno));
  }
  return std::pair(Doorbell(Fd(ends[0])), Doorbell(Fd(ends[1])));
}

void Doorbell::ring() const {
  const char byte = 1;
  while (::send(fd_.get(), &byte, 1, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

bool Doorbell::take() const {
  std::array<char, 256> bytes;
  while (true) {
    const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got > 0) return true;
    if (got == 0) return false;
    if (errno != EINTR) return errno == EAGAIN;
  }
}

}  // namespace inlay::channel
