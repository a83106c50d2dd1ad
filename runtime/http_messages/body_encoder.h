// Puts a content coding on a body, in pieces.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http_messages/coding.h"

namespace inlay::http {

class Compressor;

// One per body; reset() makes it ready for another one in the same coding. Single-threaded. Levels
// are fixed for pages made on the fly (docs/decisions/0008). All three calls append to `out` and
// allocate nothing but what `out` needs.
class BodyEncoder {
 public:
  // `coding` is not identity.
  explicit BodyEncoder(Coding coding);
  ~BodyEncoder();
  BodyEncoder(const BodyEncoder&) = delete;
  BodyEncoder& operator=(const BodyEncoder&) = delete;

  void reset();

  // Takes all of `bytes`; most of what they become may stay inside.
  void write(std::string_view bytes, std::string& out);
  // From what is in `out` then, the other side can decode every byte written so far. Nothing if
  // nothing was written since the last one; else a few bytes of cost.
  void flush(std::string& out);
  // Ends the body; then only reset() follows. A body without any byte is a valid one too.
  void finish(std::string& out);

  Coding coding() const { return coding_; }

  // What it holds between bodies, after reset().
  uint64_t held_bytes() const;

 private:
  Coding coding_;
  std::unique_ptr<Compressor> compressor_;
  bool unflushed_ = false;
};

// What one encoder may hold at most, to be charged before it is made.
uint64_t encoder_memory_bytes(Coding coding);

}  // namespace inlay::http
