// All cells of one supervisor: keeps a few started ahead, hands them to edges, ends those that an
// edge is done with or wants dead, and learns of every end.
//
// What bounds it: cells.max processes in all, one start at a time, growing pauses where they do not
// live. Cells survive the supervisor, as edges do, and then end with their edge. A successor counts
// its own only: those of the edge before are gone when that has left (kEdgeLeaveMs), and get no
// company, since an edge without a supervisor takes no further ones.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "config/cell_messages.h"
#include "net/loop.h"
#include "net/timer.h"
#include "supervisor/cell_process.h"

namespace inlay {

struct CellLimits {
  uint64_t max = 0;     // cells.max: processes, spares among them
  uint64_t spares = 0;  // cells.spares: kept ready; 0: each is started when it is asked for
};

struct CellTimes {
  uint64_t ready_ms = 5'000;  // a cell that takes longer to start is killed
  uint64_t leave_ms = 1'000;  // one that should end by itself and has not by then
  uint64_t young_ms = 5'000;  // a spare that ends within this ends the next one's start, too
  // Before the next start, by how many ended in a row without being of use.
  std::array<uint64_t, 6> pauses_ms{0, 100, 500, 2'000, 10'000, 30'000};
  uint64_t tell_again_ms = 60'000;  // the log of what may happen with every request
};

struct CellCounts {
  uint64_t starting = 0;
  uint64_t spares = 0;
  uint64_t taken = 0;
  uint64_t leaving = 0;
  uint64_t max = 0;
  uint64_t starts = 0;
  uint64_t start_failures = 0;
  uint64_t deaths = 0;     // ready ones that ended unasked
  uint64_t kills = 0;      // on an edge's word
  uint64_t refused = 0;    // edges that asked and got none
  std::string_view walls;  // of the last one that was ready; empty: none was
  uint64_t living() const { return starting + spares + taken + leaving; }
};

class CellSpares {
 public:
  // A process that will say kCellReady on `control`, which is borrowed for the call.
  using Start = std::function<Result<Spawned>(CellClass cell_class, int control)>;
  // To the edge of that generation, with a descriptor (-1: none), borrowed for the call.
  using Tell = std::function<void(uint64_t edge, std::string_view text, int fd)>;

  CellSpares(Loop& loop, Log& log, Start start, Tell tell, const CellTimes& times = {});
  // Kills what is left.
  ~CellSpares();
  CellSpares(const CellSpares&) = delete;
  CellSpares& operator=(const CellSpares&) = delete;

  // `wanted`: some site has a script for cells. Without it no spare is kept.
  void keep(const CellLimits& limits, bool wanted);
  void on_message(uint64_t edge, const CellMessage& message);
  void on_edge_gone(uint64_t edge);
  // Nothing is started or handed out any more; those that edges have stay.
  void stop();

  CellCounts counts() const;

 private:
  using State = CellProcess::State;
  struct Ask {
    uint64_t edge;
    CellClass cell_class;
  };

  // -- starting
  void settle();
  void start_next();
  std::optional<CellClass> next_start() const;
  bool start(CellClass cell_class);
  void on_word(uint64_t number);
  void on_ready(CellProcess& cell, std::string_view walls);
  void start_late();
  bool start_failed(CellClass cell_class, std::string_view reason);
  void was_of_no_use();
  // -- edges
  void hand_out();
  void refuse_some();
  void dismiss_some();
  void refuse(const Ask& ask, CellRefusal why);
  void kill(uint64_t edge, uint64_t number);
  void release(uint64_t edge, uint64_t number);
  // -- ending
  void on_end(uint64_t number);
  void died(uint64_t number, const CellProcess& cell, const Ending& ending);
  void leave(CellProcess& cell);
  void leave_late();
  bool dismiss_spare();

  void move_to(CellProcess& cell, State state);
  size_t count(State state) const;
  size_t spares_of(CellClass cell_class) const;

  Loop& loop_;
  Log& log_;
  Start start_;
  Tell tell_;
  const CellTimes times_;
  CellLimits limits_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::map<uint64_t, CellProcess> cells_;  // by number, every living one
  std::deque<Ask> asks_;                   // that wait for a start or for an end
  uint64_t last_number_ = 0;
  size_t useless_ = 0;  // cells in a row
  bool pausing_ = false;
  bool failure_told_ = false;
  std::optional<uint64_t> max_told_ms_;
  CellCounts counts_;  // what only grows
  std::string walls_;
  Timer pause_;
  Timer start_limit_;
  Timer leave_limit_;
};

}  // namespace inlay
