// What a channel's ring had no room for yet, in order.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "base/result.h"
#include "channel/cell_end.h"
#include "channel/records.h"

namespace inlay::cell {

// Whether a record needs no second try. A broken channel takes everything: there is nobody to tell.
inline bool is_sent(const Result<channel::Sent>& sent) {
  return !sent || *sent == channel::Sent::yes;
}

// One per channel, on its thread. Holds copies. What is added while something waits waits behind
// it.
class Outbox {
 public:
  // Logs beyond it are left out; failures are few and always kept.
  static constexpr size_t kLogBytesHeldMax = 256 * 1024;

  explicit Outbox(channel::CellEnd& end) : end_(end) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void add(const channel::LogCall& log);
  void add(const channel::Failure& failure);
  void add(const channel::ScriptState& state);
  // Sends what there is room for. True: nothing waits.
  bool pump();
  bool empty() const { return waiting_.empty(); }
  channel::CellEnd& end() { return end_; }

 private:
  // A record with the bytes it borrows.
  class Held {
   public:
    virtual ~Held() = default;
    virtual bool send(channel::CellEnd& end) const = 0;  // false: no room
    virtual size_t log_bytes() const { return 0; }
  };
  class HeldLog;
  template <typename Record>
  class HeldError;

  template <typename Record>
  bool sent_at_once(const Record& record);

  channel::CellEnd& end_;
  std::deque<std::unique_ptr<const Held>> waiting_;
  size_t log_bytes_ = 0;
};

}  // namespace inlay::cell
