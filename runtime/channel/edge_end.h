// The edge's end of a channel. Nothing that comes from the cell is believed: each shared field is
// read once, copied, then checked, and what a cell may say of a stream follows from what was sent
// to it. Anything else breaks the channel; the streams on it then go on without scripts.
//
// One thread, the edge loop's; nothing blocks. A turn: woken() if the doorbell is readable, next()
// until it answers null, then settle().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channel/channel.h"
#include "channel/credits.h"
#include "channel/endpoint.h"
#include "channel/stream_table.h"

namespace inlay::channel {

class EdgeEnd {
 public:
  struct Made {
    std::unique_ptr<EdgeEnd> end;
    ChannelFds cell;
  };
  // A new channel; hello is its first record already. Close the cell's descriptors once they are
  // sent: only then does the doorbell tell that the cell has gone.
  static Result<Made> make(const ChannelLimits& limits, std::string_view site,
                           Workspace& workspace);

  // To be polled for reading; readable means: woken().
  int doorbell() const { return link_.doorbell(); }
  // Why there is nothing more to be had from this channel; null while it is whole. Fault::closed:
  // the cell has gone. Other faults: it is not sound, and should be killed.
  const Error* broken() const { return link_.broken(); }
  // The cell has sent ready.
  bool ready() const { return ready_; }
  uint32_t streams() const { return streams_.open(); }

  // ---- sending. An error is Fault::too_large (a bound of records.h; nothing was sent) or that of
  // broken().
  Result<Sent> send(const Script& record) { return link_.send(record); }
  Result<Sent> send(const ScriptPart& record) { return link_.send(record); }
  Result<Sent> send(const ScriptEnd& record) { return link_.send(record); }
  Result<Sent> send(const DropScript& record) { return link_.send(record); }

  // Opens a stream and writes its number into `record`. Fault::busy: kStreamsMax are open.
  Result<Sent> begin(Begin& record);
  Result<Sent> send(const RequestFields& record) { return link_.send(record); }
  Result<Sent> send(const ResponseFields& record) { return link_.send(record); }
  // How many of the bytes were sent, from the first on: what window and ring had room for. For the
  // others try again after a consumed record of the stream, and in the next turn. 0 as soon as the
  // channel is broken.
  size_t body(StreamId stream, std::string_view bytes);
  // These always find room. For a stream that is open; body_end and cancel once.
  void body_end(StreamId stream, BodyEnding ending);
  void cancel(StreamId stream);
  // So many bytes of output are out of the window: written on, or held at the stream's own charge.
  // Tells the cell when it is worth while: at half a window.
  void released(StreamId stream, uint64_t bytes);
  Result<Sent> shutdown() { return link_.send(Shutdown{}); }

  // Of an open stream: bytes of body that were sent, that are accounted for (the last offset), and
  // that its window still takes.
  uint64_t body_sent(StreamId stream) const;
  uint64_t body_accounted(StreamId stream) const;
  uint64_t body_window(StreamId stream) const;

  // ---- receiving
  // The doorbell is readable: takes the rings from it, and notes if the cell has gone. What the
  // cell had sent by then is still to be had from next().
  void woken() { link_.woken(); }
  // The next record, valid until the workspace is used again; null if there is none now, or
  // broken(). Answers null at some time however fast the cell writes. After finished its stream's
  // number is free. Of a cancelled stream only log, failure, matches and finished come.
  const CellRecord* next();
  // Ends the turn: shows the cell what was sent, wakes it if it sleeps, and asks to be woken. After
  // Rest::work let others have their turn first: a cell can make it the answer for ever.
  Rest settle();

  // What the cell says it is doing; for blame only.
  Running running() const { return link_.running(); }
  // The cell's watchdog cannot end what a script does and asks to be killed; and why.
  std::optional<Outcome> kill_wanted() const { return link_.kill_wanted(); }
  // How often this end woke the cell, since it was made.
  uint64_t wakes() const { return link_.wakes(); }

 private:
  // What came of a stream's answer.
  enum class Answer : uint8_t { none, head, output, ended };
  struct Stream {
    SendWindow body;
    ReceiveWindow output;
    uint64_t sent = 0;
    uint64_t accounted = 0;
    uint64_t grant_end = 0;  // where in the ring its last grant ends
    Answer answer = Answer::none;
    bool body_ended = false;
    bool cancelled = false;
    bool grant_due = false;
  };

  EdgeEnd(Endpoint link, const ChannelLimits& limits);
  bool accept(const CellRecord& record);
  template <typename Record>
  bool accept_one(const Record& record);
  bool accept_of(const Head& record, Stream& stream);
  bool accept_of(const Output& record, Stream& stream);
  bool accept_of(const OutputEnd& record, Stream& stream);
  bool accept_of(const Consumed& record, Stream& stream);
  bool refuse(std::string_view why);
  void send_grants();

  Endpoint link_;
  ChannelLimits limits_;
  StreamNumbers numbers_;
  StreamTable<Stream> streams_;
  std::vector<StreamId> grants_due_;
  CellRecord record_;
  bool ready_ = false;
};

}  // namespace inlay::channel
