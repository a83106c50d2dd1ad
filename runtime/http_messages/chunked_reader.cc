#include "http_messages/chunked_reader.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/check.h"
#include "http_messages/chars.h"

namespace inlay::http {
namespace {

constexpr uint8_t kSizeDigitsMax = 16;  // also counts leading zeros: no endless size lines
constexpr uint64_t kChunkBytesMax = std::numeric_limits<int64_t>::max();

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = to_lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

Result<ChunkedReader::Step> ChunkedReader::next(std::string_view in) {
  Step step;
  while (step.consumed < in.size() && state_ != State::finished) {
    if (state_ == State::data) {
      const size_t bytes =
          static_cast<size_t>(std::min<uint64_t>(left_, in.size() - step.consumed));
      step.data = in.substr(step.consumed, bytes);
      step.consumed += bytes;
      left_ -= bytes;
      if (left_ == 0) state_ = State::data_cr;
      return step;
    }
    if (auto taken = take(in[step.consumed]); !taken) return fail(std::move(taken.error()));
    ++step.consumed;
  }
  step.finished = state_ == State::finished;
  return step;
}

Result<> ChunkedReader::take(char byte) {
  switch (state_) {
    case State::size_start:
    case State::size:
      return take_size(byte);
    case State::extension_space:
    case State::extension:
      return take_extension(byte);
    case State::size_lf:
      return expect(byte, '\n', left_ > 0 ? State::data : State::trailer_start, "chunk size");
    case State::data_cr:
      return expect(byte, '\r', State::data_lf, "end of chunk");
    case State::data_lf:
      return expect(byte, '\n', State::size_start, "end of chunk");
    case State::trailer_start:
    case State::trailer_name:
    case State::trailer_value:
      return take_trailer(byte);
    case State::trailer_lf:
      return expect(byte, '\n', State::trailer_start, "trailer field");
    case State::end_lf:
      return expect(byte, '\n', State::finished, "end of body");
    case State::data:
    case State::finished:
      break;
  }
  CHECK(false);
  return {};
}

Result<> ChunkedReader::take_size(char byte) {
  const int digit = hex_value(byte);
  if (digit >= 0) return add_digit(static_cast<unsigned>(digit));
  if (state_ == State::size_start) return wrong("chunk size", byte);
  digits_ = 0;
  switch (byte) {
    case '\r':
      state_ = State::size_lf;
      return {};
    case ';':
      state_ = State::extension;
      return charge_extension();
    case ' ':
    case '\t':
      state_ = State::extension_space;
      return charge_extension();
    default:
      return wrong("chunk size", byte);
  }
}

Result<> ChunkedReader::add_digit(unsigned digit) {
  if (state_ == State::size_start) left_ = 0;
  state_ = State::size;
  if (++digits_ > kSizeDigitsMax || left_ > kChunkBytesMax >> 4) {
    return fail(
        Fault::malformed, blame_of(sender_), reason_of(sender_, Reason::request_malformed),
        "chunk size: more than " + std::to_string(kSizeDigitsMax) + " digits or 2^63 bytes");
  }
  left_ = left_ << 4 | digit;
  return {};
}

// Any text without control bytes passes: what it means is for nobody here, where it ends is all
// that matters.
Result<> ChunkedReader::take_extension(char byte) {
  if (state_ == State::extension_space) {
    if (byte == ';') state_ = State::extension;
    if (byte != ';' && byte != ' ' && byte != '\t') return wrong("chunk size", byte);
    return charge_extension();
  }
  if (byte == '\r') {
    state_ = State::size_lf;
    return {};
  }
  if (!is(kValueChar, byte)) return wrong("chunk extension", byte);
  return charge_extension();
}

Result<> ChunkedReader::charge_extension() {
  if (++extension_bytes_ <= limits_.extension_bytes_max) return {};
  return fail(Fault::too_large, blame_of(sender_),
              reason_of(sender_, Reason::request_framing_too_large),
              "chunk extensions: more than " + std::to_string(limits_.extension_bytes_max) +
                  " bytes in one body (http.chunk_extension_bytes_max)");
}

Result<> ChunkedReader::take_trailer(char byte) {
  const bool at_start = state_ == State::trailer_start;
  if (at_start && byte == '\r') {
    state_ = State::end_lf;
    return {};
  }
  if (state_ == State::trailer_value) {
    if (byte == '\r') state_ = State::trailer_lf;
    if (byte != '\r' && !is(kValueChar, byte)) return wrong("trailer field", byte);
  } else if (!at_start && byte == ':') {
    state_ = State::trailer_value;
  } else if (is(kTokenChar, byte)) {
    state_ = State::trailer_name;
  } else {
    return wrong("trailer field name", byte);
  }
  return charge_trailer(at_start ? 1 : 0);
}

Result<> ChunkedReader::charge_trailer(size_t new_fields) {
  trailer_fields_ += new_fields;
  ++trailer_bytes_;
  if (trailer_bytes_ > limits_.trailer_bytes_max) {
    return fail(Fault::too_large, blame_of(sender_),
                reason_of(sender_, Reason::request_framing_too_large),
                "trailers: more than " + std::to_string(limits_.trailer_bytes_max) +
                    " bytes (http.trailer_bytes_max)");
  }
  if (trailer_fields_ > limits_.trailer_fields_max) {
    return fail(Fault::too_large, blame_of(sender_),
                reason_of(sender_, Reason::request_framing_too_large),
                "trailers: more than " + std::to_string(limits_.trailer_fields_max) +
                    " fields (http.trailer_fields_max)");
  }
  return {};
}

Result<> ChunkedReader::expect(char byte, char wanted, State next_state, std::string_view where) {
  if (byte != wanted) return wrong(where, byte);
  state_ = next_state;
  return {};
}

tl::unexpected<Error> ChunkedReader::wrong(std::string_view where, char byte) const {
  return fail(Fault::malformed, blame_of(sender_), reason_of(sender_, Reason::request_malformed),
              std::string(where) + ": byte " + quoted({&byte, 1}));
}

}  // namespace inlay::http
