// A bundle's bytes, built and compressed on first use by a worker thread, then only read.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "apps/plan.h"

namespace inlay {

struct Bundle {
  std::string plain;
  std::string gzip;  // the same, compressed; empty where that is not smaller
};

// Costs a walk over all code of the plan and its compression: worker threads only. For a part that
// the plan has.
Bundle make_bundle(const apps::Plan& plan, apps::BundlePart part);

class BundleSlot {
 public:
  // nullptr: not built yet. Lives as long as the slot. Any thread; no lock.
  const Bundle* ready() const { return ready_.load(std::memory_order_acquire); }
  // Builds it unless that was done; of several callers one builds and the others wait. Worker
  // threads only.
  void build(const apps::Plan& plan, apps::BundlePart part);

 private:
  std::mutex building_;
  std::unique_ptr<const Bundle> bundle_;
  std::atomic<const Bundle*> ready_ = nullptr;
};

// gzip at the best level, for bytes that are compressed once and sent often.
std::string gzip_best(const std::string& bytes);

}  // namespace inlay
