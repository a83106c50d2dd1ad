#include "apps/placeholder_place.h"

#include <algorithm>
#include <array>
#include <optional>

#include "html/ascii.h"
#include "html/decoded_text.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::apps {
namespace {

constexpr std::array<std::string_view, 23> kAddressAttributes = {
    "action", "archive",    "background", "cite", "classid",     "code",     "codebase", "data",
    "dynsrc", "formaction", "href",       "icon", "imagesrcset", "longdesc", "lowsrc",   "manifest",
    "ping",   "poster",     "profile",    "src",  "srcset",      "usemap",   "xml:base"};

constexpr std::string_view kNotCode =
    "an option cannot be put into code: hand it over in a data-… attribute, or use a page resource";

// Attributes by which an SVG animation sets others, addresses among them.
bool sets_other_attributes(std::string_view element, std::string_view attribute) {
  const bool animates = element == "set" || element.starts_with("animate");
  return animates && (attribute == "to" || attribute == "from" || attribute == "by" ||
                      attribute == "values" || attribute == "attributename");
}

class PlaceFinder final : public html::ScannerHandler {
 public:
  PlaceFinder(std::string_view html, const Placeholders& placeholders,
              const html::TreeContext& context)
      : html_(html), parts_(placeholders.parts()), context_(context) {}

  void tag(const html::TagEvent& tag) override {
    while (is_next_before(tag.end)) {
      if (tag.kind == html::TagKind::end) {
        refuse("a placeholder cannot stand in an end tag");
      } else {
        in_start_tag(tag);
      }
    }
    if (tag.kind == html::TagKind::start) last_start_ = html::decode_name(tag.name_bytes());
  }

  void text(const html::TextEvent& text) override {
    while (is_next_before(text.begin + text.bytes.size())) in_text(text);
  }

  void comment(const html::CommentEvent& comment) override {
    while (is_next_before(comment.end)) refuse("a placeholder cannot stand in a comment");
  }

  void doctype(const html::DoctypeEvent& doctype) override {
    while (is_next_before(doctype.end)) refuse("a placeholder cannot stand in a doctype");
  }

  tl::expected<std::vector<PlaceholderPlace>, PlaceError> take() {
    if (is_next_before(html_.size() + 1)) {
      refuse("a placeholder stands in a tag that does not end: close it with >");
    }
    if (error_) return tl::unexpected(std::move(*error_));
    return std::move(places_);
  }

 private:
  // The last part is no placeholder.
  bool is_next_before(uint64_t end) const {
    return !error_ && places_.size() + 1 < parts_.size() && next().begin < end;
  }
  const Placeholders::Part& next() const { return parts_[places_.size()]; }

  void refuse(std::string_view reason) { error_ = PlaceError{next().begin, std::string(reason)}; }
  void accept(PlaceholderPlace place) { places_.push_back(place); }

  // What a value could complete: `&am` to a reference, in text also `</titl` to an end tag.
  bool completes(std::string_view opening) const {
    size_t at = next().begin;
    while (at > 0 && (html::is_alphanumeric(html_[at - 1]) || html_[at - 1] == '#' ||
                      (html_[at - 1] == '/' && opening.size() > 1))) {
      --at;
    }
    return at > 0 && opening.find(html_[at - 1]) != std::string_view::npos;
  }

  bool in_foreign_code() const {
    for (size_t i = 0; i < context_.open().size(); ++i) {
      const html::OpenElement& element = context_.open().at(i);
      if (element.space != html::Namespace::html &&
          (element.tag == html::Tag::script || element.tag == html::Tag::style)) {
        return true;
      }
    }
    return false;
  }

  void in_text(const html::TextEvent& text) {
    const bool foreign = context_.open().top().space != html::Namespace::html;
    if (completes("&<")) {
      return refuse(
          "a placeholder cannot stand right behind an unfinished < or &: write &lt; or &amp;");
    }
    if (text.kind == html::TextKind::rcdata) return accept({ValuePlace::rcdata});
    if (text.kind == html::TextKind::cdata) {
      return refuse("a placeholder cannot stand in a CDATA section: write it as text");
    }
    if (text.kind != html::TextKind::data) return refuse_in_raw_text();
    if (in_foreign_code()) return refuse(kNotCode);
    accept({foreign ? ValuePlace::foreign_text : ValuePlace::text});
  }

