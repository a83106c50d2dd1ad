#include "supervisor/edge_handle.h"

#include <signal.h>

#include "config/edge_wire.h"
#include "os/message_socket.h"
#include "os/process.h"

namespace inlay {

EdgeHandle::EdgeHandle(Loop& loop, Fd control, CounterRegion counters, size_t loops,
                       uint64_t generation, Events events)
    : loop_(loop),
      control_(std::move(control)),
      outbox_(loop, control_.get()),
      counters_(std::move(counters)),
      loops_(loops),
      generation_(generation),
      events_(std::move(events)),
      started_ms_(loop.now_ms()) {}

Result<std::unique_ptr<EdgeHandle>> EdgeHandle::start(Loop& loop, const EdgeInputs& inputs,
                                                      uint64_t generation, Events events) {
  auto pair = message_pair();
  if (!pair) return fail(pair.error());
  const size_t loops = inputs.start.loops;
  auto counters = CounterRegion::create(loops + 1);  // one for what is no loop's
  if (!counters) return fail(counters.error());
  std::vector<int> fds{pair->second.get(), inputs.start_memory->get(), inputs.snapshot->get(),
                       counters->fd()};
  for (int fd : socket_fds(inputs.listeners)) fds.push_back(fd);
  if (inputs.access_log) fds.push_back(inputs.access_log->get());

  std::unique_ptr<EdgeHandle> edge(new EdgeHandle(
      loop, std::move(pair->first), std::move(*counters), loops, generation, std::move(events)));
  auto process = ChildProcess::start(loop, kThisProgram, {kEdgeName, kEdgeWire, inputs.start.state},
                                     fds, [handle = edge.get()](ChildProcess::Exit exit) {
                                       auto call = handle->events_.on_exit;  // destroys the handle
                                       call(exit);
                                     });
  if (!process) return fail(process.error());
  edge->process_ = std::move(*process);
  edge->control_poll_.emplace(loop, edge->control_.get(),
                              [handle = edge.get()] { handle->on_message(); });
  return edge;
}

void EdgeHandle::on_message() {
  auto message = receive_message(control_.get());
  if (!message) {
    if (message.error().fault == Fault::closed) control_poll_.reset();  // on_exit follows
    return;
  }
  if (message->text == kEdgeReady && state_ == State::starting) {
    state_ = State::serving;
    events_.on_ready();
  } else if (message->text == kEdgeTaken || message->text == kEdgeRefused) {
    if (sites_unanswered_ > 0 && --sites_unanswered_ == 0) {
      events_.on_sites(message->text == kEdgeTaken);
    }
  } else if (auto about_cell = parse_cell_message(message->text)) {
    events_.on_cell_message(*about_cell);
  }
}

void EdgeHandle::send_sites(int snapshot) {
  sites_unanswered_++;
  (void)outbox_.send(kEdgeSites, snapshot);
}

void EdgeHandle::send_access_log(int file) { (void)outbox_.send(kEdgeAccess, file); }

void EdgeHandle::send_cell_message(std::string_view text, int fd) { (void)outbox_.send(text, fd); }

void EdgeHandle::drain() {
  state_ = State::draining;
  draining_since_ms_ = loop_.now_ms();
  if (!outbox_.send(kEdgeDrain)) process_->signal(SIGTERM);
}

void EdgeHandle::kill() { process_->signal(SIGKILL); }

}  // namespace inlay
