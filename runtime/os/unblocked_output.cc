#include "os/unblocked_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace inlay {

UnblockedOutput::UnblockedOutput(int fd) : fd_(fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return;
  if (S_ISSOCK(info.st_mode)) kind_ = Kind::socket;
  if (!S_ISFIFO(info.st_mode) && !S_ISCHR(info.st_mode)) return;
  const std::string again = "/proc/self/fd/" + std::to_string(fd);
  own_ = Fd(::open(again.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (own_) {
    fd_ = own_.get();
  } else {
    kind_ = Kind::may_wait;  // another user's pipe, say
  }
}

bool UnblockedOutput::write(std::string_view bytes) {
  if (kind_ == Kind::may_wait) {
    pollfd ready{fd_, POLLOUT, 0};
    if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  }
  const ssize_t put = kind_ == Kind::socket
                          ? ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                          : ::write(fd_, bytes.data(), bytes.size());
  return put == static_cast<ssize_t>(bytes.size());
}

}  // namespace inlay
