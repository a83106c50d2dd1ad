#include "telemetry/line_file.h"

#include <poll.h>
#include <sys/uio.h>

#include <cerrno>

namespace inlay {

tl::expected<size_t, int> LineFile::put(std::array<std::string_view, 2> parts) {
  const std::string_view before = abandoned_ ? "\n" : "";
  iovec pieces[3];
  size_t count = 0;
  for (std::string_view part : {before, parts[0], parts[1]}) {
    pieces[count++] = {const_cast<char*>(part.data()), part.size()};
  }
  const ssize_t result = ::writev(fd_.get(), pieces, static_cast<int>(count));
  if (result < 0) return errno == EINTR ? tl::expected<size_t, int>(0) : tl::unexpected(errno);
  if (result == 0) return 0;
  abandoned_ = false;
  const size_t put = static_cast<size_t>(result) - before.size();
  if (put > 0) {
    const bool in_first = put <= parts[0].size();
    inside_line_ = (in_first ? parts[0][put - 1] : parts[1][put - 1 - parts[0].size()]) != '\n';
  } else {
    inside_line_ = false;
  }
  return put;
}

void LineFile::wait(int ms) const {
  pollfd room{fd_.get(), POLLOUT, 0};
  ::poll(&room, 1, ms);
}

}  // namespace inlay
