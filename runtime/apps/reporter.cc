#include "apps/reporter.h"

#include <algorithm>

#include "base/nearest.h"

namespace inlay::apps {
namespace {

constexpr size_t kQuotedBytesMax = 80;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

void Reporter::report(Rule rule, size_t at, std::string message) {
  const RuleInfo& kind = info(rule);
  size_t& count = counts_[static_cast<size_t>(kind.severity)];
  ++count;
  if (count > kProblemsMax + 1) return;
  const Position place = position_at(text_, at);
  if (count == kProblemsMax + 1) {
    out_.push_back({file_, place.line, place.column, Severity::warning,
                    "more problems follow, but only " + std::to_string(kProblemsMax) +
                        " of each severity are shown",
                    std::string(info(Rule::too_many_problems).id)});
    return;
  }
  out_.push_back(
      {file_, place.line, place.column, kind.severity, std::move(message), std::string(kind.id)});
}

std::string in_quotes(std::string_view text) {
  size_t end = text.size();
  if (end > kQuotedBytesMax) {
    end = kQuotedBytesMax;
    while (end > 0 && continues_character(text[end])) --end;
  }
  std::string out = "\"";
  for (char c : text.substr(0, end)) {
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  }
  out += end < text.size() ? "…\"" : "\"";
  return out;
}

std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> known) {
  return "unknown " + std::string(what) + " " + in_quotes(word) + ", the nearest is " +
         in_quotes(nearest_word(word, known));
}

void report_unknown_members(const Json& object, std::span<const std::string_view> known, Rule rule,
                            Reporter& reporter) {
  for (const Json::Member& member : object.members()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    reporter.report(rule, member.key_at, unknown_word("member", member.key, known));
  }
}

std::optional<Json> read_reported_json(std::string_view text, Reporter& reporter) {
  auto document = read_json(text);
  if (!document) {
    const bool syntax = document.error().kind == JsonError::Kind::syntax;
    reporter.report(syntax ? Rule::json_syntax : Rule::json_limit, document.error().at,
                    std::move(document.error().message));
    return std::nullopt;
  }
  for (const JsonDuplicate& duplicate : document->duplicates) {
    reporter.report(Rule::json_duplicate_key, duplicate.at,
                    "key " + in_quotes(duplicate.key) + " stands twice, the last value is used");
  }
  return std::move(document->root);
}

}  // namespace inlay::apps
