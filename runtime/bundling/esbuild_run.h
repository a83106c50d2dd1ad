// esbuild as a process of its own, once: started, read to its end, killed if it does not end.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "base/result.h"

namespace inlay {

struct EsbuildRun {
  std::string program;                 // esbuild's file
  std::vector<std::string> arguments;  // without argv[0]
  int folder = -1;                     // what it may see; borrowed
  Bytes output_max;                    // of standard output
  std::chrono::milliseconds time_max{30'000};
};

struct EsbuildEnd {
  bool well = false;     // exit 0
  std::string output;    // standard output
  std::string messages;  // standard error, of which the first kMessagesBytesMax
};

inline constexpr size_t kMessagesBytesMax = 256 << 10;
inline constexpr Bytes kEsbuildMemoryMax = 1024_MiB;  // private writable memory

// Errors: it is not there, cannot be shut in, takes too long, or writes too much. Blocks.
Result<EsbuildEnd> run_esbuild(const EsbuildRun& run);

}  // namespace inlay
