// Which cell serves which site: one cell for a site, taken when a page first needs it, let go when
// it was not used for a while or another site needs a place (cells.max).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "channel/channel.h"
#include "edge/cell_source.h"
#include "net/loop.h"
#include "net/timer.h"

namespace inlay {

// A cell while it serves a site. Owners: SiteCells and the loops that use it; any thread.
class SiteCell {
 public:
  SiteCell(TakenCell taken, std::string site)
      : number_(taken.number),
        pid_(taken.pid),
        site_(std::move(site)),
        socket_(std::move(taken.socket)) {}

  uint64_t number() const { return number_; }
  int pid() const { return pid_; }
  const std::string& site() const { return site_; }

  // Before a stream enters it; leave() follows. False: it is about to go, take another.
  bool enter();
  void leave(Clock::Mono now);
  // It was let go of, since nobody used it: that its channels end then is no failure.
  bool retired() const { return retired_.load(); }
  // It gave a sign of life.
  void heard(Clock::Mono now) { heard_.store(now, std::memory_order_relaxed); }
  Clock::Mono last_heard() const { return heard_.load(std::memory_order_relaxed); }
  // Hands it one end of a channel. Fault::closed: it is gone. Fault::busy: later.
  Result<> hand_over(const channel::ChannelFds& fds);

 private:
  friend class SiteCells;
  bool retire();     // if nobody uses it
  Fd take_socket();  // it is gone: no further channel

  const uint64_t number_;
  const int pid_;
  const std::string site_;
  std::mutex mutex_;
  Fd socket_;  // guarded by mutex_
  std::atomic<uint32_t> streams_{0};
  std::atomic<bool> retired_{false};
  std::atomic<Clock::Mono> used_{Clock::Mono{}};
  std::atomic<Clock::Mono> heard_{Clock::Mono{}};
};

// One for an edge process. Works on its main thread; `want` and the others may be called from any.
class SiteCells {
 public:
  static constexpr std::chrono::minutes kIdleMost{5};

  using Given = std::function<void(Result<std::shared_ptr<SiteCell>>)>;

  // Borrows all.
  SiteCells(Loop& main, CellSource& source, const Clock& clock, Log& log);
  SiteCells(const SiteCells&) = delete;
  SiteCells& operator=(const SiteCells&) = delete;

  // The site's cell, or one that is started for it; `given` is called on `loop`, once.
  void want(const std::string& site, Loop& loop, Given given);
  // It is not to be used any more: it ends at once.
  void kill(std::shared_ptr<SiteCell> cell);
  // It ended by itself.
  void lost(std::shared_ptr<SiteCell> cell);

 private:
  struct Wish {
    Loop* loop;
    Given given;
  };
  struct Place {
    std::shared_ptr<SiteCell> cell;  // null: asked for
    std::vector<Wish> wishes;
  };

  void wanted(const std::string& site, Wish wish);
  void ask(const std::string& site);
  void taken(const std::string& site, Result<TakenCell> cell);
  void ended(uint64_t number);
  void forget(const SiteCell& cell);
  bool make_room();
  void answer(Place& place, const Result<std::shared_ptr<SiteCell>>& cell);
  void let_idle_go();

  Loop& main_;
  CellSource& source_;
  const Clock& clock_;
  Log& log_;
  std::map<std::string, Place, std::less<>> places_;  // by site
  std::vector<std::string> hungry_;                   // wait until a cell that was let go has ended
  Timer idle_;                                        // runs while there are places
};

}  // namespace inlay
