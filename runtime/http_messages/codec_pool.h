// Lends decoders and encoders to one loop, within a budget of memory, and reuses them: their states
// are too large to be made anew for each page, and too large for an idle connection to keep.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http_messages/body_decoder.h"
#include "http_messages/body_encoder.h"
#include "http_messages/coding.h"

namespace inlay::http {

struct CodecPoolLimits {
  // coding.memory_bytes_max: what all lent codecs of one pool may hold together. At the bound a
  // page goes untouched.
  uint64_t memory_bytes_max = 256 * 1024 * 1024;
  // What unused ones may hold beside that until trim() frees them: 64 pages' worth of gzip.
  uint64_t idle_bytes_max = 16 * 1024 * 1024;
};

// One per loop, single-threaded. Outlives everything that it lends.
class CodecPool {
 public:
  CodecPool(const DecoderLimits& decoder_limits, const CodecPoolLimits& limits);
  ~CodecPool();
  CodecPool(const CodecPool&) = delete;
  CodecPool& operator=(const CodecPool&) = delete;

  // Gives the codec back to its pool and its charge back to the budget.
  struct Return {
    CodecPool* pool = nullptr;
    uint64_t charged_bytes = 0;
    void operator()(BodyDecoder* decoder) const noexcept;
    void operator()(BodyEncoder* encoder) const noexcept;
  };
  using Decoder = std::unique_ptr<BodyDecoder, Return>;
  using Encoder = std::unique_ptr<BodyEncoder, Return>;

  // For a body that begins with `first` (what has come so far; the same bytes then go to next()).
  // Fails before anything is decoded, so that the body can still go untouched: too_large
  // (decode_window) if it asks for too large a window, busy (decode_over_budget) if the memory is
  // used up. `coding` is not identity.
  Result<Decoder> decoder(Coding coding, std::string_view first);
  Result<Encoder> encoder(Coding coding);

  // Frees what was not needed since the last call. Cheap; for a timer of some seconds.
  void trim();

  uint64_t charged_bytes() const { return charged_bytes_; }
  uint64_t idle_bytes() const { return idle_bytes_; }

 private:
  template <typename Codec>
  struct Shelf {
    std::vector<std::unique_ptr<Codec>> idle;
    size_t untouched = 0;  // how many lay here all the time since the last trim
  };

  Result<> charge(uint64_t bytes);
  template <typename Codec>
  std::unique_ptr<Codec> take(Shelf<Codec>& shelf);
  template <typename Codec>
  void put(Shelf<Codec>& shelf, std::unique_ptr<Codec> codec, uint64_t charged_bytes);
  template <typename Codec>
  void trim(Shelf<Codec>& shelf);

  DecoderLimits decoder_limits_;
  CodecPoolLimits limits_;
  uint64_t charged_bytes_ = 0;
  uint64_t idle_bytes_ = 0;
  std::array<Shelf<BodyDecoder>, kCodings> decoders_;
  std::array<Shelf<BodyEncoder>, kCodings> encoders_;
};

}  // namespace inlay::http
