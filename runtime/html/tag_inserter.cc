#include "html/tag_inserter.h"

#include <algorithm>

#include "html/ascii.h"
#include "html/untouchable_encoding.h"

namespace inlay::html {
namespace {

// The label in `text/html; charset=LABEL`, as a <meta> gives it; empty if there is none. HTML
// standard 2.5.4.
std::string_view charset_of_content(std::string_view content) {
  constexpr std::string_view kCharset = "charset";
  for (size_t at = 0; at + kCharset.size() < content.size(); at++) {
    if (!equal_ignoring_case(content.substr(at, kCharset.size()), kCharset)) continue;
    size_t value = at + kCharset.size();
    while (value < content.size() && is_blank(content[value])) value++;
    if (value == content.size() || content[value] != '=') continue;
    std::string_view label = content.substr(value + 1);
    while (!label.empty() &&
           (is_blank(label.front()) || label.front() == '"' || label.front() == '\'')) {
      label.remove_prefix(1);
    }
    return label.substr(0, label.find_first_of(" \t\r\n\f;\"'"));
  }
  return {};
}

bool names_untouchable_encoding(const TagEvent& meta) {
  AttributeReader attributes = meta.attributes();
  if (auto charset = attributes.find("charset")) return is_untouchable_label(charset->value);
  auto equiv = attributes.find("http-equiv");
  auto content = attributes.find("content");
  return equiv && content && equal_ignoring_case(equiv->value, "content-type") &&
         is_untouchable_label(charset_of_content(content->value));
}

}  // namespace

TagInserter::TagInserter(std::string_view tag, ScannerLimits limits)
    : tag_(tag), scanner_(*this, &context_, limits, Tokens::tags | Tokens::classified_text) {}

void TagInserter::tag(const TagEvent& event) {
  if (tag_.empty()) return;
  if (context_.phase() > Phase::in_head) return place_before(event.begin);
  if (event.kind != TagKind::start || context_.in_template()) return;
  if (event.name.tag == Tag::meta && names_untouchable_encoding(event)) return leave_untouched();
  bool loads = event.name.tag == Tag::script || event.name.tag == Tag::link;
  if (loads && context_.made_element()) place_before(event.begin);
}

void TagInserter::text(const TextEvent& event) {
  if (!tag_.empty() && context_.phase() > Phase::in_head) place_before(event.begin);
}

void TagInserter::place_before(uint64_t offset) {
  place_ = offset;
  done_ = true;
  scanner_.stop();
}

void TagInserter::leave_untouched() {
  done_ = true;
  scanner_.stop();
}

void TagInserter::feed(std::string_view chunk, MarkupOutput& output) {
  std::string_view rest = chunk;
  uint64_t end = sent_ + held_.size() + chunk.size();
  if (!done_) scanner_.feed(chunk);
  if (place_) {
    send(*place_, rest, output);
    output.markup(tag_);
    place_.reset();
  }
  send(done_ ? end : scanner_.held_from(), rest, output);
  held_.append(rest);
}

// What is unfinished at the end and was held is a tag that is cut off, which browsers drop. The
// place is before it, if what stands there is read as markup at all.
void TagInserter::finish(MarkupOutput& output) {
  if (done_) return;
  std::string_view rest;
  uint64_t end = sent_ + held_.size();
  bool readable = scanner_.reads_markup() && !context_.in_template();
  scanner_.finish();
  if (!done_ && readable && !tag_.empty()) place_ = sent_;
  done_ = true;
  if (place_) {
    send(*place_, rest, output);
    output.markup(tag_);
    place_.reset();
  }
  send(end, rest, output);
}

void TagInserter::send(uint64_t to, std::string_view& rest, MarkupOutput& output) {
  size_t count = to - sent_;
  size_t from_held = std::min(count, held_.size());
  size_t from_rest = count - from_held;
  if (from_held > 0) output.markup(std::string_view(held_).substr(0, from_held));
  held_.erase(0, from_held);
  if (from_rest > 0) output.markup(rest.substr(0, from_rest));
  rest.remove_prefix(from_rest);
  sent_ = to;
}

}  // namespace inlay::html
