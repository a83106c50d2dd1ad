// Every record of version 1 between an edge and a cell, its fields and its bounds. Decision 19 says
// why it is as it is; record_codec.h turns records into bytes and back.
//
// Texts and lists in a record are borrowed: a decoded one lies in the reader's buffer and in its
// scratch and is valid until the call that handed it out returns. Texts are bytes; nothing here
// says that they are UTF-8, a path that stays inside, or a header field that may leave: what comes
// from a cell is checked by whoever uses it (http_messages for fields and statuses).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/outcome.h"

namespace inlay::channel {

inline constexpr uint16_t kVersion = 1;

// Bounds in bytes, of one text or one record.
inline constexpr uint32_t kChunkBytesMax = 64 << 10;  // of body, output, script parts
inline constexpr uint32_t kPayloadBytesMax = kChunkBytesMax + 1280;
inline constexpr uint32_t kRestoreBytesMax = 64;
inline constexpr uint32_t kSiteBytesMax = 256;
inline constexpr uint32_t kIdBytesMax = 128;
inline constexpr uint32_t kPathBytesMax = 1024;
inline constexpr uint32_t kMethodBytesMax = 64;
inline constexpr uint32_t kUrlBytesMax = 32 << 10;
inline constexpr uint32_t kCharsetBytesMax = 64;
inline constexpr uint32_t kFieldBytesMax = 64 << 10;  // a header field's name, and its value
inline constexpr uint32_t kErrorNameBytesMax = 256;
inline constexpr uint32_t kMessageBytesMax = 8 << 10;
inline constexpr uint32_t kStackBytesMax = 16 << 10;
inline constexpr uint32_t kLogBytesMax = 32 << 10;  // all pieces of one call together
inline constexpr uint32_t kSelectorBytesMax = 256;
inline constexpr uint32_t kConfinementBytesMax = 1024;

inline constexpr uint16_t kStatusMin = 100;
inline constexpr uint16_t kStatusMax = 999;

// Bounds in entries.
inline constexpr uint32_t kChainMax = 32;      // scripts on one stream
inline constexpr uint32_t kFieldsMax = 512;    // in one record; further ones follow in another
inline constexpr uint32_t kLogPiecesMax = 64;  // arguments of one call of console
inline constexpr uint32_t kMatchesMax = 128;   // handlers in one record
inline constexpr uint32_t kStreamsMax = 1024;  // open at a time on one channel
inline constexpr uint32_t kScriptEntriesMax = 8;
inline constexpr uint32_t kScriptFilesMax = 1024;                  // of one script
inline constexpr uint64_t kScriptBytesMax = 32 << 20;              // of one script: files, options
inline constexpr uint64_t kWindowBytesMax = 1 << 20;               // of one stream, one way
inline constexpr uint64_t kAllowanceBytesMax = uint64_t{1} << 32;  // of one stream

// One revision of one install's script. The edge process numbers them: the same number means the
// same script on every channel of a cell, so a cell that has it already need not load it again.
using ScriptId = uint32_t;
// A page, request or call on its way. The edge chooses the number, which is unique on its channel
// from begin to finished (stream_table.h).
using StreamId = uint32_t;

// The edge speaks in numbers below 0x80, the cell above. 0x20-0x3f and 0xa0-0xbf are kept for
// subrequests.
enum class RecordType : uint8_t {
  hello = 0x01,
  script = 0x02,
  script_part = 0x03,
  script_end = 0x04,
  drop_script = 0x05,
  begin = 0x06,
  request_fields = 0x07,
  response_fields = 0x08,
  body = 0x09,
  body_end = 0x0a,
  cancel = 0x0b,
  grant = 0x0c,
  shutdown = 0x0d,

