// What of Scanner says how to end a token that is not finished.
#include "html/scanner.h"

namespace inlay::html {
namespace {

bool begins_text(Tag tag) {
  switch (tag) {
    case Tag::iframe:
    case Tag::noembed:
    case Tag::noframes:
    case Tag::noscript:
    case Tag::script:
    case Tag::style:
    case Tag::textarea:
    case Tag::title:
    case Tag::xmp:
      return true;
    default:
      return false;
  }
}

std::string end_tag_of(std::string_view name) { return std::string("</").append(name).append(">"); }

}  // namespace

// In an element of SVG or MathML no text begins; an end tag too many does no harm there.
std::optional<std::string> Scanner::closing_of_tag() const {
  std::string closing(state_ == State::tag_tail ? tail_.closing() : ">");
  if (tag_kind_ == TagKind::end) return closing;
  const size_t name_size = state_ == State::tag_tail ? name_size_ : carry_.npos;
  const Tag tag =
      tag_reported_ ? text_element() : find_tag(std::string_view(carry_).substr(1, name_size)).tag;
  if (tag_reported_ && next_mode_ == TextMode::data) return closing;
  if (tag == Tag::plaintext) return std::nullopt;
  if (begins_text(tag)) closing.append(end_tag_of(tag_text(tag)));
  return closing;
}

std::optional<std::string> Scanner::closing() const {
  switch (state_) {
    case State::byte_order_mark:
    case State::data:
    case State::text_reference:
    case State::tag_open:
    case State::end_tag_open:
      return "";
    case State::tag_name:
    case State::tag_tail:
      return closing_of_tag();
    case State::plaintext:
      return std::nullopt;
    case State::rawtext:
    case State::rawtext_less_than_sign:
    case State::rawtext_end_tag_name:
    case State::script_data:
    case State::script_data_escape_start:
    case State::script_data_escape_start_dash:
    case State::script_data_escaped:
    case State::script_data_escaped_dash:
    case State::script_data_escaped_dash_dash:
    case State::script_data_double_escape_start:
      return end_tag_of(last_start_tag_);
    case State::script_data_double_escaped:
    case State::script_data_double_escaped_dash:
    case State::script_data_double_escaped_dash_dash:
    case State::script_data_double_escaped_less_than_sign:
    case State::script_data_double_escape_end:
      return end_tag_of(last_start_tag_) + end_tag_of(last_start_tag_);
    case State::markup_declaration_open:
    case State::declaration_keyword:
    case State::bogus_comment:
    case State::doctype:
      return ">";
    case State::comment_start:
    case State::comment_start_dash:
    case State::comment:
    case State::comment_end_dash:
    case State::comment_end:
    case State::comment_end_bang:
      return "-->";
    case State::cdata_section:
    case State::cdata_section_bracket:
    case State::cdata_section_end:
      return "]]>";
  }
  return std::nullopt;
}

}  // namespace inlay::html
