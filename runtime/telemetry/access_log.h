// The access log: each loop formats its lines into a buffer of its own, one thread of the process
// writes the buffers to the file. Nothing ever waits for the file: where a buffer is full, lines
// are dropped and counted.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "os/fd.h"
#include "telemetry/access_entry.h"
#include "telemetry/counters.h"

namespace inlay {

// Of one loop: about a thousand lines. A further one is dropped and counted.
inline constexpr size_t kAccessBufferBytes = 256 * 1024;

// One loop's end. No system call but, after a quiet time, one that wakes the writer; no allocation.
class AccessLog {
 public:
  virtual void write(const AccessEntry& entry) = 0;  // by the loop's thread

 protected:
  ~AccessLog() = default;
};

// The process's part: the writing thread. Outlives its loops.
class AccessWriter {
 public:
  // `file`: opened for appending, non-blocking. `loops`: the counters of each loop; `shared`, which
  // other threads may write too, counts what could not be written. `on_problem` is called by the
  // writing thread, when writing begins to fail.
  AccessWriter(Fd file, const std::vector<LoopCounters>& loops, LoopCounters shared,
               std::function<void(const Error&)> on_problem);
  ~AccessWriter();  // writes what is left, for a second at most
  AccessWriter(const AccessWriter&) = delete;
  AccessWriter& operator=(const AccessWriter&) = delete;

  AccessLog& loop(size_t index);

  // Goes on in another file, between two lines; closes the old one. Thread-safe.
  void reopen(Fd file);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
