// The log as JSON lines on a descriptor: {"time":"…","level":"warn","event":"origin.failed",…}.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "base/log.h"
#include "os/unblocked_output.h"

namespace inlay {

// Each event is one write of one line, so lines of several processes on one descriptor do not mix.
// Strings are cut at 1 KiB, a line at 4 KiB, and it is valid JSON in any case. Where the reader of
// the descriptor is stuck, lines are dropped; the next one that gets through is `log.dropped` with
// their number. Thread-safe. `role` is the process's, for example "edge".
class JsonLog final : public Log {
 public:
  JsonLog(int fd, std::string_view role, const Clock& clock)
      : output_(fd), role_(role), clock_(clock) {}
  void write(Level level, std::string_view event, std::initializer_list<LogField> fields) override;

 private:
  bool put(Level level, std::string_view event, std::initializer_list<LogField> fields);

  UnblockedOutput output_;
  std::string_view role_;
  const Clock& clock_;
  std::atomic<uint64_t> dropped_ = 0;
};

}  // namespace inlay
