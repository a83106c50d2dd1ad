// A cell's end of a channel. The cell believes the edge no more than it must: an unsound record
// breaks the channel, and a cell with a broken channel should exit.
//
// One thread, but for ask_for_kill(). Nothing blocks; cell_wait.h waits for several ends. A turn:
// woken() if the doorbell is readable, next() until it answers null, then settle(); flush()
// whenever the edge should see what there is, as before a script runs for long.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channel/channel.h"
#include "channel/credits.h"
#include "channel/endpoint.h"
#include "channel/stream_table.h"

namespace inlay::channel {

class CellEnd {
 public:
  static Result<std::unique_ptr<CellEnd>> open(ChannelFds fds, Workspace& workspace);

  int doorbell() const { return link_.doorbell(); }
  const Error* broken() const { return link_.broken(); }
  uint32_t streams() const { return streams_.open(); }

  // ---- receiving
  // The doorbell is readable (wait_for_work() calls it).
  void woken() { link_.woken(); }
  // The next record, valid until the workspace is used again; null if there is none now, or
  // broken(). The first is hello. What still comes for a stream whose finished was sent is left
  // out.
  const EdgeRecord* next();
  // So many bytes of body are taken out of the window (records.h). Tells the edge when it is worth
  // while: at half a window.
  void consumed(StreamId stream, uint64_t bytes);

  // ---- sending. An error is Fault::too_large (a bound of records.h; nothing was sent) or that of
  // broken().
  Result<Sent> send(const Ready& record) { return link_.send(record); }
  Result<Sent> send(const ScriptState& record) { return link_.send(record); }
  Result<Sent> send(const LogCall& record) { return link_.send(record); }
  Result<Sent> send(const Failure& record) { return link_.send(record); }
  Result<Sent> send(const Usage& record) { return link_.send(record); }
  Result<Sent> send(const Head& record) { return link_.send(record); }
  Result<Sent> send(const OutputEnd& record) { return link_.send(record); }
  Result<Sent> send(const Matches& record) { return link_.send(record); }
  // Full also when the window lacks room for all of its bytes.
  Result<Sent> send(const Output& record);
  // Closes the stream; its number may come again.
  Result<Sent> send(const Finished& record);

  // Of an open stream: bytes of output that may be sent now.
  uint64_t output_window(StreamId stream) const;

  // Shows the edge what was sent so far and wakes it if it sleeps.
  void flush();
  // Ends the turn: as flush(), and asks to be woken.
  Rest settle();

  // How often this end woke the edge.
  uint64_t wakes() const { return link_.wakes(); }

  // Before a script runs and after it: whom the edge shall blame. Two stores, no system call.
  void set_running(Running running) { link_.set_running(running); }
  // From any thread, as long as this end lives: what runs cannot be ended from inside. Asks the
  // edge to kill this process.
  void ask_for_kill(Outcome why) { link_.ask_for_kill(why); }

 private:
  struct Stream {
    ReceiveWindow body;
    SendWindow output;
    uint64_t consumed_end = 0;  // where in the ring its last consumed record ends
    bool body_ended = false;
    bool consumed_due = false;
  };

  explicit CellEnd(Endpoint link);
  bool accept(const EdgeRecord& record);
  template <typename Record>
  bool accept_one(const Record& record);
  bool accept_of(const Body& record, Stream& stream);
  bool accept_of(const BodyEnd& record, Stream& stream);
  bool accept_of(const Grant& record, Stream& stream);
  bool refuse(std::string_view why);
  void send_consumed();

  Endpoint link_;
  StreamTable<Stream> streams_;
  std::vector<StreamId> consumed_due_;
  uint32_t body_window_ = 0;  // 0: no hello yet
  uint32_t output_window_ = 0;
  EdgeRecord record_;
};

}  // namespace inlay::channel
