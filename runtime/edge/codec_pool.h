// A loop's decoders and encoders, lent for one body each. They are big: what they may hold is
// charged before they are made, and idle ones are used again.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "http_messages/body_decoder.h"
#include "http_messages/body_encoder.h"

namespace inlay {

struct CodecLimits {
  http::DecoderLimits decoder;
  uint64_t memory_bytes_max =
      0;  // coding.memory_bytes_max: all that are lent; then pages pass untouched
};

// What one body needs; goes back with give_back().
struct Codecs {
  std::unique_ptr<http::BodyDecoder> decoder;  // nullptr: it comes without coding
  std::unique_ptr<http::BodyEncoder> encoder;
  uint64_t charged = 0;
};

class CodecPool {
 public:
  // Borrows the limits.
  explicit CodecPool(const CodecLimits& limits) : limits_(limits) {}

  // `from` may be identity, `to` is not. Nothing where it would go over the limit.
  std::optional<Codecs> take(http::Coding from, http::Coding to);
  void give_back(Codecs codecs);

  uint64_t charged() const { return charged_; }

 private:
  template <typename T>
  using Idle = std::array<std::vector<std::unique_ptr<T>>, http::kCodings>;

  const CodecLimits& limits_;
  uint64_t charged_ = 0;
  Idle<http::BodyDecoder> decoders_;
  Idle<http::BodyEncoder> encoders_;
};

}  // namespace inlay
