#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "apps/json.h"
#include "apps/utf8.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Iterative: the recursive parser's stack grows with the depth of hostile input.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                            rapidjson::kParseNumbersAsStringsFlag;

std::string_view explain(rapidjson::ParseErrorCode code) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return "no JSON value in the text";
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return "something follows the JSON value";
    case rapidjson::kParseErrorObjectMissName:
      return "expected a member's name in double quotes";
    case rapidjson::kParseErrorObjectMissColon:
      return "expected a colon after the member's name";
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
      return "expected a comma or } after the member";
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return "expected a comma or ] after the array's item";
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return "expected four hexadecimal digits after \\u";
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return "half of a surrogate pair in a \\u escape";
    case rapidjson::kParseErrorStringEscapeInvalid:
      return "unknown escape in a string";
    case rapidjson::kParseErrorStringMissQuotationMark:
      return "a string does not end";
    case rapidjson::kParseErrorStringInvalidEncoding:
      return "bytes in a string that are not UTF-8, or a control character";
    case rapidjson::kParseErrorNumberTooBig:
      return "a number is too big";
    case rapidjson::kParseErrorNumberMissFraction:
      return "expected digits after the decimal point";
    case rapidjson::kParseErrorNumberMissExponent:
      return "expected digits in the exponent";
    default:
      return "expected a JSON value";
  }
}

// Builds the tree from RapidJSON's events. An event does not tell where it began, so the builder
// follows the text itself: from the end of the last event over blanks, commas and colons.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const rapidjson::MemoryStream& stream)
      : text_(text), stream_(stream), seen_(static_cast<uint32_t>(stream.Tell())) {}

  bool Null() { return scalar(Json(), 4); }
  bool Bool(bool value) { return scalar(Json::boolean(value), value ? 4 : 5); }
  bool RawNumber(const char* source, rapidjson::SizeType length, bool) {
    return scalar(Json::number(std::string(source, length)), length);
  }
  bool String(const char* utf8, rapidjson::SizeType length, bool) {
    const uint32_t at = begin();
    if (!is_text(utf8, length)) return false;
    seen_ = static_cast<uint32_t>(stream_.Tell());
    return place(Json::string(std::string(utf8, length)), at);
  }
  bool Key(const char* utf8, rapidjson::SizeType length, bool) {
    if (!is_text(utf8, length)) return false;
    frames_.back().key_at = begin();
    frames_.back().key.assign(utf8, length);
    seen_ = static_cast<uint32_t>(stream_.Tell());
    return true;
  }
  bool StartObject() { return open(); }
  bool StartArray() { return open(); }
  bool EndObject(rapidjson::SizeType) {
    Frame frame = close();
    note_duplicates(frame.members);
    return place(Json::object(std::move(frame.members)), frame.at);
  }
  bool EndArray(rapidjson::SizeType) {
    Frame frame = close();
    return place(Json::array(std::move(frame.items)), frame.at);
  }

  // Numbers arrive as text (kParseNumbersAsStringsFlag), so these are never called.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  const std::optional<JsonError>& refusal() const { return refusal_; }
  JsonDocument take() {
    std::sort(duplicates_.begin(), duplicates_.end(),
              [](const JsonDuplicate& l, const JsonDuplicate& r) { return l.at < r.at; });
    return {std::move(root_), std::move(duplicates_)};
  }

 private:
  struct Frame {
    uint32_t at = 0;
    std::vector<Json> items;  // of an array
    std::vector<Json::Member> members;
    std::string key;  // of an object: the member whose value comes next
    std::optional<uint32_t> key_at;
  };

  uint32_t begin() const {
    const size_t at = text_.find_first_not_of(" \t\r\n,:", seen_);
    return static_cast<uint32_t>(std::min(at, text_.size()));
  }

  bool scalar(Json value, size_t length) {
    const uint32_t at = begin();
    seen_ = at + static_cast<uint32_t>(length);
    return place(std::move(value), at);
  }

  bool open() {
    if (frames_.size() >= kJsonDepthMax) {
      return over("arrays and objects more than " + std::to_string(kJsonDepthMax) + " deep");
    }
    frames_.emplace_back().at = begin();
    seen_ = frames_.back().at + 1;
    return true;
  }

  Frame close() {
    seen_ = begin() + 1;
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    return frame;
  }

  bool place(Json value, uint32_t at) {
    if (++values_ > kJsonValuesMax) {
      return over("more than " + std::to_string(kJsonValuesMax) + " values");
    }
    value.set_at(at);
    if (frames_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Frame& frame = frames_.back();
    if (frame.key_at) {
      frame.members.push_back({std::move(frame.key), std::move(value), *frame.key_at});
      frame.key.clear();
      frame.key_at.reset();
    } else {
      frame.items.push_back(std::move(value));
    }
    return true;
  }

  void note_duplicates(std::vector<Json::Member>& members) {
    std::stable_sort(members.begin(), members.end(),
                     [](const Json::Member& l, const Json::Member& r) { return l.key < r.key; });
    for (size_t i = 1; i < members.size(); ++i) {
      if (members[i].key == members[i - 1].key) {
        duplicates_.push_back({members[i].key, members[i].key_at});
      }
    }
  }

  bool over(std::string message) {
    refusal_ = JsonError{JsonError::Kind::limit, begin(), std::move(message)};
    return false;
  }

  // RapidJSON lets the second half of a surrogate pair pass when it stands alone.
  bool is_text(const char* bytes, size_t length) {
    if (valid_utf8({bytes, length}) == length) return true;
    refusal_ = JsonError{JsonError::Kind::syntax, begin(),
                         std::string(explain(rapidjson::kParseErrorStringUnicodeSurrogateInvalid))};
    return false;
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  uint32_t seen_;  // end of the last event
  uint32_t values_ = 0;
  std::vector<Frame> frames_;
  Json root_;
  std::vector<JsonDuplicate> duplicates_;
  std::optional<JsonError> refusal_;
};

bool is_unicode_escape(std::string_view text) { return text.starts_with("\\u"); }

uint32_t code_unit(std::string_view escape) {
  uint32_t unit = 0;
  for (const char c : escape.substr(2, 4)) {
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    unit = unit * 16 + static_cast<uint32_t>(digit);
  }
  return unit;
}

bool is_pair(std::string_view text) {
  return is_unicode_escape(text) && (code_unit(text) & 0xFC00) == 0xD800;
}

// Of the character of a string at which `text` starts: bytes in the text and bytes in the value.
// The string was read before, so it is well-formed.
size_t bytes_written(std::string_view text) {
  if (text[0] != '\\') return 1;
  if (!is_unicode_escape(text)) return 2;
  return is_pair(text) ? 12 : 6;
}

size_t bytes_meant(std::string_view text) {
  if (!is_unicode_escape(text)) return 1;
  if (is_pair(text)) return 4;
  const uint32_t unit = code_unit(text);
  return unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
}

}  // namespace

