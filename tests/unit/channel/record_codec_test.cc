// Each record there and back; each field at its bound and one beyond; bytes that are no record.
#include "channel/record_codec.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "channel/payload.h"

namespace inlay::channel {
namespace {

// Texts of every length that a bound names.
std::string_view of_length(size_t bytes) {
  static const std::string kText(kPayloadBytesMax + 1, 'x');
  return std::string_view(kText).substr(0, bytes);
}

template <typename Item>
std::span<const Item> of_count(size_t count) {
  static const std::vector<Item> kItems(kFieldsMax + 1);
  return std::span(kItems).first(count);
}

constexpr std::string_view kOdd{"\0\xFF\r\n\"é", 7};
constexpr std::array<std::string_view, 2> kEntries{"edge.js", ""};
constexpr std::array<ScriptId, 3> kChain{1, 0xFFFFFFFF, 3};
constexpr std::array kFields{Field{"content-type", "text/html"}, Field{"x", kOdd}, Field{"", ""}};
constexpr std::array<std::string_view, 3> kPieces{"one", "", kOdd};
constexpr std::array kMatched{Match{"li > a", 12}, Match{"", 0xFFFFFFFF}};
constexpr std::array kResults{ScriptResult{1, Outcome::ok, 1, 2},
                              ScriptResult{2, Outcome::breaker_open, UINT64_MAX, UINT64_MAX}};
constexpr ErrorText kError{"TypeError", kOdd, "at a.js:1:2", "a.js", 1, 0xFFFFFFFF};
constexpr ScriptLimits kLimits{1, 2, 3, 4, 5, 6, 7, 8};

std::string bytes_of(const EncodedRecord& encoded) {
  return std::string(encoded.plain) + std::string(encoded.rest);
}

template <typename Record>
struct Decode;
template <typename... Each>
struct Decode<std::variant<Each...>> {
  using Any = std::variant<Each...>;
  static Result<Any> from(const Frame& frame, std::string_view bytes, Scratch& scratch) {
    if constexpr (std::is_same_v<Any, EdgeRecord>) return decode_from_edge(frame, bytes, scratch);
    if constexpr (std::is_same_v<Any, CellRecord>) return decode_from_cell(frame, bytes, scratch);
  }
};

template <typename Any>
struct Row {
  const char* name;
  Any record;
};

const std::vector<Row<EdgeRecord>> kFromEdge{
    {"hello", Hello{1, "site", kChunkBytesMax * 2, kWindowBytesMax}},
    {"script", Script{9, ScriptStyle::classic, true, "install", "app", "1.2.3", kEntries, kLimits,
                      ScriptRights{false, true, true}, 1, 3, 4}},
    {"script part", ScriptPart{9, PartKind::file, "lib/a.js", kOdd}},
    {"script part without bytes", ScriptPart{9, PartKind::options, "", ""}},
    {"script end", ScriptEnd{9}},
    {"drop script", DropScript{0xFFFFFFFF}},
    {"begin", Begin{7, Purpose::call, true, true, true, "GET", "https://a/?q", "utf-8", 1, kChain}},
    {"begin without anything", Begin{}},
    {"request fields", RequestFields{7, true, kFields}},
    {"request fields, none", RequestFields{7, false, {}}},
    {"response fields", ResponseFields{7, 200, true, kFields}},
    {"body", Body{7, kOdd}},
    {"body, empty", Body{7, ""}},
    {"body end", BodyEnd{7, BodyEnding::failed}},
    {"cancel", Cancel{7}},
    {"grant", Grant{7, 1}},
    {"shutdown", Shutdown{}},
};

const std::vector<Row<CellRecord>> kFromCell{
    {"ready", Ready{1, "seccomp landlock"}},
    {"script state", ScriptState{9, Outcome::start_failed, kError}},
    {"head", Head{7, 599, true, kFields}},
    {"output", Output{7, true, 12, "-->", kOdd}},
    {"output without offset", Output{7, false, std::nullopt, "", "x"}},
    {"output without bytes", Output{7, false, UINT64_MAX - 1, "", ""}},
    {"output end", OutputEnd{7, BodyEnding::failed}},
    {"consumed", Consumed{7, kWindowBytesMax}},
    {"log", LogCall{7, 9, LogLevel::error, true, kPieces}},
    {"failure", Failure{7, 9, Outcome::over_cpu, true, kError}},
    {"matches", Matches{7, 9, kMatched}},
    {"finished", Finished{7, kResults}},
    {"usage", Usage{UINT64_MAX, 2, 3, 4}},
};

template <typename Any>
void there_and_back(const std::vector<Row<Any>>& rows) {
  EncodeBuffer buffer;
  Scratch scratch;
  for (const auto& [name, record] : rows) {
    SCOPED_TRACE(name);
    const auto encoded = std::visit([&](const auto& it) { return encode(it, buffer); }, record);
    ASSERT_TRUE(encoded) << encoded.error().detail;
    const std::string bytes = bytes_of(*encoded);
    EXPECT_EQ(bytes.size(), encoded->frame.payload_bytes);
    const auto decoded = Decode<Any>::from(encoded->frame, bytes, scratch);
    ASSERT_TRUE(decoded) << decoded.error().detail;
    EXPECT_TRUE(*decoded == record);
    // Cut anywhere it is another record or none; with a byte too much it is none.
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      const std::string kept = bytes.substr(0, cut);
      const auto less = Decode<Any>::from(encoded->frame, kept, scratch);
      EXPECT_TRUE(!less || !(*less == record)) << cut;
    }
    const std::string longer = bytes + 'x';
    const auto more = Decode<Any>::from(encoded->frame, longer, scratch);
    EXPECT_TRUE(!more || !(*more == record));
    Frame foreign = encoded->frame;
    foreign.type ^= 0x80;
    EXPECT_FALSE(Decode<Any>::from(foreign, bytes, scratch)) << "a type of the other side";
    foreign.type = encoded->frame.type | 0x100;
    EXPECT_FALSE(Decode<Any>::from(foreign, bytes, scratch)) << "a type of nobody";
  }
}

TEST(RecordCodec, each_record_goes_there_and_back) {
  there_and_back(kFromEdge);
  there_and_back(kFromCell);
}

TEST(RecordCodec, the_table_has_each_record_once) {
  EXPECT_EQ(kRecordTable.size(), std::variant_size_v<EdgeRecord> + std::variant_size_v<CellRecord>);
  for (const RecordRow& row : kRecordTable) {
    EXPECT_EQ(record_row(static_cast<uint32_t>(row.type)), &row) << row.name;
  }
  for (uint32_t kept = 0x20; kept < 0x40; ++kept) {
    EXPECT_EQ(record_row(kept), nullptr);
    EXPECT_EQ(record_row(kept | 0x80), nullptr);
  }
}

// A record by the size of one of its fields, and the largest size (or number) it may have.
struct Bound {
  const char* name;
  uint64_t bound;
  std::function<std::variant<EdgeRecord, CellRecord>(uint64_t)> record;
};

const std::vector<Bound> kBounds{
    {"hello site", kSiteBytesMax,
     [](auto n) {
       return EdgeRecord(Hello{1, of_length(n), 1 << 17, 1 << 17});
     }},
    {"hello body window", kWindowBytesMax,
     [](auto n) {
       return EdgeRecord(Hello{1, "", static_cast<uint32_t>(n), 1 << 17});
     }},
    {"hello output window", kWindowBytesMax,
     [](auto n) {
       return EdgeRecord(Hello{1, "", 1 << 17, static_cast<uint32_t>(n)});
     }},
    {"script install", kIdBytesMax,
     [](auto n) { return EdgeRecord(Script{.install = of_length(n), .files = 1}); }},
    {"script app", kIdBytesMax,
     [](auto n) { return EdgeRecord(Script{.app = of_length(n), .files = 1}); }},
    {"script app version", kIdBytesMax,
     [](auto n) { return EdgeRecord(Script{.app_version = of_length(n), .files = 1}); }},
    {"script entry", kPathBytesMax,
     [](auto n) {
       static std::array<std::string_view, 1> entries;
       entries = {of_length(n)};
       return EdgeRecord(Script{.entries = entries, .files = 1});
     }},
    {"script options", kScriptBytesMax,
     [](auto n) {
       return EdgeRecord(Script{.options_bytes = static_cast<uint32_t>(n), .files = 1});
     }},
    {"script entries", kScriptEntriesMax,
     [](auto n) {
       static std::array<std::string_view, kScriptEntriesMax + 1> entries;
       return EdgeRecord(Script{.entries = std::span(entries).first(n), .files = 1});
     }},
    {"script files", kScriptFilesMax,
     [](auto n) { return EdgeRecord(Script{.files = static_cast<uint32_t>(n)}); }},
    {"script files bytes", kScriptBytesMax,
     [](auto n) {
       return EdgeRecord(Script{.files = 1, .files_bytes = static_cast<uint32_t>(n)});
     }},
    {"script part path", kPathBytesMax,
     [](auto n) { return EdgeRecord(ScriptPart{.path = of_length(n)}); }},
    {"script part bytes", kChunkBytesMax,
     [](auto n) {
       return EdgeRecord(ScriptPart{.path = of_length(kPathBytesMax), .bytes = of_length(n)});
     }},
    {"begin method", kMethodBytesMax,
     [](auto n) { return EdgeRecord(Begin{.method = of_length(n)}); }},
    {"begin url", kUrlBytesMax, [](auto n) { return EdgeRecord(Begin{.url = of_length(n)}); }},
    {"begin charset", kCharsetBytesMax,
     [](auto n) { return EdgeRecord(Begin{.charset = of_length(n)}); }},
    {"begin allowance", kAllowanceBytesMax,
     [](auto n) { return EdgeRecord(Begin{.allowance = n}); }},
    {"begin chain", kChainMax,
     [](auto n) {
       return EdgeRecord(Begin{.method = of_length(kMethodBytesMax),
                               .url = of_length(kUrlBytesMax),
                               .charset = of_length(kCharsetBytesMax),
                               .chain = of_count<ScriptId>(n)});
     }},
    {"request fields", kFieldsMax,
     [](auto n) { return EdgeRecord(RequestFields{.fields = of_count<Field>(n)}); }},
    {"response status", kStatusMax,
     [](auto n) { return EdgeRecord(ResponseFields{.status = static_cast<uint16_t>(n)}); }},
    {"response fields", kFieldsMax,
     [](auto n) {
       return EdgeRecord(ResponseFields{.status = 200, .fields = of_count<Field>(n)});
     }},
    {"body", kChunkBytesMax,
     [](auto n) {
       return EdgeRecord(Body{1, of_length(n)});
     }},
    {"grant", kWindowBytesMax,
     [](auto n) {
       return EdgeRecord(Grant{1, static_cast<uint32_t>(n)});
     }},
    {"ready confinement", kConfinementBytesMax,
     [](auto n) {
       return CellRecord(Ready{1, of_length(n)});
     }},
    {"error name", kErrorNameBytesMax,
     [](auto n) { return CellRecord(ScriptState{.error = {.name = of_length(n)}}); }},
    {"error message", kMessageBytesMax,
     [](auto n) { return CellRecord(ScriptState{.error = {.message = of_length(n)}}); }},
    {"error stack", kStackBytesMax,
     [](auto n) { return CellRecord(Failure{.error = {.stack = of_length(n)}}); }},
    {"error file, all texts full", kPathBytesMax,
     [](auto n) {
       return CellRecord(Failure{.error = {.name = of_length(kErrorNameBytesMax),
                                           .message = of_length(kMessageBytesMax),
                                           .stack = of_length(kStackBytesMax),
                                           .file = of_length(n)}});
     }},
    {"head status", kStatusMax,
     [](auto n) { return CellRecord(Head{.status = static_cast<uint16_t>(n)}); }},
    {"head fields", kFieldsMax,
     [](auto n) { return CellRecord(Head{.status = 200, .fields = of_count<Field>(n)}); }},
    {"output restore", kRestoreBytesMax,
     [](auto n) {
       return CellRecord(Output{.restore = of_length(n), .bytes = of_length(kChunkBytesMax)});
     }},
    {"output bytes", kChunkBytesMax,
     [](auto n) { return CellRecord(Output{.bytes = of_length(n)}); }},
    {"output offset", kNoOffset - 1, [](auto n) { return CellRecord(Output{.offset = n}); }},
    {"consumed", kWindowBytesMax,
     [](auto n) {
       return CellRecord(Consumed{1, static_cast<uint32_t>(n)});
     }},
    {"log pieces", kLogPiecesMax,
     [](auto n) { return CellRecord(LogCall{.pieces = of_count<std::string_view>(n)}); }},
    {"matches", kMatchesMax,
     [](auto n) { return CellRecord(Matches{.matches = of_count<Match>(n)}); }},
    {"results", kChainMax,
     [](auto n) { return CellRecord(Finished{.results = of_count<ScriptResult>(n)}); }},
};

TEST(RecordCodec, each_field_goes_up_to_its_bound_and_no_further) {
  EncodeBuffer buffer;
  Scratch scratch;
  const auto encode_any = [&buffer](const auto& record) {
    return std::visit(
        [&buffer](const auto& side) {
          return std::visit([&buffer](const auto& it) { return encode(it, buffer); }, side);
        },
        record);
  };
  for (const Bound& row : kBounds) {
    SCOPED_TRACE(row.name);
    const auto at_bound = row.record(row.bound);
    const auto encoded = encode_any(at_bound);
    ASSERT_TRUE(encoded) << encoded.error().detail;
    const std::string bytes = bytes_of(*encoded);
    if (const auto* edge = std::get_if<EdgeRecord>(&at_bound)) {
      const auto decoded = decode_from_edge(encoded->frame, bytes, scratch);
      EXPECT_TRUE(decoded && *decoded == *edge);
    } else {
      const auto decoded = decode_from_cell(encoded->frame, bytes, scratch);
      EXPECT_TRUE(decoded && *decoded == std::get<CellRecord>(at_bound));
    }
    const auto beyond = encode_any(row.record(row.bound + 1));
    ASSERT_FALSE(beyond);
    EXPECT_EQ(beyond.error().fault, Fault::too_large);
    EXPECT_NE(beyond.error().detail.find(std::to_string(row.bound)), std::string::npos)
        << beyond.error().detail;
  }
}

TEST(RecordCodec, texts_that_are_too_much_together_are_refused) {
  EncodeBuffer buffer;
  const std::array pieces{of_length(kLogBytesMax), of_length(kPlainBytes + 256)};
  EXPECT_FALSE(encode(LogCall{.pieces = pieces}, buffer));
  const std::array fields{Field{"a", of_length(kFieldBytesMax)}, Field{"b", of_length(1300)}};
  EXPECT_FALSE(encode(Head{.status = 200, .fields = fields}, buffer));
  EXPECT_TRUE(encode(Head{.status = 200, .fields = std::span(fields).first(1)}, buffer));
}

struct Broken {
  const char* name;
  RecordType type;
  uint32_t subject;
  std::string_view payload;
  std::string_view says;
};

using std::string_view_literals::operator""sv;

const std::vector<Broken> kBroken{
    {"a choice that there is not", RecordType::output_end, 7, "\x02"sv, "ending: 2, bound 1"},
    {"a flag that is neither", RecordType::output, 7, "\x02\0\0\0\0\0\0\0\0\0\0\0\0"sv, "held: 2"},
    {"an outcome that there is not", RecordType::failure, 7, "\x01\0\0\0\x0C\0"sv, "outcome: 12"},
    {"a status below 100", RecordType::head, 7, "\x63\0\0\0\0\0\0"sv, "status: 99, bound 100"},
    {"a text beyond its payload", RecordType::ready, 0, "\x01\0\x05\0\0\0abcd"sv,
     "confinement: 5, bound 4"},
    {"a text beyond its bound", RecordType::ready, 0, "\x01\0\xFF\xFF\xFF\xFF"sv,
     "confinement: 4294967295, bound 1024"},
    {"a list beyond its bound", RecordType::finished, 7, "\xFF\xFF\xFF\xFF"sv, "results: 42949"},
    {"a list beyond its payload", RecordType::finished, 7, "\x01\0\0\0\x01"sv, "script: 4"},
    {"nothing consumed", RecordType::consumed, 7, "\0\0\0\0"sv, "bytes: 0, bound 1"},
    {"bytes after the last field", RecordType::usage, 0, "0123456789012345678901234567x"sv,
     "bytes after the last field: 1"},
    {"more than its type may have", RecordType::consumed, 7, "12345"sv, "5 payload bytes, bound 4"},
    {"a subject where there is none", RecordType::usage, 7, "0123456789012345678901234567"sv,
     "subject 7 where there is none"},
    {"a record of the other side", RecordType::body, 7, ""sv, "not one of this side"},
};

TEST(RecordCodec, what_is_no_record_is_refused_with_the_reason) {
  Scratch scratch;
  for (const Broken& row : kBroken) {
    SCOPED_TRACE(row.name);
    const Frame frame{static_cast<uint32_t>(row.payload.size()), row.subject,
                      static_cast<uint32_t>(row.type)};
    const auto decoded = decode_from_cell(frame, row.payload, scratch);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().fault, Fault::malformed);
    EXPECT_NE(decoded.error().detail.find(row.says), std::string::npos) << decoded.error().detail;
  }
}

}  // namespace
}  // namespace inlay::channel
