#include "apps/insert_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/option_value.h"
#include "html/ascii.h"
#include "html/containment.h"
#include "html/decoded_text.h"
#include "html/selector_parser.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kCodeElements =
    "script, style, xmp, iframe, noembed, noframes, noscript, plaintext";

tl::unexpected<PlaceError> wrong(size_t offset, std::string reason) {
  return tl::unexpected(PlaceError{offset, std::move(reason)});
}

tl::expected<Placeholders, PlaceError> parse_placeholders(std::string_view text) {
  auto placeholders = Placeholders::parse(text);
  if (!placeholders) {
    return wrong(placeholders.error().offset,
                 placeholders.error().reason +
                     " ({{ options.name }}; write a brace that is none "
                     "as &#123; in html)");
  }
  if (placeholders->parts().size() - 1 > kInsertPlaceholdersMax) {
    return wrong(placeholders->parts()[kInsertPlaceholdersMax].begin,
                 "more than " + std::to_string(kInsertPlaceholdersMax) +
                     " placeholders in one text (insert_placeholders_max)");
  }
  return std::move(*placeholders);
}

tl::unexpected<PlaceError> wrong_scheme(size_t offset) {
  return wrong(offset,
               "a placeholder can stand in http:, https:, mailto: and tel: addresses, and in those "
               "without a scheme, only");
}

bool is_code_element(std::string_view name) {
  constexpr std::array<std::string_view, 8> names = {
      "script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Rich text as the format has it: {"html": …, "markdown": …}. Kept to itself, so that what follows
// in the template stays what it is.
std::string rich_text(const Json& value, html::ContentPlace place) {
  const Json* html = value.find("html");
  if (html == nullptr || !html->is_string()) return {};
  auto contained = html::contain(as_characters(html->as_string()), place);
  return contained ? std::move(contained->html) : std::string();
}

std::string in_text(const Json* value, ValuePlace place) {
  if (value != nullptr && value->is_object() && place != ValuePlace::rcdata) {
    return rich_text(*value, place == ValuePlace::text ? html::ContentPlace::markup
                                                       : html::ContentPlace::foreign);
  }
  return as_html_text(option_text(value));
}

// One more value for an address of which `before` is there, as characters.
std::string in_address(std::string_view value, std::string_view before) {
  return is_blank_address(before) ? as_characters(value) : as_address_part(value, before);
}

// Where in the text a string of CSS is open: the quote, or NUL.
class QuoteFinder {
 public:
  void read(std::string_view literal) {
    for (const char c : literal) read(c);
  }
  char quote() const { return quote_; }
  bool in_comment() const { return in_comment_; }
  bool escapes() const { return escaped_; }

 private:
  void read(char c) {
    const bool was_escaped = std::exchange(escaped_, false);
    const char before = std::exchange(before_, c);
    if (in_comment_) {
      in_comment_ = !(before == '*' && c == '/');
      if (!in_comment_) before_ = '\0';
    } else if (was_escaped) {
      return;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (quote_ != '\0') {
      if (c == quote_ || c == '\n') quote_ = '\0';
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (before == '/' && c == '*') {
      in_comment_ = true;
      before_ = '\0';
    }
  }

  char quote_ = '\0';
  char before_ = '\0';
  bool in_comment_ = false;
  bool escaped_ = false;
};

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), html::is_blank);
}

}  // namespace

tl::expected<HtmlTemplate, PlaceError> HtmlTemplate::parse(std::string_view html) {
  if (html.size() > kInsertHtmlBytesMax) {
    return wrong(0, "html of " + std::to_string(html.size()) + " bytes, limit " +
                        std::to_string(kInsertHtmlBytesMax) + " (insert_html_bytes_max)");
  }
  HtmlTemplate made;
  auto placeholders = parse_placeholders(html);
  if (!placeholders) return tl::unexpected(std::move(placeholders.error()));
  made.placeholders_ = std::move(*placeholders);
  if (made.placeholders_.is_plain()) return made;
  auto places = find_places(html, made.placeholders_);
  if (!places) return tl::unexpected(std::move(places.error()));
  made.places_ = std::move(*places);
  for (size_t i = 0; i < made.places_.size(); ++i) {
    const PlaceholderPlace& place = made.places_[i];
    if (place.place != ValuePlace::address) continue;
    const size_t at = made.placeholders_.parts()[i].begin;
    const std::string before = html::decode_attribute_value(
        with_letters(html, made.placeholders_).substr(place.value_begin, at - place.value_begin));
    if (!is_safe_address(before)) {
      return wrong_scheme(at);
    }
  }
  return made;
}

bool HtmlTemplate::has_text_values() const {
  return std::any_of(places_.begin(), places_.end(), [](const PlaceholderPlace& place) {
    return place.place != ValuePlace::attribute && place.place != ValuePlace::address;
  });
}

