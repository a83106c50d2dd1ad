// The types of records as data: who may send them, what their number in the frame means, and how
// large they get. A reader looks here before it copies anything.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "channel/records.h"

namespace inlay::channel {

enum class Sender : uint8_t { edge, cell };
enum class Subject : uint8_t { none, stream, script };

struct RecordRow {
  RecordType type;
  std::string_view name;
  Sender sender;
  Subject subject;
  uint32_t payload_max;  // bytes
};

// Lengths, numbers and flags that stand beside a record's texts.
inline constexpr uint32_t kPlainBytes = 256;
inline constexpr uint32_t kErrorBytesMax =
    kErrorNameBytesMax + kMessageBytesMax + kStackBytesMax + kPathBytesMax + kPlainBytes;

inline constexpr std::array kRecordTable{
    RecordRow{RecordType::hello, "hello", Sender::edge, Subject::none, kSiteBytesMax + kPlainBytes},
    RecordRow{RecordType::script, "script", Sender::edge, Subject::script,
              3 * kIdBytesMax + kPathBytesMax + kPlainBytes},
    RecordRow{RecordType::script_part, "script_part", Sender::edge, Subject::script,
              kPathBytesMax + kChunkBytesMax + kPlainBytes},
    RecordRow{RecordType::script_end, "script_end", Sender::edge, Subject::script, 0},
    RecordRow{RecordType::drop_script, "drop_script", Sender::edge, Subject::script, 0},
    RecordRow{RecordType::begin, "begin", Sender::edge, Subject::stream,
              kMethodBytesMax + kUrlBytesMax + kCharsetBytesMax + 4 * kChainMax + kPlainBytes},
    RecordRow{RecordType::request_fields, "request_fields", Sender::edge, Subject::stream,
              kPayloadBytesMax},
    RecordRow{RecordType::response_fields, "response_fields", Sender::edge, Subject::stream,
              kPayloadBytesMax},
    RecordRow{RecordType::body, "body", Sender::edge, Subject::stream, kChunkBytesMax},
    RecordRow{RecordType::body_end, "body_end", Sender::edge, Subject::stream, 1},
    RecordRow{RecordType::cancel, "cancel", Sender::edge, Subject::stream, 0},
    RecordRow{RecordType::grant, "grant", Sender::edge, Subject::stream, 4},
    RecordRow{RecordType::shutdown, "shutdown", Sender::edge, Subject::none, 0},
    RecordRow{RecordType::ready, "ready", Sender::cell, Subject::none,
              kConfinementBytesMax + kPlainBytes},
    RecordRow{RecordType::script_state, "script_state", Sender::cell, Subject::script,
              kErrorBytesMax},
    RecordRow{RecordType::head, "head", Sender::cell, Subject::stream, kPayloadBytesMax},
    RecordRow{RecordType::output, "output", Sender::cell, Subject::stream,
              kRestoreBytesMax + kChunkBytesMax + kPlainBytes},
    RecordRow{RecordType::output_end, "output_end", Sender::cell, Subject::stream, 1},
    RecordRow{RecordType::consumed, "consumed", Sender::cell, Subject::stream, 4},
    RecordRow{RecordType::log, "log", Sender::cell, Subject::stream,
              kLogBytesMax + 4 * kLogPiecesMax + kPlainBytes},
    RecordRow{RecordType::failure, "failure", Sender::cell, Subject::stream, kErrorBytesMax},
    RecordRow{RecordType::matches, "matches", Sender::cell, Subject::stream,
              kMatchesMax*(kSelectorBytesMax + 8) + kPlainBytes},
    RecordRow{RecordType::finished, "finished", Sender::cell, Subject::stream,
              kChainMax * 21 + kPlainBytes},
    RecordRow{RecordType::usage, "usage", Sender::cell, Subject::none, kPlainBytes},
};

// Null: no such type.
constexpr const RecordRow* record_row(uint32_t type) {
  for (const RecordRow& row : kRecordTable) {
    if (static_cast<uint32_t>(row.type) == type) return &row;
  }
  return nullptr;
}

static_assert([] {
  for (const RecordRow& row : kRecordTable) {
    if (row.payload_max > kPayloadBytesMax) return false;
    if ((static_cast<uint32_t>(row.type) < 0x80) != (row.sender == Sender::edge)) return false;
  }
  return true;
}());

}  // namespace inlay::channel
