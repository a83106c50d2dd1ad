// Where an edge gets its cells from: its supervisor starts them, and ends them on a word. Loops ask
// from their own threads; the edge's main thread talks with the supervisor
// (config/cell_messages.h).
//
// Without a supervisor there are no further cells, and pages go on without scripts. Those taken
// live on with this edge: they end when it closes their sockets or ends itself.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "base/result.h"
#include "config/cell_messages.h"
#include "config/cell_wire.h"
#include "net/loop.h"
#include "net/message_outbox.h"
#include "net/poll.h"
#include "os/fd.h"
#include "os/process_fd.h"

namespace inlay {

// A confined process that nobody has used before. Whoever has the socket has the cell; it ends when
// that closes.
struct TakenCell {
  uint64_t number = 0;  // never that of another cell of this supervisor
  int pid = 0;          // for people
  Fd socket;            // message socket; the cell waits for channels on it (channel/handover.h)
};

struct CellEnding {
  uint64_t cell = 0;
  bool known = false;  // only the supervisor learns how a process ended
  int exit_code = 0;
  int signal = 0;
};

class CellSource {
 public:
  // Fault::busy: as many cells live as may (cells.max): let one go, then ask again. Fault::refused:
  // none can be started now; later one may. Fault::closed: there is no supervisor.
  using Taken = std::function<void(Result<TakenCell>)>;
  // The process is gone, whatever the reason. Not before Taken, and once; not at all for a cell
  // whose edge ends first.
  using Ended = std::function<void(const CellEnding&)>;

  // Borrows both. `control` leads to the supervisor; further messages on it are others' matter.
  // `asks_max` (cells.max): so many may wait for an answer, a further one is refused.
  CellSource(Loop& main, MessageOutbox& control, uint64_t asks_max);
  CellSource(const CellSource&) = delete;
  CellSource& operator=(const CellSource&) = delete;

  // ---- from any thread

  // Both are called on `loop`, which must outlive this. A cell is there at once where a spare is,
  // and may take as long as a start does where none is (CellTimes::ready_ms), or longer while the
  // supervisor is stopped: who has a visitor waiting bounds that himself.
  void take(CellClass cell_class, Loop& loop, Taken taken, Ended ended);
  // Ends it at once, whatever it does. For one that has ended already: nothing. Without a
  // supervisor it needs the right to: that of root, or of the cell's own user.
  void kill(uint64_t cell);
  // Closes the socket, so the cell ends by itself; it is killed if it has not soon.
  void let_go(uint64_t cell, Fd socket);

  // ---- on the main thread, for edge_process.h

  void on_message(const CellMessage& message, Fd fd);
  void on_supervisor_gone();

 private:
  struct Ask {
    Loop* loop = nullptr;
    Taken taken;
    Ended ended;
  };
  struct Cell {
    Loop* loop = nullptr;
    Ended ended;
    ProcessFd process;
    bool ending = false;              // was asked for
    std::unique_ptr<ReadPoll> watch;  // only without a supervisor
  };

  void ask(CellClass cell_class, Ask ask);
  void answer(Ask ask, Result<TakenCell> cell);
  void given(const CellGiven& given, Fd socket);
  void refused(const CellRefused& refused);
  void ended(const CellEnding& ending);
  void end(uint64_t cell, const CellMessage& word);

  Loop& main_;
  MessageOutbox& control_;
  const uint64_t asks_max_;
  bool alone_ = false;
  std::array<std::deque<Ask>, kCellClasses> asks_;  // answered in this order
  std::map<uint64_t, Cell> cells_;                  // by number
};

}  // namespace inlay
