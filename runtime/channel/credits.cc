#include "channel/credits.h"

#include <utility>

#include "base/check.h"

namespace inlay::channel {

void SendWindow::sent(uint64_t bytes) {
  CHECK(bytes <= left_);
  left_ -= bytes;
}

bool SendWindow::granted(uint64_t bytes) {
  if (bytes > size_ - left_) return false;
  left_ += bytes;
  return true;
}

bool ReceiveWindow::received(uint64_t bytes) {
  if (bytes > left_) return false;
  left_ -= bytes;
  in_hand_ += bytes;
  return true;
}

void ReceiveWindow::consumed(uint64_t bytes) {
  CHECK(bytes <= in_hand_);
  in_hand_ -= bytes;
  owed_ += bytes;
}

uint64_t ReceiveWindow::take_owed() {
  left_ += owed_;
  return std::exchange(owed_, 0);
}

std::optional<Allowance> AllowanceTotal::reserve(Bytes bytes) {
  uint64_t reserved = reserved_.load(std::memory_order_relaxed);
  do {
    if (bytes.count() > max_ - reserved) return std::nullopt;
  } while (!reserved_.compare_exchange_weak(reserved, reserved + bytes.count(),
                                            std::memory_order_relaxed));
  return Allowance(*this, bytes.count());
}

Allowance::Allowance(Allowance&& other) noexcept
    : total_(std::exchange(other.total_, nullptr)), size_(other.size_), used_(other.used_) {}

Allowance::~Allowance() {
  if (total_ != nullptr) total_->reserved_.fetch_sub(size_, std::memory_order_relaxed);
}

bool Allowance::charge(Bytes bytes) {
  if (bytes.count() > size_ - used_) return false;
  used_ += bytes.count();
  return true;
}

void Allowance::release(Bytes bytes) {
  CHECK(bytes.count() <= used_);
  used_ -= bytes.count();
}

Charge::Charge(Charge&& other) noexcept
    : allowance_(other.allowance_), bytes_(std::exchange(other.bytes_, 0)) {}

Charge::~Charge() { allowance_->release(Bytes(bytes_)); }

bool Charge::resize(Bytes bytes) {
  if (bytes.count() > bytes_) {
    if (!allowance_->charge(Bytes(bytes.count() - bytes_))) return false;
  } else {
    allowance_->release(Bytes(bytes_ - bytes.count()));
  }
  bytes_ = bytes.count();
  return true;
}

}  // namespace inlay::channel
