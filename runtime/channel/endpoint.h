// What both ends of a channel do alike: put records into one ring, take them from the other, sleep
// and wake. Knows nothing of streams.
//
// No wake-up is lost. Who is about to sleep stores what it wants (1), fences, and looks at the
// other's positions once more (2). Who has something to show stores its position (3), fences, and
// looks at what the other wants (4). The fences are sequentially consistent, so either (4) sees (1)
// and rings, or (2) sees (3) and does not sleep. Who sees a want clears it before it rings, so a
// want that was stored again in between is cleared only by one who rings after. Rings stay in the
// socket until they are taken, and woken() takes them before (1) of the next sleep.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "base/result.h"
#include "channel/channel.h"
#include "channel/doorbell.h"
#include "channel/ring.h"
#include "channel/shared_memory.h"

namespace inlay::channel {

// Where records stand while they are written and read. One for each thread is enough for all its
// ends, and outlives them; what next() gave out is valid until any of them is called again.
struct Workspace {
  EncodeBuffer encoded;
  std::array<char, kPayloadBytesMax> received;
  Scratch scratch;
};

class Endpoint {
 public:
  Endpoint(SharedMemory memory, Doorbell bell, Sender me, Workspace& workspace);

  int doorbell() const { return bell_.fd(); }
  const Error* broken() const { return broken_ ? &*broken_ : nullptr; }
  void breaks(Fault fault, std::string_view why);

  template <typename Record>
  Result<Sent> send(const Record& record) {
    const auto encoded = encode(record, workspace_.encoded);
    if (broken_) return fail(*broken_);
    if (!encoded) return fail(encoded.error());
    return put(*encoded, control_bytes_);
  }
  // Into the space that send() leaves free; there is always room (channel.h says for what).
  template <typename Record>
  void send_control(const Record& record) {
    if (broken_) return;
    const auto encoded = encode(record, workspace_.encoded);
    CHECK(encoded);
    const auto sent = put(*encoded, 0);
    CHECK(!sent || *sent == Sent::yes);
  }
  // How large a payload of `wanted` bytes at most may be now.
  uint64_t room(uint64_t wanted);
  // Something waits for space in the ring.
  void want_space();
  uint64_t position() const { return out_.position(); }
  // Whether the other side has taken everything before this position; looks if need be.
  bool taken(uint64_t position);

  // Takes rings; notes if the other side has gone.
  void woken();
  struct Raw {
    Frame frame;
    std::string_view payload;
  };
  // The next record's bytes, in the workspace. Nothing: none now, or broken().
  std::optional<Raw> next();

  // Where lists are decoded to.
  Scratch& scratch() { return workspace_.scratch; }

  void flush();
  Rest settle();

  Running running() const;
  void set_running(Running running);
  std::optional<Outcome> kill_wanted() const;
  void ask_for_kill(Outcome why);  // any thread, as long as the end lives
  uint64_t wakes() const { return wakes_; }

 private:
  Result<Sent> put(const EncodedRecord& record, uint64_t keep);
  void look_for_space();

  SharedMemory memory_;
  Doorbell bell_;
  Sender me_;
  SharedSide& mine_;
  SharedSide& other_;
  RingWriter out_;
  RingReader in_;
  uint64_t control_bytes_;
  Workspace& workspace_;
  std::optional<Error> broken_;
  uint64_t wakes_ = 0;
  bool looked_ = false;        // in this turn
  bool space_wanted_ = false;  // something did not fit
  uint64_t no_space_at_ = 0;   // where the reader was then
  bool other_gone_ = false;
};

}  // namespace inlay::channel
