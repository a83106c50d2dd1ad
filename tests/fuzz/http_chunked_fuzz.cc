// Properties: the same data and the same outcome however the body is cut; accepted data, framed
// anew by our writer, reads back as the same data.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/chars.h"
#include "http_messages/chunked_reader.h"
#include "http_messages/head_writer.h"

namespace inlay::http {
namespace {

constexpr ChunkLimits kLimits{
    .extension_bytes_max = 64, .trailer_bytes_max = 128, .trailer_fields_max = 5};

struct Outcome {
  std::string data;
  std::string problem;
  size_t used = 0;
  bool finished = false;
  bool operator==(const Outcome&) const = default;
};

// Pieces of `piece` bytes at most, the first one of `first`.
Outcome read(std::string_view bytes, size_t first, size_t piece) {
  ChunkedReader reader(Sender::client, kLimits);
  Outcome out;
  size_t end = std::min(first, bytes.size());
  while (out.used < bytes.size() && !out.finished) {
    if (out.used == end) end = std::min(end + piece, bytes.size());
    const auto step = reader.next(bytes.substr(out.used, end - out.used));
    if (!step) {
      out.problem = step.error().detail;
      CHECK(is_field_value(out.problem));
      out.used = 0;  // how far it got depends on the cuts, that it fails does not
      return out;
    }
    CHECK(step->consumed > 0 && step->consumed <= end - out.used);
    out.data += step->data;
    out.used += step->consumed;
    out.finished = step->finished;
  }
  return out;
}

}  // namespace
}  // namespace inlay::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::http;
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 2), size - 2);
  const Outcome whole = read(bytes, bytes.size(), 1);
  CHECK(read(bytes, data[0], 1u + data[1]) == whole);
  CHECK(read(bytes, 0, 1) == whole);
  if (!whole.finished) return 0;

  std::string framed;
  const std::string_view payload = whole.data;
  for (size_t at = 0; at < payload.size(); at += 1u + data[1]) {
    const std::string_view piece = payload.substr(at, 1u + data[1]);
    append_chunk_header(framed, piece.size());
    framed += piece;
    append_chunk_end(framed);
  }
  append_last_chunk(framed);
  const Outcome again = read(framed, framed.size(), 1);
  CHECK(again.finished && again.data == payload && again.used == framed.size());
  return 0;
}
