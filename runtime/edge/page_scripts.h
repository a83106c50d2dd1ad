// One marked-up page on its way through a cell: what is sent, what leaves for the visitor, and how
// the page goes on without scripts at whatever moment the cell fails (design: "fail open", "offset
// N"). Knows neither loop nor connection: the edge's loops drive it, and the verb `rewrite`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "channel/credits.h"
#include "channel/edge_end.h"
#include "channel/records.h"
#include "edge/kept_page.h"
#include "edge/script_head.h"

namespace inlay {

// What scripts are told of a page beside its bytes.
struct PageVisit {
  std::string method{};
  std::string url{};
  std::string charset{};  // as far as known
  bool navigation = false;
  bool trace = false;    // matches records are wanted
  bool cookies = false;  // some script of the chain may see and set them
  KeptFields request{};  // kept_fields()
  uint16_t status = 200;
  KeptFields response{};
};

// How one script of the chain fared. Texts are the app's own, bounded by the records.
struct ScriptReport {
  channel::ScriptId script = 0;
  Outcome outcome = Outcome::ok;
  std::string error_name;
  std::string message;
  std::string stack;
};

// Owned by whoever drives it; one thread. Between enter() and over() the EdgeEnd outlives it, or
// cell_gone() is called.
//
// A turn: bring() and end() as the page comes, pump() when there may be room, take() for each
// record of its stream, then leaving() to the visitor and taken() once he has taken it.
class PageScripts {
 public:
  // How an answer ends.
  enum class Ending : uint8_t { none, whole, failed };

  // The chain in install order, one script at least. `allowance`: for what is kept and held here.
  PageScripts(PageVisit visit, std::vector<channel::ScriptId> chain, channel::Allowance allowance);
  PageScripts(const PageScripts&) = delete;
  PageScripts& operator=(const PageScripts&) = delete;

  // ---- towards the cell

  // From the next pump() on it is sent there. The chain's scripts are there or on their way. Not
  // while it is in a cell.
  void enter(channel::EdgeEnd& end);
  // The next bytes of the marked-up page: copied once, unless it goes on without scripts.
  void bring(std::string_view bytes);
  // The page is complete, or broke off: then its answer does too. Once.
  void end(channel::BodyEnding ending);
  // Sends what there is room for.
  void pump();
  // Whether the page's source may bring more; if not, ask again after pump() or take().
  bool wants_more() const;

  // ---- from the cell

  // Whether records of this number are its own.
  bool is_stream(channel::StreamId stream) const { return end_ != nullptr && stream_ == stream; }
  // A record of its stream. Log and matches are the caller's.
  void take(const channel::CellRecord& record);
  // What it cannot have said if it is sound: kill it, then cell_gone().
  const std::optional<Error>& unsound() const { return unsound_; }

  // The cell is gone or will be killed. True: nothing has left, so the page may enter another cell,
  // once; `culprit`, if it is of the chain (0: not known), is left out then. False: the page goes
  // on without scripts. `why`: the outcome of the culprit, or of all where none is known.
  bool cell_gone(channel::ScriptId culprit, Outcome why);
  // It goes on without scripts, whatever the cell does. What has no outcome yet gets `why`.
  void give_up(Outcome why);
  // Nobody wants the answer any more.
  void cancel();

  // ---- towards the visitor

  // The head that scripts gave the answer; null: it is the origin's. Settled once answered().
  const ScriptedHead* head() const { return head_ ? &*head_ : nullptr; }
  // Something is known of how the answer begins: bytes leave, or it has ended.
  bool answered() const { return !leaving_.empty() || left_ || ending_ != Ending::none; }
  // Bytes for the visitor, until taken(). What is held back is not among them.
  std::string_view leaving() const { return leaving_; }
  // leaving() was handed on. `settled`: the visitor has taken them; if not, settle() when he has.
  void taken(bool settled);
  // He has taken everything: the cell may send as much again.
  void settle();
  // After leaving() is handed on, so does the answer end.
  Ending ending() const { return ending_; }
  // It goes on without scripts: what is brought leaves at once.
  bool alone() const { return state_ == State::alone; }

  // The cell has nothing more to say of it: reports() are final.
  bool over() const { return end_ == nullptr && (state_ == State::alone || state_ == State::done); }
  // To be brought into a cell by enter().
  bool waits_for_cell() const { return state_ == State::waiting; }
  // In a cell: entered, and its finished record has not come.
  bool in_cell() const { return end_ != nullptr; }
  // end() was called.
  bool brought_all() const { return page_end_.has_value(); }
  // The cell owes something: a sign is to come within the scripts' limits.
  bool cell_owes() const;
  // The allowance this stream has, and how much of it is used.
  const channel::Allowance& allowance() const { return allowance_; }
  const std::vector<ScriptReport>& reports() const { return reports_; }
  const std::vector<channel::ScriptId>& chain() const { return chain_; }
  const PageVisit& visit() const { return visit_; }

 private:
  enum class State : uint8_t {
    waiting,  // for a cell
    scripts,  // in a cell
    alone,    // without scripts from here on
    done,     // the answer has ended, or is not wanted
  };
  enum class Step : uint8_t { begin, request, response, body, sent };
  // Where the answer comes from, settled by its first output.
  enum class Source : uint8_t { unknown, page, made };

  void take_one(const channel::Output& record);
  void take_one(const channel::OutputEnd& record);
  void take_one(const channel::Head& record);
  void take_one(const channel::Failure& record);
  void take_one(const channel::Finished& record);
  Result<channel::Sent> send_head();
  void send_body();
  void hold(std::string_view bytes);
  void leave(std::string_view bytes);
  void drop_kept();
  void finish(Ending ending);
  void drop_all();
  void go_alone();
  void cancel_stream();
  void blame(channel::ScriptId script, Outcome why);

  PageVisit visit_;
  std::vector<channel::ScriptId> chain_;
  std::vector<ScriptReport> reports_;
  channel::Allowance allowance_;
  channel::Charge charge_{allowance_};  // for kept_ and held_

  channel::EdgeEnd* end_ = nullptr;
  channel::StreamId stream_ = 0;  // once begun
  State state_ = State::waiting;
  Step step_ = Step::begin;
  size_t fields_sent_ = 0;
  bool cancelled_ = false;
  bool tried_again_ = false;

  KeptPage kept_;
  uint64_t sent_ = 0;       // bytes of the page that the cell has
  uint64_t accounted_ = 0;  // N
  std::string restore_;
  std::optional<channel::BodyEnding> page_end_;

  Source source_ = Source::unknown;
  std::optional<ScriptedHead> head_;
  std::string held_;
  std::string leaving_;
  uint64_t unsettled_ = 0;  // bytes of output that the visitor has not taken yet
  bool left_ = false;       // something of the answer has left
  Ending ending_ = Ending::none;
  std::optional<Error> unsound_;
};

}  // namespace inlay
