// Keeps HTML that is put into a page to itself, as far as the tokenizer is concerned: whatever
// stands behind it in the page is read as if it were not there. Elements need not balance; that is
// what balance_elements() (balanced_content.h) is for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "html/tag_name.h"

namespace inlay::html {

// How a page reads what is put at a place. The last ones are the insides of the elements of that
// name; an SVG title is `foreign`, not `rcdata`.
enum class ContentPlace : uint8_t {
  markup,
  foreign,  // an SVG or MathML element is the current node: there are CDATA sections, and text
            // elements are none
  rcdata,   // title, textarea
  script,
  style,
  xmp,
  iframe,
  noembed,
  noframes,
  noscript,
  plaintext,
  cdata,  // a CDATA section
};
inline constexpr size_t kContentPlaceCount = 12;

constexpr bool is_raw_text(ContentPlace place) { return place >= ContentPlace::script; }
// Neither shows nor does anything: keeps a '<' or an unfinished reference of the page's text from
// what has come to stand behind it.
inline constexpr std::string_view kGap = "<!---->";

// Inside of an element or section in which there is no markup.
constexpr bool is_text_place(ContentPlace place) {
  return place != ContentPlace::markup && place != ContentPlace::foreign;
}
std::string_view raw_text_name(ContentPlace place);  // "script" …; empty for the others
ContentPlace place_inside(Tag text_element);         // one that TreeContext says is Opened::text

struct Contained {
  std::string html;
  std::string closing;  // what had to be put at its end: "-->", "</script>" …; usually nothing
};

// Pages that end at such a place, markup or foreign: between them, all that can make a difference
// to how content is read there.
std::span<const std::string_view> pages_before(ContentPlace place);

// The html that may stand there, or nothing where none can do that:
//  - a <plaintext>, which nothing ends;
//  - in raw text, whatever would end the element or begin what hides its end tag: `</name` and, in
//    a script, `<!--` and `<script`, also their beginnings at the end. Of a CDATA section `]]>`.
// At its end, `<`, `</` and a character reference without its semicolon are written so that what
// follows cannot go on with them, and a carriage return as a line feed; in rcdata every `</` is
// escaped. Otherwise byte for byte what came. For a `foreign` place it is also contained as markup
// and for an HTML integration point, since what stands there before it may lead out of the foreign
// element. Costs a scan of the html, and some more where it has to be closed.
std::optional<Contained> contain(std::string_view html, ContentPlace place);

// The unfinished character reference at the end of a text, written so that it means what it means
// at the end of the input, whatever follows; and where that begins, npos if there is none.
void finish_reference(std::string& text);
size_t unfinished_reference(std::string_view text);
// How many of its last bytes begin what must not stand in a text element or CDATA section, and
// whether that stands in it.
size_t begun_danger(std::string_view text, ContentPlace place);
bool has_danger(std::string_view text, ContentPlace place);

// What stands in the page right before a place, its last bytes: whether something put there may
// become one token or character reference with it; and whether this content would.
bool is_unfinished(std::string_view last_bytes, ContentPlace place);
bool may_run_together(std::string_view last_bytes, std::string_view content, ContentPlace place);

}  // namespace inlay::html
