#include "net/message_outbox.h"

#include <fcntl.h>

#include "os/files.h"

namespace inlay {
namespace {

// The peer is another loop of ours, which is busy with something else for a moment.
constexpr uint64_t kAgainMs = 5;

}  // namespace

MessageOutbox::MessageOutbox(Loop& loop, int socket)
    : socket_(socket), again_(loop, [this] { (void)send_waiting(); }) {}

Result<> MessageOutbox::send(std::string_view text, int fd) {
  if (waiting_.empty()) {
    auto sent = send_message(socket_, text, fd);
    if (sent || sent.error().fault != Fault::busy) return sent;
  }
  Message message{std::string(text), {}};
  if (fd >= 0) message.fd = Fd(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
  if (fd >= 0 && !message.fd) {
    return fail(Fault::refused, Blame::self, "message's descriptor: " + errno_text(errno));
  }
  waiting_.push_back(std::move(message));
  again_.start(kAgainMs);
  return {};
}

Result<> MessageOutbox::send_waiting() {
  while (!waiting_.empty()) {
    auto sent = send_message(socket_, waiting_.front().text, waiting_.front().fd.get());
    if (!sent && sent.error().fault == Fault::busy) {
      again_.start(kAgainMs);
      return {};
    }
    if (!sent) {
      waiting_.clear();
      return sent;
    }
    waiting_.pop_front();
  }
  return {};
}

}  // namespace inlay
