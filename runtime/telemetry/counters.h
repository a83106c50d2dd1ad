// What an edge counts: a fixed layout in shared memory that its loops write and the supervisor
// reads, also after the edge has died. A loop's block has one writer, so counting is a plain add:
// no lock, no system call, no allocation.
//
// A region belongs to one edge process. When that has ended the supervisor adds the sums to its own
// (Totals) and lets the region go: counters and histograms live on, gauges end with the edge.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/outcome.h"
#include "base/reason.h"
#include "base/result.h"
#include "os/fd.h"
#include "telemetry/refusals.h"

namespace inlay {

enum class Counter : uint8_t {
  // Requests answered, one of each group: what was sent, and with which status. The answer's status
  // also counts where the answer was cut later.
  requests_relay,   // the origin's answer, as it came
  requests_page,    // the origin's page, with apps put in
  requests_bundle,  // a bundle, or that there is none of that name
  requests_error,   // a page of our own: something was refused or failed
  requests_tunnel,  // protocols were switched
  answers_1xx,      // 101
  answers_2xx,
  answers_3xx,
  answers_4xx,
  answers_5xx,
  answers_none,  // the connection ended before an answer began
  answers_cut,   // began and could not be completed; beside its status

  bytes_from_visitors,  // of bodies and tunnels
  bytes_to_visitors,
  bytes_added,  // put into pages: how much longer they became before their content coding

  visitor_connections,  // accepted
  origin_opened,        // connections to origins
  origin_reused,        // requests that went over one that had been used before
  origin_retries,       // requests sent once more because a reused connection was dead

  access_lines,    // lines of the access log that found room in the buffer
  access_dropped,  // that did not, or could not be written
};
inline constexpr size_t kCounters = static_cast<size_t>(Counter::access_dropped) + 1;

enum class Gauge : uint8_t {
  visitor_connections_open,
  origin_connections_open,
  requests_running,
  retained_bytes,  // set aside for pages that go through edge scripts (cells.retain_total_bytes)
};
inline constexpr size_t kGauges = static_cast<size_t>(Gauge::retained_bytes) + 1;

enum class Histogram : uint8_t {
  request_time,     // from the request's head to the answer's last byte handed to the kernel
  first_byte_time,  // from the request's head to the answer's first byte
  edge_time,        // what of that was not spent waiting for the origin
};
inline constexpr size_t kHistograms = static_cast<size_t>(Histogram::edge_time) + 1;

// Bucket i counts what took at most 2^(i+5) microseconds (32 µs, 64 µs, … 16.8 s), the last one
// everything longer.
inline constexpr size_t kBuckets = 21;
inline constexpr uint64_t bucket_limit_us(size_t bucket) { return uint64_t{32} << bucket; }

// Sums over loops, as read at one moment.
struct CounterValues {
  struct Distribution {
    std::array<uint64_t, kBuckets> buckets{};  // not cumulative
    uint64_t sum_us = 0;
    uint64_t count() const;
    // The limit of the bucket below which `part` (0 to 1) of all stay; 0 where there are none.
    uint64_t quantile_limit_us(double part) const;
  };
  std::array<uint64_t, kCounters> counters{};
  std::array<int64_t, kGauges> gauges{};
  std::array<uint64_t, kReasons.size()> reasons{};
  std::array<uint64_t, kOutcomes.size()> outcomes{};  // of scripts, one for each page
  std::array<Distribution, kHistograms> histograms{};

  uint64_t operator[](Counter counter) const { return counters[static_cast<size_t>(counter)]; }
  int64_t operator[](Gauge gauge) const { return gauges[static_cast<size_t>(gauge)]; }
  uint64_t operator[](Reason reason) const { return reasons[static_cast<size_t>(reason)]; }
  uint64_t operator[](Outcome outcome) const { return outcomes[static_cast<size_t>(outcome)]; }

  void add(const CounterValues& other);
};

struct CounterBlock;  // one writer's part of the region

// One writer's end. Cheap to copy; lives as long as its region.
class LoopCounters {
 public:
  explicit LoopCounters(CounterBlock& block) : block_(&block) {}

  // For the thread that owns the block.
  void add(Counter counter, uint64_t n = 1);
  void count(Reason reason);
  void count(Outcome outcome);
  void change(Gauge gauge, int64_t by);
  void record(Histogram histogram, uint64_t us);
  // Counts its reason, and keeps the rest for `status`.
  void refused(const Refusal& refusal);

  // For a block that several threads write.
  void add_shared(Counter counter, uint64_t n = 1);

 private:
  CounterBlock* block_;
};

class CounterRegion {
 public:
  // Blocks for so many writers, all zero.
  static Result<CounterRegion> create(size_t writers);
  // The region behind a descriptor that another process made; refuses another version's.
  static Result<CounterRegion> open(int fd);

  CounterRegion(CounterRegion&& other) noexcept;
  CounterRegion& operator=(CounterRegion&& other) noexcept;
  ~CounterRegion();

  int fd() const { return fd_.get(); }
  size_t writers() const { return writers_; }
  LoopCounters writer(size_t index);  // index < writers()

  CounterValues read() const;
  // Appends what the rings still hold, in no order. What is being overwritten at that moment is
  // left out.
  void read_refusals(std::vector<KeptRefusal>& out) const;

 private:
  CounterRegion(Fd fd, void* memory, size_t writers)
      : fd_(std::move(fd)), memory_(memory), writers_(writers) {}
  void unmap();

  Fd fd_;  // only where it was made
  void* memory_;
  size_t writers_;
};

}  // namespace inlay
