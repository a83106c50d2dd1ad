#include "cli/cell_session.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <string>
#include <utility>

#include "channel/handover.h"
#include "config/cell_wire.h"
#include "os/message_socket.h"

namespace inlay::cli {
namespace {

// The folder of the running program, with '/'.
std::string own_folder() {
  std::array<char, PATH_MAX> path;
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  const std::string_view own(path.data(), size > 0 ? static_cast<size_t>(size) : 0);
  return std::string(own.substr(0, own.rfind('/') + 1));
}

constexpr int kReadyMs = 10'000;

// Its first word: ready, or why not.
Result<> wait_until_ready(int control) {
  pollfd polled{.fd = control, .events = POLLIN, .revents = 0};
  (void)::poll(&polled, 1, kReadyMs);
  const auto message = receive_message(control);
  if (!message) {
    return fail(Fault::internal, Blame::self,
                "inlay-cell does not start: " + message.error().detail);
  }
  if (message->text.starts_with(kCellReady)) return {};
  return fail(Fault::internal, Blame::self, "inlay-cell does not start: " + message->text);
}

}  // namespace

Result<std::unique_ptr<CellSession>> CellSession::start(std::string_view site) {
  auto control = message_pair();
  if (!control) return fail(control.error());
  auto process =
      spawn({.program = own_folder() + kCellName,
             .arguments = {kCellName, kCellWire, std::string(cell_class_name(CellClass::jitless))},
             .descriptors = {control->second.get()},
             .output = -1});
  if (!process) return fail(process.error());
  control->second.reset();
  if (auto ready = wait_until_ready(control->first.get()); !ready) return fail(ready.error());
  auto workspace = std::make_unique<channel::Workspace>();
  auto made = channel::EdgeEnd::make({}, site, *workspace);
  if (!made) return fail(made.error());
  if (auto sent = channel::send_channel(control->first.get(), made->cell); !sent) {
    return fail(sent.error());
  }
  return std::unique_ptr<CellSession>(new CellSession(
      std::move(*process), std::move(control->first), std::move(workspace), std::move(made->end)));
}

CellSession::CellSession(Spawned process, Fd control, std::unique_ptr<channel::Workspace> workspace,
                         std::unique_ptr<channel::EdgeEnd> end)
    : process_(std::move(process)),
      control_(std::move(control)),
      workspace_(std::move(workspace)),
      end_(std::move(end)) {}

CellSession::~CellSession() {
  if (!ended_) kill();
}

void CellSession::wait(Clock::Mono until) {
  if (end_->settle() == channel::Rest::work) return;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - SystemClock().mono());
  const int ms = static_cast<int>(std::clamp<int64_t>(left.count(), 0, 60'000));
  pollfd polled{.fd = end_->doorbell(), .events = POLLIN, .revents = 0};
  if (::poll(&polled, 1, ms) > 0) end_->woken();
}

Ending CellSession::kill() {
  process_.kill(SIGKILL);
  ended_ = true;
  return process_.wait().value_or(Ending{});
}

}  // namespace inlay::cli
