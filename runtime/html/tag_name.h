// Names of elements: which of the known ones a tag names, and an identity for all the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace inlay::html {

// Every element of the HTML standard, the obsolete ones that tree construction names, `image`, and
// the foreign elements that tree construction looks at. In alphabetical order of the text;
// tag_text() gives it.
enum class Tag : uint8_t {
  unknown,
  a,
  abbr,
  acronym,
  address,
  annotation_xml,
  applet,
  area,
  article,
  aside,
  audio,
  b,
  base,
  basefont,
  bdi,
  bdo,
  bgsound,
  big,
  blink,
  blockquote,
  body,
  br,
  button,
  canvas,
  caption,
  center,
  cite,
  code,
  col,
  colgroup,
  data,
  datalist,
  dd,
  del,
  desc,
  details,
  dfn,
  dialog,
  dir,
  div,
  dl,
  dt,
  em,
  embed,
  fieldset,
  figcaption,
  figure,
  font,
  footer,
  foreign_object,
  form,
  frame,
  frameset,
  h1,
  h2,
  h3,
  h4,
  h5,
  h6,
  head,
  header,
  hgroup,
  hr,
  html,
  i,
  iframe,
  image,
  img,
  input,
  ins,
  kbd,
  keygen,
  label,
  legend,
  li,
  link,
  listing,
  main,
  malignmark,
  map,
  mark,
  marquee,
  math,
  menu,
  meta,
  meter,
  mglyph,
  mi,
  mn,
  mo,
  ms,
  mtext,
  nav,
  nobr,
  noembed,
  noframes,
  noscript,
  object,
  ol,
  optgroup,
  option,
  output,
  p,
  param,
  picture,
  plaintext,
  pre,
  progress,
  q,
  rb,
  rp,
  rt,
  rtc,
  ruby,
  s,
  samp,
  script,
  search,
  section,
  select,
  selectedcontent,
  slot,
  small,
  source,
  span,
  strike,
  strong,
  style,
  sub,
  summary,
  sup,
  svg,
  table,
  tbody,
  td,
  template_,
  textarea,
  tfoot,
  th,
  thead,
  time,
  title,
  tr,
  track,
  tt,
  u,
  ul,
  var,
  video,
  wbr,
  xmp,
};
inline constexpr size_t kTagCount = 151;  // with `unknown`

// A name without its bytes: two tags name the same element exactly when these are equal. Exact for
// names of up to 8 bytes. Of longer unknown names `hash` is a digest of 64 bits that is not keyed:
// a page can be made in which two of its own long names collide. All that gains is that one of them
// closes the other in our model of that page; whoever must know the name exactly compares bytes.
struct TagName {
  Tag tag = Tag::unknown;
  uint64_t hash = 0;  // 0 only for the empty name

  friend constexpr bool operator==(TagName a, TagName b) { return a.hash == b.hash; }
};

// The name of a tag as it stands in the page, of any length and case (ASCII case folds, nothing
// else does); a NUL counts as U+FFFD, as the tokenizer makes of it. A few ns, no allocation unless
// there is a NUL.
TagName find_tag(std::string_view any_case);
// The known names of up to 8 bytes as little-endian words, and where to look for them.
struct ShortNames {
  static constexpr size_t kSlots = 1024;
  std::array<Tag, kSlots> tag_at{};  // by slot_of(); perfect
  std::array<uint64_t, kTagCount> words{};

  static constexpr size_t slot_of(uint64_t word) { return (word * 0x1bc683e9eb863aa5) >> 54; }
};
extern const ShortNames kShortNames;

// The same, faster, for names without NUL whose first byte is a letter, where at least 8 bytes may
// be read from that on. Inline for names that are known, short and in lower case.
inline TagName find_tag_with_room(std::string_view any_case) {
  if (any_case.size() <= sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, any_case.data(), sizeof word);
    word &= ~uint64_t{0} >> (64 - 8 * any_case.size());
    const Tag tag = kShortNames.tag_at[ShortNames::slot_of(word)];
    if (kShortNames.words[static_cast<size_t>(tag)] == word) return {tag, word};
  }
  return find_tag(any_case);
}

// The name of a known element, as find_tag(tag_text(tag)) gives it.
TagName name_of(Tag tag);

// The name in lower case; empty for `unknown`.
std::string_view tag_text(Tag tag);

}  // namespace inlay::html
