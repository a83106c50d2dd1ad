// The log as JSON lines on a descriptor: {"time":"…","level":"warn","event":"origin.failed",…}.
#pragma once

#include "base/clock.h"
#include "base/log.h"

namespace inlay {

// Each event is one write of one line, so lines of several processes on one descriptor do not mix.
// Strings are cut at 1 KiB and made valid JSON. Thread-safe. `role` is the process's, for example
// "edge".
class JsonLog final : public Log {
 public:
  JsonLog(int fd, std::string_view role, const Clock& clock)
      : fd_(fd), role_(role), clock_(clock) {}
  void write(Level level, std::string_view event, std::initializer_list<LogField> fields) override;

 private:
  int fd_;
  std::string_view role_;
  const Clock& clock_;
};

}  // namespace inlay
