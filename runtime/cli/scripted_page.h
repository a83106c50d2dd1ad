// A page on its way through scripts in a cell of its own, for a verb: on the calling thread,
// blocking.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "channel/credits.h"
#include "channel/script_transfer.h"
#include "cli/cell_session.h"
#include "edge/edge_script.h"
#include "edge/page_scripts.h"

namespace inlay::cli {

class ScriptedPage {
 public:
  struct Events {
    // Bytes that leave, in order.
    std::function<Result<>(std::string_view)> on_output;
    std::function<void(const EdgeScript&, const channel::LogCall&)> on_console;
    // Of a script that is none of the outcomes: a rejection that nobody handled.
    std::function<void(const EdgeScript&, const channel::ErrorText&)> on_unhandled;
    // It is loaded, or cannot be. May be empty.
    std::function<void(const EdgeScript&, const channel::ScriptState&)> on_loaded = {};
  };

  // `site`: as scripts see it. `scripts`: the chain in install order, at least one. A cell that
  // cannot be started, or ends, is no error: the page goes on as it would for a visitor, and
  // reports() say why. `cell`: one that has the scripts already; null: it starts one.
  ScriptedPage(std::string site, std::vector<std::shared_ptr<const EdgeScript>> scripts,
               PageVisit visit, Bytes allowance, Events events,
               std::unique_ptr<CellSession> cell = nullptr);
  ~ScriptedPage();

  // The next bytes of the marked-up page. Returns when more may come. Errors are those of
  // on_output.
  Result<> bring(std::string_view bytes);
  // That was all of it. Returns when everything has left and the scripts have ended.
  Result<> finish();

  // After finish(): one for each script, in order.
  const std::vector<ScriptReport>& reports() const { return page_.reports(); }
  // What a script used, as far as its cell could tell.
  const std::vector<channel::ScriptResult>& results() const { return results_; }
  // Why no cell could be started.
  const std::optional<Error>& start_error() const { return start_error_; }
  // The answer has ended as it should.
  bool whole() const { return page_.ending() == PageScripts::Ending::whole; }

 private:
  void start();
  void turn();
  void wait();
  void hear(const channel::CellRecord& record);
  void check_cell();
  void cell_gone(Outcome why);
  Result<> write();
  const EdgeScript* script(channel::ScriptId id) const;
  template <typename Until>
  Result<> go_on(Until&& until);

  std::string site_;
  std::vector<std::shared_ptr<const EdgeScript>> scripts_;
  Events events_;
  SystemClock clock_;
  channel::AllowanceTotal total_;
  PageScripts page_;
  std::unique_ptr<CellSession> cell_;  // null: it goes on without scripts
  std::vector<channel::ScriptSender> senders_;
  size_t sent_ = 0;  // of the senders
  Clock::Mono heard_{};
  bool ready_ = false;  // the cell has said something
  std::vector<channel::ScriptResult> results_;
  std::optional<Error> start_error_;
};

}  // namespace inlay::cli