size_t offset_in_text(std::string_view text, size_t at, size_t offset) {
  size_t next = at + 1;  // behind the quote
  size_t decoded = 0;
  while (next < text.size() && text[next] != '"') {
    const size_t written = bytes_written(text.substr(next));
    const size_t bytes = bytes_meant(text.substr(next));
    if (decoded + bytes > offset) break;
    decoded += bytes;
    next += written;
  }
  return std::min(next, text.size());
}

tl::expected<JsonDocument, JsonError> read_json(std::string_view text, uint32_t bytes_max) {
  if (text.size() > bytes_max) {
    return tl::unexpected(JsonError{
        JsonError::Kind::limit, 0,
        "text of " + std::to_string(text.size()) + " bytes, limit " + std::to_string(bytes_max) +
            (bytes_max == kManifestBytesMax ? " (manifest_bytes_max)" : "")});
  }
  rapidjson::MemoryStream stream(text.data(), text.size());
  if (text.starts_with(kByteOrderMark)) {
    for (size_t i = 0; i < kByteOrderMark.size(); ++i) stream.Take();
  }
  TreeBuilder builder(text, stream);
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>> reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, builder);
  if (builder.refusal()) return tl::unexpected(*builder.refusal());
  if (result.IsError()) {
    return tl::unexpected(JsonError{JsonError::Kind::syntax,
                                    static_cast<uint32_t>(std::min(result.Offset(), text.size())),
                                    std::string(explain(result.Code()))});
  }
  // A NUL byte is the stream's sign for its end: what stands behind one was not read.
  if (stream.Tell() != text.size()) {
    return tl::unexpected(JsonError{JsonError::Kind::syntax, static_cast<uint32_t>(stream.Tell()),
                                    "a NUL byte in the text"});
  }
  return builder.take();
}

}  // namespace inlay::apps
