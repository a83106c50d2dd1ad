// Raw deflate (RFC 1951) and the checksums around it, by the library that was chosen when this was
// built: ISA-L, or zlib with INLAY_ISAL=OFF (docs/decisions/0008). Wrappers are made and read by
// inflate_decompressor.cc and deflate_compressor.cc, so that both builds behave alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace inlay::http {

// Makes one stream after the other into bytes. All its memory is taken when it is made, or (zlib)
// with the first stream.
class Inflater {
 public:
  struct Progress {
    size_t consumed = 0;
    size_t produced = 0;
    bool ended = false;  // all of the stream has come out
  };

  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void reset();
  // Nothing if the stream is corrupt. Not called after the end.
  std::optional<Progress> next(std::string_view in, std::span<char> room);
  // After the end: bytes (8 at most) that were consumed but lie behind the stream. Valid until the
  // next call.
  std::string_view left_over() const;

  static uint64_t memory_bytes();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

enum class Flush : uint8_t {
  none,    // what may stay inside, stays
  sync,    // everything so far can be decoded
  finish,  // the last block
};

class Deflater {
 public:
  Deflater();
  ~Deflater();
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void reset();
  // Takes all of `bytes` and appends to `out`.
  void run(std::string_view bytes, Flush flush, std::string& out);

  static uint64_t memory_bytes();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

uint32_t crc32_of(uint32_t crc, std::string_view bytes);      // begins with 0
uint32_t adler32_of(uint32_t adler, std::string_view bytes);  // begins with 1

}  // namespace inlay::http
