// One event loop: one thread's place to wait for sockets, timers and work done elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>

struct uv_loop_s;

namespace inlay {

std::string libuv_version();  // of the library loaded now

class Loop {
 public:
  Loop();
  ~Loop();  // closes what is left; every owner of handles must have gone before
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop() and nothing is left to do, or until no active handle remains.
  void run();
  // Ends run() soon. Thread-safe.
  void stop();

  // Runs `task` on the loop's thread. Thread-safe; tasks run in order.
  void post(std::function<void()> task);

  // Runs `job` on a worker thread, then `done` here. `job` must not touch the loop's objects.
  void work(std::function<void()> job, std::function<void()> done);

  // Milliseconds of a monotonic clock, read once per turn of the loop: free to ask.
  uint64_t now_ms() const;

  // Where sockets read into, 256 KiB: valid until the callback that got it returns. One per loop,
  // so that idle connections hold no buffers.
  std::span<char> read_buffer();

  uv_loop_s* raw();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
