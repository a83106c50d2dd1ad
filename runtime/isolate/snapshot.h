// A context with the surface already in it, as bytes: isolates start from it.
#pragma once

#include <v8-snapshot.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "isolate/platform.h"
#include "isolate/surface.h"

namespace inlay {

// Where a context keeps what the prelude gave (v8::Context::GetEmbedderData).
inline constexpr int kPreludeData = 1;

// Made at build time by a program of its own and embedded (inlay_snapshot in
// runtime/cmake/Snapshot.cmake). Immutable, so any thread.
class Snapshot {
 public:
  // What `bytes` hold must have been made by this very V8 with these flags from this surface; V8
  // itself would abort on others or, worse, not. `bytes` (aligned to 16) and `surface` outlive it.
  static Result<Snapshot> read(std::string_view bytes, const Surface& surface, EngineClass engine);

  // Some 20 ms. V8 must run with the flags of `engine`. Errors are those of the prelude.
  static Result<std::string> make(const Surface& surface, EngineClass engine);

  const Surface& surface() const { return *surface_; }
  // V8 wants these non-const; it does not change them.
  v8::StartupData* blob() const { return &blob_; }
  const intptr_t* references() const { return references_.data(); }

 private:
  Snapshot(const Surface& surface, std::string_view blob);

  const Surface* surface_;
  mutable v8::StartupData blob_;
  std::vector<intptr_t> references_;
};

}  // namespace inlay
