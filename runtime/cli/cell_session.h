// A cell of its own for a verb: started, used on the calling thread, killed in the end.
#pragma once

#include <memory>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "channel/edge_end.h"
#include "os/fd.h"
#include "os/spawn.h"

namespace inlay::cli {

class CellSession {
 public:
  // `inlay-cell` beside the running program. Errors say what cannot be started and why.
  static Result<std::unique_ptr<CellSession>> start(std::string_view site);
  CellSession(const CellSession&) = delete;
  CellSession& operator=(const CellSession&) = delete;
  ~CellSession();

  channel::EdgeEnd& end() { return *end_; }
  // Shows the cell what was sent and waits until it has something to say, or until then.
  void wait(Clock::Mono until);
  // The cell ends now; how it ended.
  Ending kill();

 private:
  CellSession(Spawned process, Fd control, std::unique_ptr<channel::Workspace> workspace,
              std::unique_ptr<channel::EdgeEnd> end);

  Spawned process_;
  Fd control_;
  std::unique_ptr<channel::Workspace> workspace_;
  std::unique_ptr<channel::EdgeEnd> end_;
  bool ended_ = false;
};

}  // namespace inlay::cli
