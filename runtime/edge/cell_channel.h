// A loop's way to one site's cell: its channel, the scripts that went over it, and the pages on it.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "channel/edge_end.h"
#include "channel/script_transfer.h"
#include "edge/page_run.h"
#include "edge/site_cells.h"
#include "net/loop.h"
#include "net/poll.h"

namespace inlay {

// What a channel tells its LoopCells.
class CellChannelEvents {
 public:
  virtual void on_cell_log(const PageRun* run, const EdgeScript* script,
                           const channel::LogCall& call) = 0;
  // There is something to do at the end of this turn.
  virtual void on_work(class CellChannel& channel) = 0;

 protected:
  ~CellChannelEvents() = default;
};

// One thread, its loop's. Without a cell at first, and again after that has ended.
class CellChannel {
 public:
  // What a script's limit of wall time is exceeded by when its cell is killed, less a tick.
  static constexpr std::chrono::milliseconds kSilenceMost{200};
  // Of one stream, however lively its cell is otherwise.
  static constexpr std::chrono::seconds kPatience{30};

  // `start_most`: a page waits so long for a cell and its scripts, then it goes on without.
  CellChannel(Loop& loop, std::string site, channel::Workspace& workspace, const Clock& clock,
              std::chrono::milliseconds start_most, CellChannelEvents& events);
  ~CellChannel();
  CellChannel(const CellChannel&) = delete;
  CellChannel& operator=(const CellChannel&) = delete;

  const std::string& site() const { return site_; }
  bool open() const { return end_ != nullptr; }
  bool wanting = false;  // a cell was asked for
  std::vector<PageRun*>& runs() { return runs_; }

  // From now on its pages go there.
  Result<> begin(std::shared_ptr<SiteCell> cell);
  void add(PageRun& run);
  void remove(PageRun& run);
  // Some page waits for a cell.
  bool waits() const;
  // No cell can be had.
  void give_up();
  // The plan has changed: these are the scripts of the site now.
  void keep_only(const std::vector<EdgeScriptPtr>& scripts);

  // The end of a turn: sends, tells listeners, and shows the cell what there is. The reason if the
  // cell must not be used any more: then end() follows.
  std::optional<Outcome> finish_turn();
  // Whether somebody has waited for too long; for a timer.
  std::optional<Outcome> look(Clock::Mono now);
  // The channel is closed, and its pages are told. `kill` is whether the cell must be ended.
  std::shared_ptr<SiteCell> end(Outcome why);

 private:
  struct Sending {
    EdgeScriptPtr script;  // whose bytes the sender borrows
    channel::ScriptSender sender;
  };

  void hear();
  void take(const channel::CellRecord& record);
  PageRun* run_of(channel::StreamId stream);
  bool send_scripts();
  void enter_waiting();
  void note_owing(PageRun& run, Clock::Mono now) const;
  void leave_cell(PageRun& run);
  std::optional<Outcome> fault() const;

  Loop& loop_;
  const std::string site_;
  channel::Workspace& workspace_;
  const Clock& clock_;
  const std::chrono::milliseconds start_most_;
  CellChannelEvents& events_;
  std::shared_ptr<SiteCell> cell_;
  std::unique_ptr<channel::EdgeEnd> end_;
  Clock::Mono begun_at_{};
  std::unique_ptr<ReadPoll> poll_;
  std::map<channel::ScriptId, EdgeScriptPtr> sent_;  // or on their way
  std::deque<Sending> sending_;
  std::vector<PageRun*> runs_;
  std::map<channel::StreamId, PageRun*> by_stream_;
  uint64_t turns_ = 0;  // tells a posted call that its channel is another by now
};

}  // namespace inlay
