// Runs the scanner over a stream in given pieces and writes down what it reports, in a form that
// must not depend on the pieces. Also watches what holds between calls: spans, what is held, how
// much memory that takes.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

struct RecordOptions {
  bool context = true;
  TokenSet wanted = Tokens::tags | Tokens::comment_content | Tokens::doctype | Tokens::text;
  ScannerLimits limits;
  TextMode mode = TextMode::data;
  std::string_view last_start_tag;  // not empty: start_in(mode, last_start_tag)
};

class EventRecorder final : public ScannerHandler {
 public:
  void tag(const TagEvent& event) override {
    std::string line = event.kind == TagKind::start ? "<" : "</";
    line += event.name_bytes();
    AttributeReader reader = event.attributes();
    while (const auto attribute = reader.next()) {
      constexpr const char* kQuotes[] = {"", "'", "\"", "~"};
      const char* quote = kQuotes[static_cast<size_t>(attribute->quote)];
      line.append(" ").append(attribute->name).append("=");
      line.append(quote).append(attribute->value).append(quote);
      if (attribute->duplicate) line += "(again)";
    }
    if (event.self_closing) line += " /";
    if (event.oversize) line += " oversize";
    check_name(event);
    add(event.begin, event.end, line);
    check(event.begin >= floor_, "tag after its bytes were let go");
    check(event.raw.size() == event.end - event.begin, "tag without its bytes");
  }

  void text(const TextEvent& event) override {
    constexpr const char* kKinds[] = {"data", "rcdata", "rawtext", "script", "plaintext", "cdata"};
    constexpr const char* kClasses[] = {"blank ", "nul ", ""};
    const std::string kind = std::string(kClasses[static_cast<size_t>(event.text_class)]) +
                             kKinds[static_cast<size_t>(event.kind)];
    check(!event.bytes.empty(), "empty text");
    check(event.begin >= floor_, "text after its bytes were let go");
    if (kind != text_kind_ || event.begin != end_) end_text();
    if (text_.empty()) gap(event.begin);
    text_kind_ = kind;
    text_ += event.bytes;
    end_ = event.begin + event.bytes.size();
  }

  void comment(const CommentEvent& event) override {
    check(event.oversize || event.raw.empty() || event.begin >= floor_,
          "comment after its bytes were let go");
    add(event.begin, event.end,
        "!" + std::string(event.content()) + (event.oversize ? " oversize" : ""));
  }

  void doctype(const DoctypeEvent& event) override {
    check(event.oversize || event.begin >= floor_, "doctype after its bytes were let go");
    add(event.begin, event.end, "doctype " + std::string(event.raw));
  }

  void let_go(uint64_t before) { floor_ = before; }
  void check(bool right, const std::string& what) {
    if (!right) problems_ += "WRONG: " + what + "\n";
  }

  // Events, each line starting with its span; before them what is wrong, if anything is.
  std::string take(uint64_t stream_end) {
    end_text();
    gap(stream_end);
    std::string all = problems_;
    for (const std::string& line : lines_) all += line + "\n";
    return all;
  }

 private:
  void add(uint64_t begin, uint64_t end, const std::string& line) {
    end_text();
    gap(begin);
    lines_.push_back(span(begin, end) + " " + line);
    end_ = end;
  }
  void end_text() {
    if (text_.empty()) return;
    lines_.push_back(span(end_ - text_.size(), end_) + " " + text_kind_ + " " + text_);
    text_.clear();
  }
  // Bytes that no event covers: "</>", CDATA marks, a byte order mark, an unfinished tag, the rest
  // of a huge one.
  void gap(uint64_t begin) {
    check(begin >= end_, "overlap");
    if (begin > end_) lines_.push_back(span(end_, begin) + " -");
    end_ = begin;
  }
  void check_name(const TagEvent& event) {
    const TagName name = find_tag(event.name_bytes());
    check(name == event.name && name.tag == event.name.tag, "name differs");
  }
  static std::string span(uint64_t begin, uint64_t end) {
    return std::to_string(begin) + "-" + std::to_string(end);
  }

  std::vector<std::string> lines_;
  std::string problems_;
  std::string text_;
  std::string text_kind_;
  uint64_t end_ = 0;
  uint64_t floor_ = 0;
};

// The pieces of `stream` between the given cuts (ascending, within it).
inline std::vector<std::string_view> cut_at(std::string_view stream, std::vector<size_t> cuts) {
  std::vector<std::string_view> pieces;
  size_t at = 0;
  cuts.push_back(stream.size());
  for (size_t cut : cuts) {
    pieces.push_back(stream.substr(at, cut - at));
    at = cut;
  }
  return pieces;
}

inline std::vector<std::string_view> cut_every(std::string_view stream, size_t bytes) {
  std::vector<std::string_view> pieces;
  for (size_t at = 0; at < stream.size(); at += bytes) pieces.push_back(stream.substr(at, bytes));
  return pieces;
}

// Pieces must lie one after the other in memory. Each is given to the scanner as a copy of its own
// size, so that a sanitizer sees every byte looked at beyond it.
inline std::string record(const std::vector<std::string_view>& pieces,
                          const RecordOptions& options = {}) {
  EventRecorder recorder;
  TreeContext context;
  Scanner scanner(recorder, options.context ? &context : nullptr, options.limits, options.wanted);
  if (!options.last_start_tag.empty()) scanner.start_in(options.mode, options.last_start_tag);
  for (std::string_view piece : pieces) {
    const std::vector<char> copy(piece.begin(), piece.end());
    scanner.feed({copy.data(), copy.size()});
    const uint64_t held = scanner.position() - scanner.held_from();
    const char* stream = pieces.front().data();
    recorder.check(held <= options.limits.token_bytes_max, "more held than allowed");
    recorder.check(scanner.held() == std::string_view(stream + scanner.held_from(), held),
                   "held bytes are not those of the stream");
    recorder.let_go(scanner.held_from());
  }
  const uint64_t end = scanner.position();
  scanner.finish();
  return recorder.take(end);
}

}  // namespace inlay::html
