#include "net/unix_listener.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

#include "os/files.h"

namespace inlay {
namespace {

constexpr int kBacklog = 16;

tl::unexpected<Error> socket_error(const std::string& path, Fault fault = Fault::refused) {
  return fail(fault, Blame::config, path + ": " + errno_text(errno));
}

Fd unix_socket() { return Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

// Removes what a dead process left there.
Result<> make_room(const std::string& path, const sockaddr_un& address) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) {
    return fail(Fault::busy, Blame::config, path + ": is there already, and no socket");
  }
  Fd probe = unix_socket();
  const int connected =
      ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (connected == 0 || errno == EAGAIN) {
    return fail(Fault::busy, Blame::config, path + ": another process listens there");
  }
  if (::unlink(path.c_str()) != 0) return socket_error(path);
  return {};
}

}  // namespace

Result<Fd> listen_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Fault::too_large, Blame::config,
                path + ": " + std::to_string(path.size()) + " bytes, a socket's path may have " +
                    std::to_string(sizeof address.sun_path - 1));
  }
  path.copy(address.sun_path, path.size());
  if (auto room = make_room(path, address); !room) return fail(room.error());
  Fd socket = unix_socket();
  // Before bind: the file never has another mode.
  if (!socket || ::fchmod(socket.get(), 0600) != 0 ||
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(socket.get(), kBacklog) != 0) {
    return socket_error(path);
  }
  return socket;
}

}  // namespace inlay
