// Any bytes as a record of either side are refused, or encode to the same bytes again, and what is
// then decoded is the same record.
#include <cstdint>
#include <cstring>
#include <string>

#include "base/check.h"
#include "channel/record_codec.h"

namespace {

using namespace inlay;
using namespace inlay::channel;

template <typename Any>
void check(Result<Any> (*decode)(const Frame&, std::string_view, Scratch&), const Frame& frame,
           std::string_view payload) {
  static Scratch scratch;
  static Scratch scratch_again;
  static EncodeBuffer buffer;
  const auto record = decode(frame, payload, scratch);
  if (!record) {
    CHECK(!record.error().detail.empty());
    return;
  }
  const auto encoded = std::visit([](const auto& it) { return encode(it, buffer); }, *record);
  CHECK(encoded);
  CHECK(std::memcmp(&encoded->frame, &frame, kFrameBytes) == 0);
  const std::string bytes = std::string(encoded->plain) + std::string(encoded->rest);
  CHECK(bytes == payload);
  const auto again = decode(encoded->frame, bytes, scratch_again);
  CHECK(again && *again == *record);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 5) return 0;
  Frame frame;
  frame.type = data[0];
  std::memcpy(&frame.subject, data + 1, sizeof(frame.subject));
  const std::string payload(reinterpret_cast<const char*>(data + 5), size - 5);
  frame.payload_bytes = static_cast<uint32_t>(payload.size());
  check<EdgeRecord>(decode_from_edge, frame, payload);
  check<CellRecord>(decode_from_cell, frame, payload);
  return 0;
}
