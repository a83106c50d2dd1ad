// Records as bytes. Numbers are little-endian, texts and lists stand behind their length or count
// (u32), the last text of body, output and script_part takes what is left. There is exactly one way
// to write a record: what decodes, encodes to the same bytes.
//
// Nothing here allocates, and both ways hold to the bounds of records.h. Errors are
// Fault::too_large or Fault::malformed and name record, field, value and bound; blame is
// Blame::self, since which side is to blame is for the caller to know.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>

#include "base/result.h"
#include "channel/record_table.h"
#include "channel/records.h"

namespace inlay::channel {

// What stands before each record's payload in a ring.
struct Frame {
  uint32_t payload_bytes = 0;
  uint32_t subject = 0;  // stream or script, as the type's row says; else 0
  uint32_t type = 0;     // a RecordType if the writer is sound
};
inline constexpr size_t kFrameBytes = 12;

// A record ready for a ring: the payload is `plain`, then `rest`, which is borrowed from the
// record.
struct EncodedRecord {
  Frame frame;
  std::string_view plain;
  std::string_view rest;
};

// Where the plain part of a record is written; the EncodedRecord borrows it.
using EncodeBuffer = std::array<char, kPayloadBytesMax>;

// For each type in EdgeRecord and CellRecord.
template <typename Record>
Result<EncodedRecord> encode(const Record& record, EncodeBuffer& buffer);

// How many items a list in one record may have.
template <typename Item>
inline constexpr uint32_t kListMax = 0;
template <>
inline constexpr uint32_t kListMax<ScriptId> = kChainMax;
template <>
inline constexpr uint32_t kListMax<Field> = kFieldsMax;
template <>
inline constexpr uint32_t kListMax<std::string_view> = kLogPiecesMax;
template <>
inline constexpr uint32_t kListMax<Match> = kMatchesMax;
template <>
inline constexpr uint32_t kListMax<ScriptResult> = kChainMax;

template <typename Item>
using ListRoom = std::array<Item, kListMax<Item>>;

// Where the lists of one decoded record lie.
struct Scratch {
  std::tuple<ListRoom<ScriptId>, ListRoom<Field>, ListRoom<std::string_view>, ListRoom<Match>,
             ListRoom<ScriptResult>>
      rooms;
};

// The row of a frame that `sender` may send and whose size is within it; called before the payload
// is copied.
Result<const RecordRow*> check_frame(const Frame& frame, Sender sender);

// `payload` is a private copy; the record borrows it and `scratch`. Checks the frame too.
Result<EdgeRecord> decode_from_edge(const Frame& frame, std::string_view payload, Scratch& scratch);
Result<CellRecord> decode_from_cell(const Frame& frame, std::string_view payload, Scratch& scratch);

}  // namespace inlay::channel
