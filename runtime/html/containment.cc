#include "html/containment.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "html/ascii.h"
#include "html/character_references.h"
#include "html/scanner.h"
#include "html/tag_tail.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

// Pages that end where the content stands. What html makes of start tags, and whether it knows
// CDATA sections, differs between them.
constexpr std::array<std::string_view, 1> kInMarkup = {"<!doctype html><body>"};
constexpr std::array<std::string_view, 4> kInForeign = {
    "<!doctype html><body><svg>", "<!doctype html><body><svg><foreignobject>",
    "<!doctype html><body><math><mi>", "<!doctype html><body>"};

class Nobody final : public ScannerHandler {
 public:
  void tag(const TagEvent& event) override {
    if (event.kind == TagKind::start) last_start_tag = event.name.tag;
  }
  Tag last_start_tag = Tag::unknown;
};

// Where the tokenizer stands after the content.
struct EndState {
  bool clean = false;          // between tokens
  std::string held;            // the unfinished token's bytes, if it is one that is held
  Tag in_text = Tag::unknown;  // the text element that is open
};

EndState end_state(std::string_view before, std::string_view content) {
  TreeContext context;
  Nobody nobody;
  ScannerLimits limits;
  limits.token_bytes_max = static_cast<uint32_t>(content.size()) + 1024;
  Scanner scanner(nobody, &context, limits, Tokens::tags);
  scanner.feed(before);
  scanner.feed(content);
  EndState end;
  end.clean = scanner.takes_markup() && scanner.held_from() == scanner.position();
  end.held = scanner.held();
  if (context.in_text_element()) end.in_text = nobody.last_start_tag;
  return end;
}

bool is_clean(std::span<const std::string_view> befores, std::string_view content) {
  return std::all_of(befores.begin(), befores.end(),
                     [&](std::string_view before) { return end_state(before, content).clean; });
}

// What can end the things that content may leave open.
std::vector<std::string> closings_of(std::span<const std::string_view> befores,
                                     std::string_view content) {
  std::vector<std::string> closings = {">", "\">", "'>", "-->", "]]>"};
  for (std::string_view before : befores) {
    const Tag text = end_state(before, content).in_text;
    if (text == Tag::unknown || text == Tag::plaintext) continue;
    std::string end_tag = "</";
    end_tag.append(tag_text(text)).push_back('>');
    if (std::find(closings.begin(), closings.end(), end_tag) == closings.end()) {
      closings.push_back(std::move(end_tag));
    }
  }
  return closings;
}

// Two are needed where the first one ends what hides the second: an escaped script in a script, a
// half-written end tag.
std::optional<std::string> find_closing(std::span<const std::string_view> befores,
                                        std::string_view content) {
  const std::vector<std::string> closings = closings_of(befores, content);
  std::string tried(content);
  const auto closes = [&](std::string_view closing) {
    tried.resize(content.size());
    tried.append(closing);
    return is_clean(befores, tried);
  };
  for (const std::string& one : closings) {
    if (closes(one)) return one;
  }
  for (const std::string& one : closings) {
    for (const std::string& other : closings) {
      if (closes(one + other)) return one + other;
    }
  }
  return std::nullopt;
}

void finish_line(std::string& text) {
  if (text.ends_with('\r')) text.back() = '\n';
}

bool ends_tag_name(char c) { return is_blank(c) || c == '/' || c == '>'; }

bool is_plain(Tag tag) {
  return tag != Tag::svg && tag != Tag::math && place_inside(tag) == ContentPlace::markup;
}

