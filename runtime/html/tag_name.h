// Names of elements: which of the known ones a tag names, and an identity for all the others.
#pragma once

#include <cstddef>
#include <cstdint>
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
// The same, faster, where at least 8 bytes may be read from the name's first byte on.
TagName find_tag_with_room(std::string_view any_case);

// The name of a known element, as find_tag(tag_text(tag)) gives it.
TagName name_of(Tag tag);

// The name in lower case; empty for `unknown`.
std::string_view tag_text(Tag tag);

}  // namespace inlay::html
