// A bundle's bytes, built and compressed on first use by a worker thread, then only read.
#pragma once

#include <string>

#include "apps/plan.h"

namespace inlay {

struct Bundle {
  std::string plain;
  std::string gzip;  // the same, compressed; empty where that is not smaller
};

// Costs a walk over all code of the plan and its compression: worker threads only. For what the
// plan has.
Bundle make_bundle(const apps::Plan& plan, const apps::BundleName& name);

// gzip at the best level, for bytes that are compressed once and sent often.
std::string gzip_best(const std::string& bytes);

}  // namespace inlay