// The quick lane for most contents: text, and whole tags that do not change how anything is read.
bool ends_plainly(std::string_view html) {
  const char* const end = html.data() + html.size();
  for (size_t at = html.find('<'); at != html.npos; at = html.find('<', at)) {
    const size_t name = at + (html.substr(at).starts_with("</") ? 2 : 1);
    if (name >= html.size() || !is_alpha(html[name])) return false;
    size_t name_end = name;
    while (name_end < html.size() && !ends_tag_name(html[name_end])) ++name_end;
    if (!is_plain(find_tag(html.substr(name, name_end - name)).tag)) return false;
    TagTail tail;
    tail.start();
    const char* const after = tail.run(html.data() + name_end, end);
    if (after == nullptr) return false;
    at = static_cast<size_t>(after - html.data());
  }
  return true;
}

std::optional<Contained> contain_markup(std::string_view html,
                                        std::span<const std::string_view> befores) {
  Contained contained{.html = std::string(html), .closing = {}};
  if (ends_plainly(html) || is_clean(befores, html)) {
    finish_reference(contained.html);
    finish_line(contained.html);
    return contained;
  }
  const EndState end = end_state(befores[0], html);
  const std::string_view held = end.held;
  if (held == "<" || held == "</") {
    contained.html.replace(html.size() - held.size(), 1, "&lt;");
    if (is_clean(befores, contained.html)) return contained;
    contained.html = html;
  }
  const std::optional<std::string> closing = find_closing(befores, html);
  if (!closing) return std::nullopt;
  contained.html.append(*closing);
  contained.closing = *closing;
  return contained;
}

Contained contain_rcdata(std::string_view html) {
  Contained contained;
  for (size_t at = 0; at < html.size(); ++at) {
    const bool opens = html[at] == '<' && (at + 1 == html.size() || html[at + 1] == '/');
    if (opens) {
      contained.html.append("&lt;");
    } else {
      contained.html.push_back(html[at]);
    }
  }
  finish_reference(contained.html);
  finish_line(contained.html);
  return contained;
}

std::vector<std::string> dangers_of(ContentPlace place) {
  if (place == ContentPlace::plaintext) return {};
  if (place == ContentPlace::cdata) return {"]]>"};
  std::vector<std::string> dangers = {"</" + std::string(raw_text_name(place))};
  if (place == ContentPlace::script) {
    dangers.push_back("<!--");
    dangers.push_back("<script");
  }
  return dangers;
}

bool stands_at(std::string_view text, size_t at, std::string_view lower_case) {
  return at + lower_case.size() <= text.size() &&
         equal_ignoring_case(text.substr(at, lower_case.size()), lower_case);
}

// How many bytes at the end of `text` are the beginning of `danger`, but not all of it.
size_t begun_at_end(std::string_view text, std::string_view danger) {
  for (size_t size = std::min(text.size(), danger.size()); size > 0; --size) {
    if (stands_at(text, text.size() - size, danger.substr(0, size))) return size;
  }
  return 0;
}

bool has(std::string_view text, std::string_view danger) {
  const char first = danger.front();
  for (size_t at = text.find(first); at != text.npos; at = text.find(first, at + 1)) {
    if (stands_at(text, at, danger)) return true;
  }
  return false;
}

std::optional<Contained> contain_raw_text(std::string_view html, ContentPlace place) {
  if (has_danger(html, place) || begun_danger(html, place) != 0) return std::nullopt;
  Contained contained{.html = std::string(html), .closing = {}};
  finish_line(contained.html);
  return contained;
}

bool goes_on_after_less_than(char c) { return is_alpha(c) || c == '/' || c == '!' || c == '?'; }

bool goes_on_with_reference(std::string_view last_bytes, char c) {
  return (is_alphanumeric(c) || c == '#' || c == ';') &&
         unfinished_reference(last_bytes) != last_bytes.npos;
}

}  // namespace

// An '&' at the end with nothing behind it but what a reference is made of.
size_t unfinished_reference(std::string_view text) {
  size_t at = text.size();
  while (at > 0 && (is_alphanumeric(text[at - 1]) || text[at - 1] == '#')) --at;
  return at > 0 && text[at - 1] == '&' ? at - 1 : text.npos;
}

