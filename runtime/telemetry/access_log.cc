#include "telemetry/access_log.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/check.h"
#include "os/files.h"
#include "telemetry/json_line.h"
#include "telemetry/line_file.h"
#include "telemetry/line_ring.h"

namespace inlay {
namespace {

constexpr std::chrono::milliseconds kNap(100);  // between two writes, so that lines gather
constexpr std::chrono::milliseconds kLastWrite(1'000);
constexpr int kStuckWaitMs = 50;

using Parts = std::array<std::string_view, 2>;

Parts first_bytes(Parts parts, size_t bytes) {
  const size_t first = std::min(bytes, parts[0].size());
  return {parts[0].substr(0, first), parts[1].substr(0, bytes - first)};
}

size_t lines_in(std::string_view bytes) {
  return static_cast<size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

size_t first_line_bytes(Parts parts) {
  const size_t end = parts[0].find('\n');
  return end != std::string_view::npos ? end + 1 : parts[0].size() + parts[1].find('\n') + 1;
}

}  // namespace

struct AccessWriter::Impl {
  enum class State : uint8_t { busy, napping, idle };

  struct LoopEnd final : AccessLog {
    LoopEnd(Impl& owner, LoopCounters loop_counters)
        : impl(owner), counters(loop_counters), ring(kAccessBufferBytes) {}
    void write(const AccessEntry& entry) override;

    Impl& impl;
    LoopCounters counters;
    LineRing ring;
    JsonLine line;
  };

  Impl(Fd opened, LoopCounters shared_counters, std::function<void(const Error&)> told)
      : file(std::move(opened)), shared(shared_counters), on_problem(std::move(told)) {}

  void run();
  bool write_all();
  bool write_ring(LineRing& ring);
  bool may_wait() const;
  void give_up(LineRing& ring, size_t bytes, int error);
  void drop(LineRing& ring, size_t bytes);
  void rest(State how);
  void wake();
  bool nothing_waits() const;

  LineFile file;  // the thread's, as `failing`
  bool failing = false;
  LoopCounters shared;
  std::function<void(const Error&)> on_problem;
  std::vector<std::unique_ptr<LoopEnd>> loops;

  std::mutex mutex;
  std::condition_variable changed;
  Fd next;  // guarded by mutex
  std::atomic<bool> has_next = false;
  std::atomic<State> state = State::busy;
  std::atomic<bool> stopping = false;
  std::chrono::steady_clock::time_point stop_by;  // set before `stopping`
  std::thread thread;
};

void AccessWriter::Impl::LoopEnd::write(const AccessEntry& entry) {
  if (!ring.push(format_access(line, entry))) return counters.add(Counter::access_dropped);
  counters.add(Counter::access_lines);
  const State now = impl.state;
  if (now == State::idle || (now == State::napping && ring.used() > ring.bytes() / 2)) impl.wake();
}

void AccessWriter::Impl::wake() {
  {
    std::lock_guard lock(mutex);
    state = State::busy;
  }
  changed.notify_one();
}

bool AccessWriter::Impl::nothing_waits() const {
  return !has_next && std::all_of(loops.begin(), loops.end(),
                                  [](const auto& loop) { return loop->ring.used() == 0; });
}

void AccessWriter::Impl::rest(State how) {
  std::unique_lock lock(mutex);
  auto awake = [this] { return state == State::busy || stopping; };
  state = how;
  if (how == State::napping) changed.wait_for(lock, kNap, awake);
  // Who pushed before he could see that we rest did not wake us.
  if (how == State::idle && nothing_waits()) changed.wait(lock, awake);
  state = State::busy;
}

void AccessWriter::Impl::run() {
  while (true) {
    const bool last = stopping;
    const bool wrote = write_all();
    if (last) return;
    rest(wrote ? State::napping : State::idle);
  }
}

bool AccessWriter::Impl::write_all() {
  if (has_next) {
    std::lock_guard lock(mutex);
    file = LineFile(std::move(next));
    has_next = failing = false;
  }
  bool wrote = false;
  for (auto& loop : loops) wrote |= write_ring(loop->ring);
  return wrote;
}

// What is in the ring now; false if that is nothing.
bool AccessWriter::Impl::write_ring(LineRing& ring) {
  const size_t waiting = ring.used();
  for (size_t left = waiting; left > 0;) {
    auto put = file.put(first_bytes(ring.peek(), left));
    if (put) {
      failing = false;
      ring.pop(*put);
      left -= *put;
    } else if (put.error() == EAGAIN && may_wait()) {
      file.wait(kStuckWaitMs);
    } else {
      give_up(ring, left, put.error());
      break;
    }
  }
  return waiting > 0;
}

bool AccessWriter::Impl::may_wait() const {
  return !has_next && !(stopping && std::chrono::steady_clock::now() > stop_by);
}

void AccessWriter::Impl::give_up(LineRing& ring, size_t bytes, int error) {
  // Another file waits: it gets all lines but the one that the old file has a part of.
  if (error == EAGAIN && has_next) {
    bytes = file.inside_line() ? first_line_bytes(ring.peek()) : 0;
  }
  if (error != EAGAIN && !std::exchange(failing, true)) {
    on_problem(Error{Fault::refused, Blame::config, errno_text(error)});
  }
  file.abandon_line();
  drop(ring, bytes);
}

void AccessWriter::Impl::drop(LineRing& ring, size_t bytes) {
  for (std::string_view part : first_bytes(ring.peek(), bytes)) {
    shared.add_shared(Counter::access_dropped, lines_in(part));
  }
  ring.pop(bytes);
}

AccessWriter::AccessWriter(Fd file, const std::vector<LoopCounters>& loops, LoopCounters shared,
                           std::function<void(const Error&)> on_problem)
    : impl_(std::make_unique<Impl>(std::move(file), shared, std::move(on_problem))) {
  for (LoopCounters counters : loops) {
    impl_->loops.push_back(std::make_unique<Impl::LoopEnd>(*impl_, counters));
  }
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

AccessWriter::~AccessWriter() {
  impl_->stop_by = std::chrono::steady_clock::now() + kLastWrite;
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  impl_->changed.notify_one();
  impl_->thread.join();
}

AccessLog& AccessWriter::loop(size_t index) {
  CHECK(index < impl_->loops.size());
  return *impl_->loops[index];
}

void AccessWriter::reopen(Fd file) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->next = std::move(file);
    impl_->has_next = true;
  }
  impl_->wake();
}

}  // namespace inlay