  void refuse_in_raw_text() {
    if (last_start_ == "script" || last_start_ == "style") return refuse(kNotCode);
    refuse("a placeholder cannot stand in <" + last_start_ + ">, in which nothing can be escaped");
  }

  void in_start_tag(const html::TagEvent& tag) {
    const size_t at = next().begin - tag.begin;
    auto attributes = tag.attributes();
    while (const auto attribute = attributes.next()) {
      const auto begin = static_cast<size_t>(attribute->value.data() - tag.raw.data());
      if (at < begin || at >= begin + attribute->value.size()) continue;
      if (attribute->quote == html::Quote::none) {
        return refuse(
            "a placeholder cannot stand in a value without quotes: put the value in quotes");
      }
      if (attribute->quote == html::Quote::no_value) break;
      return in_value(tag, html::decode_name(attribute->name), tag.begin + begin,
                      tag.begin + begin + attribute->value.size());
    }
    refuse("a placeholder cannot stand in the name of a tag or an attribute");
  }

  void in_value(const html::TagEvent& tag, std::string_view name, size_t begin, size_t end) {
    const std::string element = html::decode_name(tag.name_bytes());
    const std::string_view why = why_not_in_attribute(name);
    if (!why.empty()) return refuse(why);
    if (sets_other_attributes(element, name)) {
      return refuse("a placeholder cannot stand in what an SVG animation sets");
    }
    if (element == "meta" && name == "content" && tag.attributes().find("http-equiv")) {
      return refuse("a placeholder cannot stand in what a meta element tells the browser");
    }
    if (completes("&")) {
      return refuse("a placeholder cannot stand right behind an unfinished &: write &amp;");
    }
    accept({is_address_attribute(name) ? ValuePlace::address : ValuePlace::attribute, begin, end});
  }

  std::string_view html_;
  const std::vector<Placeholders::Part>& parts_;
  const html::TreeContext& context_;
  std::string last_start_;
  std::vector<PlaceholderPlace> places_;
  std::optional<PlaceError> error_;
};

}  // namespace

bool is_address_attribute(std::string_view name) {
  return name == "xlink:href" || std::find(kAddressAttributes.begin(), kAddressAttributes.end(),
                                           name) != kAddressAttributes.end();
}

std::string_view why_not_in_attribute(std::string_view name) {
  if (name.starts_with("on") || name == "style") return kNotCode;
  if (name == "srcdoc") return "a placeholder cannot stand in srcdoc, whose value is markup";
  if (name == "http-equiv") {
    return "a placeholder cannot stand in what a meta element tells the browser";
  }
  return {};
}

std::string with_letters(std::string_view text, const Placeholders& placeholders) {
  std::string letters(text);
  for (const Placeholders::Part& part : placeholders.parts()) {
    std::fill(letters.begin() + static_cast<ptrdiff_t>(part.begin),
              letters.begin() + static_cast<ptrdiff_t>(part.end), 'x');
  }
  return letters;
}

tl::expected<std::vector<PlaceholderPlace>, PlaceError> find_places(
    std::string_view html, const Placeholders& placeholders) {
  html::TreeContext context;
  PlaceFinder finder(html, placeholders, context);
  html::ScannerLimits limits;
  limits.token_bytes_max =
      std::max<uint32_t>(limits.token_bytes_max, static_cast<uint32_t>(html.size() + 1));
  html::Scanner scanner(
      finder, &context, limits,
      html::Tokens::tags | html::Tokens::comments | html::Tokens::doctype | html::Tokens::text);
  scanner.feed(with_letters(html, placeholders));
  scanner.finish();
  return finder.take();
}

}  // namespace inlay::apps
