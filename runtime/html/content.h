// What apps put into pages, made ready for every place and encoding it can meet.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "html/containment.h"

namespace inlay::html {

enum class ContentType : uint8_t { text, html };

// Whether the page is known to be UTF-8. If not, characters beyond ASCII go out as references, and
// as '?' where there are none: in comments, names of tags and attributes, and raw text.
enum class ContentEncoding : uint8_t { utf8, ascii };
inline constexpr size_t kContentEncodingCount = 2;

// What stands around the nonce in a slot of Content::Form.
inline constexpr std::string_view kNonceBegin = " nonce=\"";
inline constexpr std::string_view kNonceEnd = "\"";

// `text` as markup that shows it: & < > escaped.
std::string escape_text(std::string_view text);
// As the inside of an attribute value in double quotes: & < > " escaped.
std::string escape_attribute(std::string_view value);
// What contain() answered, without a character beyond ASCII.
std::string without_non_ascii(std::string_view html, ContentPlace place);
// Attribute values and other text in which references count.
std::string with_references(std::string_view text);

// Immutable. Each distinct form is kept once; mostly there is one. Malformed UTF-8 is repaired.
class Content {
 public:
  struct Form {
    std::string_view bytes;
    // Where ` nonce="…"` goes if the page has one: into the start tags of script, style and link
    // that have no nonce of their own. Ascending.
    std::span<const uint32_t> nonce_slots;
  };

  // For all places; costs a few scans of the content.
  static Content for_any_place(std::string_view utf8, ContentType type);
  static Content for_markup(std::string_view utf8, ContentType type);  // and foreign
  static Content for_place(std::string_view utf8, ContentType type, ContentPlace place);

  // Nothing: it cannot stand at that place, or was not made for it.
  std::optional<Form> form(ContentPlace place, ContentEncoding encoding) const;
  // Of any form with this nonce in all its slots.
  size_t bytes_max(std::string_view nonce) const;
  size_t memory_bytes() const;

 private:
  struct Stored {
    std::string bytes;
    std::vector<uint32_t> nonce_slots;
  };
  static constexpr uint8_t kNone = 255;

  Content() { index_.fill(kNone); }
  void prepare(std::string_view repaired, ContentType type, ContentPlace place);
  uint8_t store(std::string bytes, ContentPlace place);

  std::vector<Stored> stored_;
  std::array<uint8_t, kContentPlaceCount * kContentEncodingCount> index_;
};

}  // namespace inlay::html
