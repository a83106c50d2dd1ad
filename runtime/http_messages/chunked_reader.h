// Takes the chunked coding off a body (RFC 9112 7.1), strictly: CRLF everywhere, no bare LF, no
// space around a size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "http_messages/head_error.h"
#include "http_messages/message_limits.h"

namespace inlay::http {

// One per body. Resumes at every byte, holds no bytes, copies nothing.
class ChunkedReader {
 public:
  ChunkedReader(Sender sender, const ChunkLimits& limits) : sender_(sender), limits_(limits) {}

  struct Step {
    size_t consumed = 0;    // bytes of `in` that are done with; `data` lies at their end
    std::string_view data;  // decoded bytes, a view into `in`; may be empty
    bool finished = false;  // the body and its trailers are over; bytes after `consumed` belong to
                            // the next message
  };

  // Reads up to and including the first piece of data. Call again with the rest of `in` until it is
  // used up:
  //   while (!in.empty()) { auto step = reader.next(in); …use step->data…;
  //   in.remove_prefix(step->consumed); }
  // Each step consumes at least one byte if there is one, except after the end (finished, nothing
  // consumed). Extensions are dropped; trailers are checked for syntax and dropped. Not called
  // again after an error.
  Result<Step> next(std::string_view in);

  bool finished() const { return state_ == State::finished; }

  // What is still to come of the chunk that is being read; 0 where its size is not known yet.
  uint64_t chunk_left() const { return state_ == State::data ? left_ : 0; }

 private:
  enum class State : uint8_t {
    size_start,  // first digit of a size
    size,
    extension_space,  // bad whitespace between size and ";" (RFC 9112 7.1.1)
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    finished,
  };

  Result<> take(char byte);
  Result<> take_size(char byte);
  Result<> add_digit(unsigned digit);
  Result<> take_extension(char byte);
  Result<> take_trailer(char byte);
  Result<> charge_extension();
  Result<> charge_trailer(size_t new_fields);
  Result<> expect(char byte, char wanted, State next_state, std::string_view where);
  tl::unexpected<Error> wrong(std::string_view where, char byte) const;

  Sender sender_;
  ChunkLimits limits_;
  State state_ = State::size_start;
  uint8_t digits_ = 0;
  uint64_t left_ = 0;  // bytes of the current chunk still to come
  size_t extension_bytes_ = 0;
  size_t trailer_bytes_ = 0;
  size_t trailer_fields_ = 0;
};

}  // namespace inlay::http
