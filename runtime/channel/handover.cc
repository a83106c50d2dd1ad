#include "channel/handover.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "os/files.h"

namespace inlay::channel {
namespace {

constexpr size_t kFds = 2;
constexpr char kWord = 'c';

// Room for the descriptors of one message, aligned as the kernel wants it.
struct alignas(cmsghdr) Control {
  std::array<char, CMSG_SPACE(kFds * sizeof(int))> bytes{};
};

msghdr message(iovec& text, Control& control) {
  msghdr header{};
  header.msg_iov = &text;
  header.msg_iovlen = 1;
  header.msg_control = control.bytes.data();
  header.msg_controllen = control.bytes.size();
  return header;
}

tl::unexpected<Error> handover_error(Fault fault, const std::string& what) {
  return fail(fault, Blame::self, "channel handover: " + what);
}

}  // namespace

Result<> send_channel(int socket, const ChannelFds& fds) {
  char word = kWord;
  iovec text{&word, 1};
  Control control;
  msghdr header = message(text, control);
  cmsghdr* rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(kFds * sizeof(int));
  const std::array<int, kFds> numbers{fds.memory.get(), fds.doorbell.get()};
  std::memcpy(CMSG_DATA(rights), numbers.data(), sizeof(numbers));
  while (::sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
    if (errno == EINTR) continue;
    const bool busy = errno == EAGAIN || errno == ENOBUFS;
    return handover_error(busy ? Fault::busy : Fault::closed, errno_text(errno));
  }
  return {};
}

Result<ChannelFds> receive_channel(int socket) {
  char word = 0;
  iovec text{&word, 1};
  Control control;
  msghdr header = message(text, control);
  ssize_t got = -1;
  while ((got = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC)) < 0) {
    if (errno == EINTR) continue;
    return handover_error(errno == EAGAIN ? Fault::timed_out : Fault::closed, errno_text(errno));
  }
  if (got == 0) return handover_error(Fault::closed, "the edge has gone");
  ChannelFds fds;
  if (const cmsghdr* rights = CMSG_FIRSTHDR(&header);
      rights != nullptr && rights->cmsg_type == SCM_RIGHTS) {
    std::array<int, kFds> numbers{-1, -1};
    std::memcpy(numbers.data(), CMSG_DATA(rights),
                std::min(sizeof(numbers), rights->cmsg_len - CMSG_LEN(0)));
    fds = {Fd(numbers[0]), Fd(numbers[1])};
  }
  if (word != kWord || !fds.memory || !fds.doorbell) {
    return handover_error(Fault::malformed, "a message without a channel");
  }
  return fds;
}

}  // namespace inlay::channel
