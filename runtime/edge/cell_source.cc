#include "edge/cell_source.h"

#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

namespace inlay {
namespace {

size_t index_of(CellClass cell_class) { return static_cast<size_t>(cell_class); }

tl::unexpected<Error> no_supervisor() {
  return fail(Fault::closed, Blame::self, "no cell: the supervisor is gone");
}

Error refusal(CellRefusal why) {
  switch (why) {
    case CellRefusal::max:
      return {Fault::busy, Blame::self, "no cell: as many live as may (cells.max)"};
    case CellRefusal::start:
      return {Fault::refused, Blame::self, "no cell: none can be started now"};
    case CellRefusal::asks:
      return {Fault::refused, Blame::self, "no cell: more asked for than may live (cells.max)"};
    case CellRefusal::ending:
      return {Fault::closed, Blame::self, "no cell: the supervisor is about to end"};
  }
  return {};
}

// Whether the process at the other end still holds it.
bool peer_lives(int socket) {
  char byte;
  const ssize_t got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got > 0 || (got < 0 && errno == EAGAIN);
}

// The number may belong to another process already, but not as long as the cell lives: and that it
// does, only its open socket proves, looked at after the number was.
ProcessFd process_behind(int socket, int pid) {
  auto process = ProcessFd::open(pid);
  return process && peer_lives(socket) ? std::move(*process) : ProcessFd();
}

}  // namespace

CellSource::CellSource(Loop& main, MessageOutbox& control, uint64_t asks_max)
    : main_(main), control_(control), asks_max_(asks_max) {}

void CellSource::take(CellClass cell_class, Loop& loop, Taken taken, Ended ended) {
  main_.post([this, cell_class, ask = Ask{&loop, std::move(taken), std::move(ended)}] {
    this->ask(cell_class, ask);
  });
}

void CellSource::kill(uint64_t cell) {
  main_.post([this, cell] { end(cell, CellKill{cell}); });
}

void CellSource::let_go(uint64_t cell, Fd socket) {
  socket.reset();
  main_.post([this, cell] { end(cell, CellRelease{cell}); });
}

void CellSource::ask(CellClass cell_class, Ask ask) {
  size_t waiting = 0;
  for (const auto& asks : asks_) waiting += asks.size();
  if (waiting >= asks_max_) return answer(std::move(ask), fail(refusal(CellRefusal::asks)));
  if (alone_ || !control_.send(cell_message_text(CellAsk{cell_class}))) {
    return answer(std::move(ask), no_supervisor());
  }
  asks_[index_of(cell_class)].push_back(std::move(ask));
}

void CellSource::answer(Ask ask, Result<TakenCell> cell) {
  auto shared = std::make_shared<Result<TakenCell>>(std::move(cell));  // owner: the posted call
  ask.loop->post([shared, taken = std::move(ask.taken)] { taken(std::move(*shared)); });
}

void CellSource::on_message(const CellMessage& message, Fd fd) {
  if (const auto* cell = std::get_if<CellGiven>(&message)) return given(*cell, std::move(fd));
  if (const auto* none = std::get_if<CellRefused>(&message)) return refused(*none);
  if (const auto* end = std::get_if<CellEnded>(&message)) {
    ended({.cell = end->cell, .known = true, .exit_code = end->exit_code, .signal = end->signal});
  }
}

void CellSource::given(const CellGiven& given, Fd socket) {
  auto& asks = asks_[index_of(given.cell_class)];
  if (asks.empty() || !socket) return;  // unasked: closing the socket ends it
  Ask ask = std::move(asks.front());
  asks.pop_front();
  cells_.emplace(given.cell, Cell{.loop = ask.loop,
                                  .ended = std::move(ask.ended),
                                  .process = process_behind(socket.get(), given.pid),
                                  .ending = false,
                                  .watch = nullptr});
  answer(std::move(ask), TakenCell{given.cell, given.pid, std::move(socket)});
}

void CellSource::refused(const CellRefused& refused) {
  auto& asks = asks_[index_of(refused.cell_class)];
  if (asks.empty()) return;
  Ask ask = std::move(asks.front());
  asks.pop_front();
  answer(std::move(ask), fail(refusal(refused.why)));
}

void CellSource::ended(const CellEnding& ending) {
  auto found = cells_.find(ending.cell);
  if (found == cells_.end()) return;
  Cell cell = std::move(found->second);
  cells_.erase(found);
  cell.loop->post([ended = std::move(cell.ended), ending] { ended(ending); });
}

void CellSource::end(uint64_t cell, const CellMessage& word) {
  auto found = cells_.find(cell);
  if (found == cells_.end()) return;
  found->second.ending = true;
  if (alone_ || !control_.send(cell_message_text(word))) found->second.process.signal(SIGKILL);
}

// What the supervisor would have told is read from the processes themselves from now on.
void CellSource::on_supervisor_gone() {
  alone_ = true;
  for (auto& asks : asks_) {
    for (Ask& ask : std::exchange(asks, {})) answer(std::move(ask), no_supervisor());
  }
  std::vector<uint64_t> unknown;
  for (auto& [number, cell] : cells_) {
    if (!cell.process) {
      unknown.push_back(number);
      continue;
    }
    if (cell.ending) cell.process.signal(SIGKILL);  // the word may not have been heard
    // A copy: the call destroys its watch.
    auto tell = [this, number = number] { ended({.cell = number}); };
    cell.watch = std::make_unique<ReadPoll>(main_, cell.process.get(), tell);
  }
  for (uint64_t number : unknown) ended({.cell = number});  // it had ended when it came
}

}  // namespace inlay