// Written so that it means what it means at the end of the input, whatever follows.
void finish_reference(std::string& text) {
  const size_t at = unfinished_reference(text);
  if (at == text.npos) return;
  std::string meaning;
  const size_t size =
      append_reference(meaning, std::string_view(text).substr(at), ReferencePlace::text);
  const std::string rest = text.substr(at + std::max<size_t>(size, 1));
  text.resize(text.size() - rest.size());
  text.append(size == 0 ? "amp;" : ";").append(rest);
}

std::string_view raw_text_name(ContentPlace place) {
  constexpr std::array<std::string_view, kContentPlaceCount> kNames = {
      "",       "",        "",         "script",   "style",     "xmp",
      "iframe", "noembed", "noframes", "noscript", "plaintext", ""};
  return kNames[static_cast<size_t>(place)];
}

ContentPlace place_inside(Tag text_element) {
  if (text_element == Tag::title || text_element == Tag::textarea) return ContentPlace::rcdata;
  for (size_t i = static_cast<size_t>(ContentPlace::script);
       i <= static_cast<size_t>(ContentPlace::plaintext); ++i) {
    const auto place = static_cast<ContentPlace>(i);
    if (tag_text(text_element) == raw_text_name(place)) return place;
  }
  return ContentPlace::markup;
}

std::span<const std::string_view> pages_before(ContentPlace place) {
  if (place == ContentPlace::foreign) return kInForeign;
  return kInMarkup;
}

bool has_danger(std::string_view text, ContentPlace place) {
  const std::vector<std::string> dangers = dangers_of(place);
  return std::any_of(dangers.begin(), dangers.end(),
                     [&](const std::string& danger) { return has(text, danger); });
}

size_t begun_danger(std::string_view text, ContentPlace place) {
  size_t longest = 0;
  for (const std::string& danger : dangers_of(place)) {
    longest = std::max(longest, begun_at_end(text, danger));
  }
  return longest;
}

std::optional<Contained> contain(std::string_view html, ContentPlace place) {
  switch (place) {
    case ContentPlace::markup:
    case ContentPlace::foreign:
      return contain_markup(html, pages_before(place));
    case ContentPlace::rcdata:
      return contain_rcdata(html);
    case ContentPlace::script:
    case ContentPlace::style:
    case ContentPlace::xmp:
    case ContentPlace::iframe:
    case ContentPlace::noembed:
    case ContentPlace::noframes:
    case ContentPlace::noscript:
    case ContentPlace::plaintext:
    case ContentPlace::cdata:
      return contain_raw_text(html, place);
  }
  return std::nullopt;
}

bool is_unfinished(std::string_view last_bytes, ContentPlace place) {
  if (last_bytes.empty() || place == ContentPlace::plaintext) return false;
  if (place == ContentPlace::markup || place == ContentPlace::foreign) {
    return last_bytes.back() == '<' || unfinished_reference(last_bytes) != last_bytes.npos;
  }
  if (place == ContentPlace::rcdata) {
    return unfinished_reference(last_bytes) != last_bytes.npos ||
           begun_at_end(last_bytes, "</title") != 0 || begun_at_end(last_bytes, "</textarea") != 0;
  }
  return begun_danger(last_bytes, place) != 0;
}

bool may_run_together(std::string_view last_bytes, std::string_view content, ContentPlace place) {
  if (last_bytes.empty() || content.empty()) return false;
  if (place == ContentPlace::markup || place == ContentPlace::foreign) {
    return (last_bytes.back() == '<' && goes_on_after_less_than(content.front())) ||
           goes_on_with_reference(last_bytes, content.front());
  }
  if (place == ContentPlace::rcdata) {
    return goes_on_with_reference(last_bytes, content.front()) ||
           begun_at_end(last_bytes, "</title") != 0 || begun_at_end(last_bytes, "</textarea") != 0;
  }
  return is_unfinished(last_bytes, place);
}

}  // namespace inlay::html
