#include "edge/plan_mark.h"

#include <algorithm>

#include "http_messages/chars.h"

namespace inlay {
namespace {

constexpr std::string_view kBeforeMark = "-inlay.";

bool is_mark_char(char c) {
  return http::is_digit(c) || (http::to_lower(c) >= 'a' && http::to_lower(c) <= 'z') || c == '-' ||
         c == '_';
}

// etagc: visible or obs-text, no quote.
bool is_etag_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && c != '"';
}

// Where the entity tag that `text` begins with ends; 0 if it begins with none.
size_t entity_tag_end(std::string_view text) {
  size_t at = text.starts_with("W/") ? 2 : 0;
  if (at >= text.size() || text[at] != '"') return 0;
  ++at;
  while (at < text.size() && is_etag_char(text[at])) ++at;
  return at < text.size() && text[at] == '"' ? at + 1 : 0;
}

std::string_view take_mark(std::string_view& opaque) {
  constexpr size_t kTail = kBeforeMark.size() + kPlanMarkBytes;
  if (opaque.size() < kTail) return {};
  const std::string_view tail = opaque.substr(opaque.size() - kTail);
  const std::string_view mark = tail.substr(kBeforeMark.size());
  if (!tail.starts_with(kBeforeMark) || !std::all_of(mark.begin(), mark.end(), is_mark_char)) {
    return {};
  }
  opaque.remove_suffix(kTail);
  return mark;
}

}  // namespace

std::optional<EntityTag> parse_entity_tag(std::string_view text) {
  if (text.empty() || entity_tag_end(text) != text.size()) return std::nullopt;
  EntityTag tag;
  tag.weak = text.front() == 'W';
  const size_t start = tag.weak ? 3 : 1;
  tag.opaque = text.substr(start, text.size() - start - 1);
  tag.mark = take_mark(tag.opaque);
  return tag;
}

void append_bare(std::string& out, const EntityTag& tag) {
  out.append(tag.weak ? "W/\"" : "\"").append(tag.opaque).append("\"");
}

void append_marked(std::string& out, const EntityTag& tag, std::string_view mark) {
  out.append(tag.weak ? "W/\"" : "\"").append(tag.opaque);
  if (!tag.mark.empty()) out.append(kBeforeMark).append(tag.mark);
  if (!mark.empty()) out.append(kBeforeMark).append(mark);
  out.append("\"");
}

std::optional<EntityTagReader::Member> EntityTagReader::next() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t,"), rest_.size()));
  if (rest_.empty()) return std::nullopt;
  size_t end = entity_tag_end(rest_);
  const size_t after = std::min(rest_.find_first_not_of(" \t", end), rest_.size());
  if (end == 0 || (after < rest_.size() && rest_[after] != ',')) {
    end = std::min(rest_.find(','), rest_.size());
  }
  const std::string_view text = http::trim(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return Member{text, parse_entity_tag(text)};
}

}  // namespace inlay
