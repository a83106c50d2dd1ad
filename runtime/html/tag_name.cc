#include "html/tag_name.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace inlay::html {
namespace {

constexpr std::array<std::string_view, kTagCount> kTexts = {
    "",
    "a",
    "abbr",
    "acronym",
    "address",
    "annotation-xml",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "desc",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "malignmark",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "mglyph",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "selectedcontent",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
};
static_assert(std::is_sorted(kTexts.begin(), kTexts.end()));

constexpr size_t kWord = sizeof(uint64_t);
constexpr uint64_t kEachByte = 0x0101010101010101;

// All eight bytes at once: 0x20 is added to those in A..Z, others, also non-ASCII ones, stay.
constexpr uint64_t fold_case(uint64_t word) {
  const uint64_t low7 = word & (0x7f * kEachByte);
  const uint64_t from_a = low7 + (0x80 - 'A') * kEachByte;
  const uint64_t past_z = low7 + (0x80 - 'Z' - 1) * kEachByte;
  const uint64_t upper = (from_a ^ past_z) & ~word & (0x80 * kEachByte);
  return word | (upper >> 2);
}

template <typename Int>
uint64_t load(const char* from) {
  Int value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

// `size` (0 to 8) bytes, the rest zero, without reading beyond them.
inline uint64_t load_word(const char* from, size_t size) {
  if (size == 8) return load<uint64_t>(from);
  if (size >= 4) {
    return load<uint32_t>(from) | load<uint32_t>(from + size - 4) << (8 * (size - 4));
  }
  if (size == 0) return 0;
  return load<uint8_t>(from) | load<uint8_t>(from + size / 2) << (8 * (size / 2)) |
         load<uint8_t>(from + size - 1) << (8 * (size - 1));
}

constexpr uint64_t mix(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 32);
}

uint64_t hash_of(std::string_view name) {
  if (name.size() <= kWord) return fold_case(load_word(name.data(), name.size()));
  uint64_t hash = name.size();
  for (size_t at = 0; at < name.size(); at += kWord) {
    hash = mix(hash, fold_case(load_word(name.data() + at, std::min(kWord, name.size() - at))));
  }
  return hash;
}

constexpr uint64_t word_of(std::string_view text) {
  uint64_t word = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    word |= static_cast<uint64_t>(static_cast<uint8_t>(text[i])) << (8 * i);
  }
  return word;
}

constexpr ShortNames make_short_names() {
  ShortNames made;
  for (size_t i = 1; i < kTagCount; ++i) {
    if (kTexts[i].size() > kWord) continue;
    made.words[i] = word_of(kTexts[i]);
    made.tag_at[ShortNames::slot_of(made.words[i])] = static_cast<Tag>(i);
  }
  return made;
}
constexpr ShortNames kShort = make_short_names();

// The factor of slot_of() was found by trial.
constexpr bool is_perfect() {
  for (size_t i = 1; i < kTagCount; ++i) {
    const uint64_t word = kShort.words[i];
    if (word != 0 && kShort.tag_at[ShortNames::slot_of(word)] != static_cast<Tag>(i)) return false;
  }
  return true;
}
static_assert(is_perfect());

constexpr std::array kLong = {Tag::blockquote,     Tag::figcaption,     Tag::plaintext,
                              Tag::annotation_xml, Tag::foreign_object, Tag::malignmark,
                              Tag::selectedcontent};

bool equal_folded(std::string_view any_case, std::string_view lower) {
  for (size_t at = 0; at < lower.size(); at += kWord) {
    const size_t size = std::min(kWord, lower.size() - at);
    if (fold_case(load_word(any_case.data() + at, size)) != load_word(lower.data() + at, size)) {
      return false;
    }
  }
  return true;
}

Tag find_long(std::string_view name) {
  for (Tag tag : kLong) {
    if (tag_text(tag).size() == name.size() && equal_folded(name, tag_text(tag))) return tag;
  }
  return Tag::unknown;
}

[[gnu::noinline]] TagName find_with_nul(std::string_view name) {
  std::string made;
  for (char c : name) {
    if (c == '\0') {
      made += "\xEF\xBF\xBD";
    } else {
      made += c;
    }
  }
  return {Tag::unknown, hash_of(made)};
}

// Out of line, so that the usual case saves no registers.
[[gnu::noinline]] TagName find_uncommon(std::string_view name) {
  const Tag tag = name.size() > kWord ? find_long(name) : Tag::unknown;
  if (tag == Tag::unknown && name.find('\0') != name.npos) return find_with_nul(name);
  return {tag, hash_of(name)};
}

// `name` has 1 to 8 bytes, which `bytes` holds.
inline TagName find_word(std::string_view name, uint64_t bytes) {
  const uint64_t word = fold_case(bytes);
  const Tag tag = kShort.tag_at[ShortNames::slot_of(word)];
  // The word of a shorter name is also that of the name followed by NULs.
  if (kShort.words[static_cast<size_t>(tag)] != word || name.back() == '\0') {
    return find_uncommon(name);
  }
  return {tag, word};
}

}  // namespace

constexpr ShortNames kShortNames = kShort;

std::string_view tag_text(Tag tag) { return kTexts[static_cast<size_t>(tag)]; }

TagName name_of(Tag tag) {
  const uint64_t word = kShort.words[static_cast<size_t>(tag)];
  return {tag, word != 0 ? word : hash_of(tag_text(tag))};
}

TagName find_tag(std::string_view name) {
  if (name.empty() || name.size() > kWord) return find_uncommon(name);
  return find_word(name, load_word(name.data(), name.size()));
}

}  // namespace inlay::html
