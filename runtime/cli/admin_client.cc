#include "cli/admin_client.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>

#include "os/fd.h"
#include "os/files.h"

namespace inlay::cli {
namespace {

constexpr time_t kWaitSeconds = 5;
constexpr Bytes kAnswerBytesMax = 64_MiB;

tl::unexpected<Error> unreachable(const std::string& why) {
  return fail(Fault::unreachable, Blame::config, why);
}

Result<Fd> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return unreachable("path too long for a socket");
  path.copy(address.sun_path, path.size());
  Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval limit{kWaitSeconds, 0};
  if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0 ||
      ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0 ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return unreachable(errno_text(errno));
  }
  return socket;
}

}  // namespace

Result<std::string> ask_admin(const std::string& path, const std::string& target) {
  auto socket = connect_to(path);
  if (!socket) return fail(socket.error());
  const std::string request =
      "GET " + target + " HTTP/1.1\r\nHost: inlay\r\nConnection: close\r\n\r\n";
  if (auto sent = write_fd(socket->get(), request); !sent) return unreachable(sent.error().detail);
  auto answer = read_all(socket->get(), kAnswerBytesMax, "answer");
  if (!answer) return unreachable("no answer within 5 s");
  const size_t head_end = answer->find("\r\n\r\n");
  if (head_end == std::string::npos) return unreachable("the answer is no HTTP");
  if (!answer->starts_with("HTTP/1.1 200 ")) {
    return fail(Fault::refused, Blame::self, answer->substr(0, answer->find("\r\n")));
  }
  return answer->substr(head_end + 4);
}

}  // namespace inlay::cli
