// Reads over the header of a gzip member (RFC 1952 2.3), byte by byte; keeps nothing of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.h"

namespace inlay::http {

class GzipHeader {
 public:
  // One byte further. Fails on what is no gzip, on another method than deflate, on reserved flags
  // and on a wrong checksum of the header. Not called after done().
  Result<> take(uint8_t byte);

  bool done() const { return state_ == State::done; }
  // The first two bytes were read and say that this is gzip.
  bool recognised() const { return state_ != State::magic; }
  bool begun() const { return recognised() || at_ > 0; }

 private:
  enum class State : uint8_t { magic, fixed, extra_length, extra, name, comment, checksum, done };

  Result<> take_fixed(uint8_t byte);
  void take_extra_length(uint8_t byte);
  void go_on(State state);
  void after(State part);

  State state_ = State::magic;
  uint8_t flags_ = 0;
  size_t at_ = 0;  // bytes of the current part
  size_t extra_bytes_ = 0;
  uint32_t crc_ = 0;
};

}  // namespace inlay::http
