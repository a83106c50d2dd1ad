// JSON (RFC 8259) as an immutable tree that remembers where each value stood in its text, and a
// writer whose output is safe inside a script. RapidJSON's tokenizer does the reading; the tree is
// ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace inlay::apps {

// One value. Copies are deep; a const Json is safe to share between threads. Depth is bounded by
// the reader (kJsonDepthMax), so code that walks a tree may recurse.
class Json {
 public:
  enum class Kind : uint8_t { null, boolean, number, string, array, object };
  struct Member;

  Json() = default;  // null
  static Json boolean(bool value);
  static Json number(std::string source);  // as written; must be a JSON number
  static Json number(int64_t value);
  static Json string(std::string utf8);
  static Json array(std::vector<Json> items);
  // Of members with the same key the last one stays.
  static Json object(std::vector<Member> members);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_object() const { return kind_ == Kind::object; }

  // The value as that kind; a neutral value (false, 0, "", nothing) when it is of another one.
  bool as_boolean() const { return boolean_; }
  double as_number() const;  // of huge numbers: infinity, as JavaScript reads them
  const std::string& as_string() const;
  const std::string& number_source() const;
  const std::vector<Json>& items() const { return items_; }
  // Ascending by the key's bytes; no two keys are the same.
  const std::vector<Member>& members() const { return members_; }

  // A member of an object; null when absent. Borrows. O(log n)
  const Json* find(std::string_view key) const;

  // Byte offset of the value in the text it was read from; 0 for values made by code.
  uint32_t at() const { return at_; }
  void set_at(uint32_t at) { at_ = at; }

  bool operator==(const Json& other) const;  // offsets do not count; numbers compare as written

 private:
  Kind kind_ = Kind::null;
  bool boolean_ = false;
  uint32_t at_ = 0;
  std::string text_;  // of strings and numbers
  std::vector<Json> items_;
  std::vector<Member> members_;
};

struct Json::Member {
  std::string key;
  Json value;
  uint32_t key_at = 0;  // offset of the key's opening quote
};

// manifest_bytes_max: of a manifest and of an options file.
inline constexpr uint32_t kManifestBytesMax = 1 << 20;
inline constexpr uint32_t kJsonDepthMax = 64;  // arrays and objects inside each other
inline constexpr uint32_t kJsonValuesMax = 100'000;

struct JsonDuplicate {
  std::string key;
  uint32_t at;  // where the key stands again
};

struct JsonDocument {
  Json root;
  std::vector<JsonDuplicate> duplicates;  // in the order of the text
};

struct JsonError {
  enum class Kind : uint8_t { syntax, limit } kind = Kind::syntax;
  uint32_t at = 0;
  std::string message;
};

// Reads a whole text. A byte order mark is skipped (offsets still count it); the text and every
// string in it must be UTF-8; nothing may follow the value. Needs about 100 bytes per value.
tl::expected<JsonDocument, JsonError> read_json(std::string_view text,
                                                uint32_t bytes_max = kManifestBytesMax);

// Where in the text that a string value was read from its byte number `offset` stands: escapes are
// counted. `at`: Json::at(). The end of the text at most.
size_t offset_in_text(std::string_view text, size_t at, size_t offset);

// The tree as compact JSON with sorted keys. `<`, `>`, `&`, U+2028 and U+2029 are escaped, so that
// the text can stand in any script and can never end a script element. Numbers come out as they
// were written.
std::string write_json(const Json& value);
void append_json_string(std::string& out,
                        std::string_view utf8);  // one string, quoted and escaped likewise

}  // namespace inlay::apps