  ready = 0x81,
  script_state = 0x82,
  head = 0x83,
  output = 0x84,
  output_end = 0x85,
  consumed = 0x86,
  log = 0x87,
  failure = 0x88,
  matches = 0x89,
  finished = 0x8a,
  usage = 0x8b,
};

// ---- edge → cell ----

// The first record of a channel.
struct Hello {
  uint16_t version = kVersion;
  std::string_view site{};     // the id apps see as ctx.install.siteId
  uint32_t body_window = 0;    // bytes of body a stream may have sent and not consumed, at begin
  uint32_t output_window = 0;  // bytes of output a stream may send before it is granted more
  bool operator==(const Hello&) const = default;
};

enum class ScriptStyle : uint8_t { module, classic };
inline constexpr uint8_t kScriptStyles = 2;

// What one script may use; the settings behind them are in docs. Zero is zero, not "no limit".
struct ScriptLimits {
  uint32_t cpu_ms = 0;   // per stream
  uint32_t wall_ms = 0;  // per stream, counted while the script owes an answer
  uint64_t heap_bytes = 0;
  uint64_t external_bytes = 0;  // memory of ArrayBuffers
  uint64_t output_bytes = 0;    // per stream
  uint32_t log_bytes = 0;       // per stream
  uint32_t timers = 0;
  uint32_t subrequests = 0;
  bool operator==(const ScriptLimits&) const = default;
};

// What one script may see and do beyond looking at the page (docs/app-format.md).
struct ScriptRights {
  bool html_modify = true;
  bool cookies = false;       // Cookie, Authorization, Set-Cookie
  bool request_body = false;  // of visitors
  bool operator==(const ScriptRights&) const = default;
};

// A script's facts. Its parts follow, then script_end; what they may add up to is said here, so
// that a receiver can charge it before it takes anything (script_transfer.h).
struct Script {
  ScriptId script = 0;
  ScriptStyle style = ScriptStyle::module;
  bool preview = false;
  std::string_view install{};  // ctx.install.id
  std::string_view app{};
  std::string_view app_version{};
  std::span<const std::string_view> entries{};  // paths of its files; a module has one
  ScriptLimits limits{};
  ScriptRights rights{};
  uint32_t options_bytes = 0;
  uint32_t files = 0;
  uint32_t files_bytes = 0;  // of their contents
  bool operator==(const Script& other) const;
};

enum class PartKind : uint8_t { options, file };  // JSON, bytes
inline constexpr uint8_t kPartKinds = 2;

// Parts of one kind and path that follow one another are pieces of one text. Each file has at least
// one part, also an empty one.
struct ScriptPart {
  ScriptId script = 0;
  PartKind kind = PartKind::file;
  std::string_view path{};   // of a file; else empty
  std::string_view bytes{};  // kChunkBytesMax
  bool operator==(const ScriptPart&) const = default;
};

struct ScriptEnd {
  ScriptId script = 0;
  bool operator==(const ScriptEnd&) const = default;
};

// No stream that begins later names it.
struct DropScript {
  ScriptId script = 0;
  bool operator==(const DropScript&) const = default;
};

// page: html handlers and fetch handlers over a marked-up page. call: run-script; the default
// export is called, and the output is its result as JSON, or the text of the Response it gave.
enum class Purpose : uint8_t { page, call };
inline constexpr uint8_t kPurposes = 2;

struct Begin {
  StreamId stream = 0;
  Purpose purpose = Purpose::page;
  bool navigation = false;  // the edge takes the answer for a page
  bool has_body = false;    // body records and a body_end follow
  bool trace = false;       // matches records are wanted
  std::string_view method{};
  std::string_view url{};
  std::string_view charset{};  // of the body, as far as known
  uint64_t allowance = 0;  // bytes that all scripts of the chain together may hold of the stream
  std::span<const ScriptId> chain{};  // in install order
  bool operator==(const Begin& other) const;
};

struct Field {
  std::string_view name{};
  std::string_view value{};
  bool operator==(const Field&) const = default;
};

// Header fields of a request. `more`: another such record continues the list.
struct RequestFields {
  StreamId stream = 0;
  bool more = false;
  std::span<const Field> fields{};
  bool operator==(const RequestFields& other) const;
};

// The origin's answer. Follows begin and request_fields if there is one.
struct ResponseFields {
  StreamId stream = 0;
  uint16_t status = 0;
  bool more = false;
  std::span<const Field> fields{};
  bool operator==(const ResponseFields& other) const;
};

// Bytes of the marked-up stream; an offset N counts them.
struct Body {
  StreamId stream = 0;
  std::string_view bytes{};
  bool operator==(const Body&) const = default;
};

enum class BodyEnding : uint8_t { whole, failed };
inline constexpr uint8_t kBodyEndings = 2;

struct BodyEnd {
  StreamId stream = 0;
  BodyEnding ending = BodyEnding::whole;
  bool operator==(const BodyEnd&) const = default;
};

// Nobody wants the stream's answer any more. It still ends with a finished record.
struct Cancel {
  StreamId stream = 0;
  bool operator==(const Cancel&) const = default;
};

// So many further bytes of output may come.
struct Grant {
  StreamId stream = 0;
  uint32_t bytes = 0;
  bool operator==(const Grant&) const = default;
};

// Finish what is open, then exit.
struct Shutdown {
  bool operator==(const Shutdown&) const = default;
};

// ---- cell → edge ----

// Answers hello.
struct Ready {
  uint16_t version = kVersion;
  std::string_view confinement{};  // what could be applied, for status and the log
  bool operator==(const Ready&) const = default;
};

// What was thrown, as far as it could be read. Line and column count from 1; 0 is unknown.
struct ErrorText {
  std::string_view name{};
  std::string_view message{};
  std::string_view stack{};
  std::string_view file{};
  uint32_t line = 0;
  uint32_t column = 0;
  bool operator==(const ErrorText&) const = default;
};

// Of a script that was sent: ok, or start_failed and why.
struct ScriptState {
  ScriptId script = 0;
  Outcome outcome = Outcome::ok;
  ErrorText error{};
  bool operator==(const ScriptState&) const = default;
};

// The answer's status and fields where they are not the origin's. Before the first output, or not
// at all.
struct Head {
  StreamId stream = 0;
  uint16_t status = 0;
  bool more = false;
  std::span<const Field> fields{};
  bool operator==(const Head& other) const;
};

// Bytes that leave. With them, so many bytes of the marked-up stream are accounted for: whoever
// goes on without scripts writes `restore`, then what comes after `offset`. Offsets never go back
// and never exceed what was sent. No offset: these bytes are not made from the marked-up stream.
// `held`: no such place yet; the bytes leave together with those of the next record that is not
// held, or never. Such a record's offset and restore are those of the one before.
struct Output {
  StreamId stream = 0;
  bool held = false;
  std::optional<uint64_t> offset{};
  std::string_view restore{};  // kRestoreBytesMax
  std::string_view bytes{};    // kChunkBytesMax; may be empty, when content was dropped
  bool operator==(const Output&) const = default;
};

// The last of the output. Work that nobody waits for (waitUntil) may go on until finished.
struct OutputEnd {
  StreamId stream = 0;
  BodyEnding ending = BodyEnding::whole;
  bool operator==(const OutputEnd&) const = default;
};

// So many bytes of body are out of the window: the cell has taken them, into memory that is charged
// to the stream's allowance if they stay, and has room for as many more.
struct Consumed {
  StreamId stream = 0;
  uint32_t bytes = 0;
  bool operator==(const Consumed&) const = default;
};

enum class LogLevel : uint8_t { debug, log, info, warn, error };
inline constexpr uint8_t kLogLevels = 5;

// A call of console; stream 0 is the time when a script was loaded.
struct LogCall {
  StreamId stream = 0;
  ScriptId script = 0;
  LogLevel level = LogLevel::log;
  bool truncated = false;
  std::span<const std::string_view> pieces{};  // one for each argument
  bool operator==(const LogCall& other) const;
};

// A script failed: from here on it is dropped from the stream. `unhandled`: a rejection that nobody
// handled; the outcome stays what it was, and the script goes on.
struct Failure {
  StreamId stream = 0;
  ScriptId script = 0;
  Outcome outcome = Outcome::threw;
  bool unhandled = false;
  ErrorText error{};
  bool operator==(const Failure&) const = default;
};

struct Match {
  std::string_view selector{};
  uint32_t count = 0;
  bool operator==(const Match&) const = default;
};

// How many elements each handler saw; any number of records, before finished.
struct Matches {
  StreamId stream = 0;
  ScriptId script = 0;
  std::span<const Match> matches{};
  bool operator==(const Matches& other) const;
};

struct ScriptResult {
  ScriptId script = 0;
  Outcome outcome = Outcome::ok;
  uint64_t cpu_us = 0;
  uint64_t heap_bytes = 0;  // the isolate's heap at its largest
  bool operator==(const ScriptResult&) const = default;
};

// The last record of a stream, whatever became of it; its number is free again.
struct Finished {
  StreamId stream = 0;
  std::span<const ScriptResult> results{};
  bool operator==(const Finished& other) const;
};

// Of the whole cell, now and then.
struct Usage {
  uint64_t heap_bytes = 0;
  uint64_t external_bytes = 0;
  uint64_t cpu_us = 0;
  uint32_t isolates = 0;
  bool operator==(const Usage&) const = default;
};

using EdgeRecord =
    std::variant<Hello, Script, ScriptPart, ScriptEnd, DropScript, Begin, RequestFields,
                 ResponseFields, Body, BodyEnd, Cancel, Grant, Shutdown>;
using CellRecord = std::variant<Ready, ScriptState, Head, Output, OutputEnd, Consumed, LogCall,
                                Failure, Matches, Finished, Usage>;

}  // namespace inlay::channel
