// The attributes of a tag, read on demand from the tag's own bytes. Nothing is decoded and nothing
// is copied. Source: HTML standard 13.2.5.32–13.2.5.40 (before attribute name … self-closing start
// tag).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay::html {

enum class Quote : uint8_t {
  none,
  single_quote,
  double_quote,
  no_value
};  // no_value: name alone, or "name="

struct Attribute {
  std::string_view name;   // as written; compare with equal_ignoring_case() (ascii.h)
  std::string_view value;  // without quotes; points just after the name where there is none
  Quote quote = Quote::no_value;
  bool duplicate =
      false;  // an earlier attribute of this tag has the same name: the standard drops this one
};

// Whether a start tag of that many bytes, with a name of that many, has room for attributes, which
// take more than `/>`. Errs to true: blanks, slashes.
constexpr bool may_have_attributes(size_t tag_bytes, size_t name_bytes) {
  return tag_bytes > name_bytes + 3;
}

// A cursor over a tag's attributes in order. Borrows the tag's bytes. Noticing duplicates is
// bounded work: each attribute is compared with the first kDuplicateCheckMax ones.
class AttributeReader {
 public:
  static constexpr uint32_t kDuplicateCheckMax = 64;

  // `tag` starts at '<'; `name_end` is the offset of the byte after the tag's name.
  AttributeReader(std::string_view tag, uint32_t name_end)
      : tag_(tag), at_(name_end), first_(name_end) {}

  // The next attribute, or nothing at the end of the tag (or of the part of an oversize tag that is
  // known: an attribute that is cut off there is not reported).
  std::optional<Attribute> next();

  // The same for who takes the first of a name anyway: `duplicate` is not set, and next() will not
  // know of this one. False at the end. In place, because it is not cheap to copy what has just
  // been written.
  bool read(Attribute& attribute);

  // The first attribute of that lower-case name. Does not move the cursor.
  std::optional<Attribute> find(std::string_view lower_case_name) const;

 private:
  struct Name {
    uint32_t begin;
    uint32_t size;
  };

  bool read_value(Attribute& attribute);
  bool is_duplicate(std::string_view name) const;

  std::string_view tag_;
  size_t at_;
  uint32_t first_;
  uint32_t seen_count_ = 0;
  std::array<Name, kDuplicateCheckMax> seen_;  // the first seen_count_ are set
};

}  // namespace inlay::html