std::string HtmlTemplate::fill(const Json& options) const {
  const auto& parts = placeholders_.parts();
  std::string out;
  size_t value_begin = 0;  // of the address being filled, in `out`
  size_t skipped = 0;      // of the literal: the end of an address that was given up
  for (size_t i = 0; i < places_.size(); ++i) {
    const Placeholders::Part& part = parts[i];
    const PlaceholderPlace& place = places_[i];
    out += std::string_view(part.literal).substr(std::exchange(skipped, 0));
    const Json* value = find_option(options, part.path);
    if (place.place == ValuePlace::attribute) {
      out += as_quoted_value(option_text(value));
      continue;
    }
    if (place.place != ValuePlace::address) {
      out += in_text(value, place.place);
      continue;
    }
    const bool is_first = i == 0 || places_[i - 1].value_begin != place.value_begin;
    if (is_first) value_begin = out.size() - (part.begin - place.value_begin);
    out += as_quoted_value(
        in_address(option_text(value), html::decode_attribute_value(out.substr(value_begin))));
    const bool is_last = i + 1 == places_.size() || places_[i + 1].value_begin != place.value_begin;
    if (!is_last) continue;
    const std::string end = parts[i + 1].literal.substr(0, place.value_end - part.end);
    if (is_safe_address(html::decode_attribute_value(out.substr(value_begin) + end))) continue;
    out.replace(value_begin, std::string::npos, kNoAddress);
    skipped = end.size();
  }
  return out += std::string_view(parts.back().literal).substr(skipped);
}

tl::expected<AttributeTemplate, PlaceError> AttributeTemplate::parse(std::string_view name,
                                                                     std::string_view value) {
  AttributeTemplate made;
  auto placeholders = parse_placeholders(value);
  if (!placeholders) return tl::unexpected(std::move(placeholders.error()));
  made.placeholders_ = std::move(*placeholders);
  if (made.placeholders_.is_plain()) return made;
  const std::string lower = html::decode_name(name);
  const size_t at = made.placeholders_.parts()[0].begin;
  const std::string_view why = why_not_in_attribute(lower);
  if (!why.empty()) return wrong(at, std::string(why));
  made.is_address_ = is_address_attribute(lower);
  if (made.is_address_ && !is_safe_address(value.substr(0, at))) return wrong_scheme(at);
  return made;
}

std::string AttributeTemplate::fill(const Json& options) const {
  std::string out;
  for (const Placeholders::Part& part : placeholders_.parts()) {
    out += part.literal;
    if (part.path.empty()) break;
    const std::string value = option_text(find_option(options, part.path));
    out += is_address_ ? in_address(value, out) : as_characters(value);
  }
  return is_address_ && !is_safe_address(out) ? std::string(kNoAddress) : out;
}

tl::expected<SelectorTemplate, PlaceError> SelectorTemplate::parse(std::string_view css) {
  SelectorTemplate made;
  auto placeholders = parse_placeholders(css);
  if (!placeholders) return tl::unexpected(std::move(placeholders.error()));
  made.placeholders_ = std::move(*placeholders);
  const auto& parts = made.placeholders_.parts();
  made.is_chosen_ = parts.size() == 2 && is_blank(parts[0].literal) && is_blank(parts[1].literal);
  if (made.is_chosen_) return made;
  QuoteFinder finder;
  for (const Placeholders::Part& part : parts) {
    finder.read(part.literal);
    if (part.path.empty()) break;
    if (finder.quote() == '\0' || finder.in_comment() || finder.escapes()) {
      return wrong(part.begin,
                   "a placeholder in a selector stands in a quoted string, [lang=\"{{ options.name "
                   "}}\"], or is the whole selector");
    }
  }
  return made;
}

std::string SelectorTemplate::fill(const Json& options) const {
  if (is_chosen_) {
    return as_characters(option_text(find_option(options, placeholders_.parts()[0].path)));
  }
  std::string out;
  for (const Placeholders::Part& part : placeholders_.parts()) {
    out += part.literal;
    if (part.path.empty()) break;
    out += as_css_string(option_text(find_option(options, part.path)));
  }
  return out;
}

std::optional<std::string> outside_code(std::string_view css) {
  const auto list = html::parse_selector(css);
  if (!list) return std::string(css);  // whoever compiles it says why
  bool all_named = true;
  for (const html::ComplexSelector& selector : *list) {
    const std::string& type = selector.back().type;
    if (is_code_element(type)) return std::nullopt;
    all_named = all_named && !type.empty();
  }
  if (all_named) return std::string(css);
  return ":is(" + std::string(css) + "):not(" + std::string(kCodeElements) + ")";
}

}  // namespace inlay::apps
