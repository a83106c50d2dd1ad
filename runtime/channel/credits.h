// The arithmetic that keeps streams from waiting for one another for ever (design: "no deadlock").
// Pure objects; both ends use them.
//
// * Who sends body or output has a SendWindow; who receives has a ReceiveWindow of the same size. A
//   receiver has room for a whole window of each open stream, so it can always empty its ring, and
//   a sender that waits for space in the ring waits only for that.
// * The room is reserved before a stream begins: an Allowance out of an AllowanceTotal.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "base/quantity.h"

namespace inlay::channel {

// What may still be sent of one stream in one direction.
class SendWindow {
 public:
  SendWindow() = default;
  explicit SendWindow(uint64_t bytes) : size_(bytes), left_(bytes) {}

  uint64_t left() const { return left_; }
  // `bytes` <= left().
  void sent(uint64_t bytes);
  // The receiver gives back. False: more than it had; the peer is not sound.
  [[nodiscard]] bool granted(uint64_t bytes);

 private:
  uint64_t size_ = 0;
  uint64_t left_ = 0;
};

// What may still come of one stream in one direction, and what is to be given back.
class ReceiveWindow {
 public:
  ReceiveWindow() = default;
  explicit ReceiveWindow(uint64_t bytes) : left_(bytes) {}

  // False: more came than was granted; the peer is not sound.
  [[nodiscard]] bool received(uint64_t bytes);
  // Bytes that left the receiver's hands. At most what it received and did not consume.
  void consumed(uint64_t bytes);
  uint64_t in_hand() const { return in_hand_; }
  // To be granted to the sender; taking it counts as granting.
  uint64_t owed() const { return owed_; }
  uint64_t take_owed();

 private:
  uint64_t left_ = 0;
  uint64_t in_hand_ = 0;  // received, not consumed
  uint64_t owed_ = 0;     // consumed, not granted again
};

class Allowance;

// What all streams together may hold, for one process. Any thread may reserve; it outlives every
// Allowance.
class AllowanceTotal {
 public:
  explicit AllowanceTotal(Bytes max) : max_(max.count()) {}
  AllowanceTotal(const AllowanceTotal&) = delete;
  AllowanceTotal& operator=(const AllowanceTotal&) = delete;

  // The whole allowance of one stream, or nothing: then the stream goes without scripts.
  std::optional<Allowance> reserve(Bytes bytes);
  Bytes reserved() const { return Bytes(reserved_.load(std::memory_order_relaxed)); }
  Bytes max() const { return Bytes(max_); }

 private:
  friend class Allowance;
  const uint64_t max_;
  std::atomic<uint64_t> reserved_ = 0;
};

// One stream's share. Given back to the total when it goes, however much of it is charged: whoever
// holds a Charge must let go of it before. One thread.
class Allowance {
 public:
  Allowance(Allowance&& other) noexcept;
  Allowance& operator=(Allowance&&) = delete;
  ~Allowance();

  Bytes size() const { return Bytes(size_); }
  Bytes used() const { return Bytes(used_); }
  Bytes left() const { return Bytes(size_ - used_); }

  // False: it does not fit, and nothing is charged (over_buffer).
  [[nodiscard]] bool charge(Bytes bytes);
  // At most what is charged.
  void release(Bytes bytes);

 private:
  friend class AllowanceTotal;
  Allowance(AllowanceTotal& total, uint64_t size) : total_(&total), size_(size) {}

  AllowanceTotal* total_;
  uint64_t size_;
  uint64_t used_ = 0;
};

// Bytes charged to an allowance as long as this object lives. The allowance outlives it and does
// not move.
class Charge {
 public:
  explicit Charge(Allowance& allowance) : allowance_(&allowance) {}
  Charge(Charge&& other) noexcept;
  Charge& operator=(Charge&&) = delete;
  ~Charge();

  uint64_t bytes() const { return bytes_; }
  // Charges what it lacks, or releases what is too much. False: no room, nothing changed.
  [[nodiscard]] bool resize(Bytes bytes);

 private:
  Allowance* allowance_;
  uint64_t bytes_ = 0;
};

}  // namespace inlay::channel
