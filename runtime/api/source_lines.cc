#include "api/source_lines.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace inlay {
namespace {

uint64_t word_at(const char* from) {
  uint64_t word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

uint64_t characters_of(std::string_view bytes) {
  uint64_t continuations = 0;
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    const uint64_t word = word_at(bytes.data() + at);
    const uint64_t high = word & 0x8080808080808080;
    if (high != 0) continuations += static_cast<uint64_t>(std::popcount(high & ~(word << 1)));
  }
  for (; at < bytes.size(); at++) continuations += is_continuation(bytes[at]) ? 1 : 0;
  return bytes.size() - continuations;
}

const char* find(const char* from, const char* end, char wanted) {
  const void* found =
      from == end ? nullptr : std::memchr(from, wanted, static_cast<size_t>(end - from));
  return found == nullptr ? end : static_cast<const char*>(found);
}

}  // namespace

void SourceLines::chunk_ends() {
  count(chunk_.substr(counted_of_chunk_));
  chunk_ = {};
  counted_of_chunk_ = 0;
}

SourcePosition SourceLines::of(uint64_t begin, std::string_view token) {
  uint64_t characters = 0;
  if (begin >= counted_) {
    count(chunk_.substr(counted_of_chunk_, begin - counted_));
    if (after_carriage_return_) begin_line(begin);  // a token begins with no LF
    after_carriage_return_ = false;
    characters = characters_;
  } else {
    characters = characters_ - characters_of(token.substr(0, counted_ - begin));
  }
  const auto after = std::find_if(lines_.begin(), lines_.end(),
                                  [&](const Line& line) { return line.begin > begin; });
  if (after == lines_.begin()) return {begin, lines_.front().number - 1, 0};
  const Line& line = *std::prev(after);
  return {begin, line.number, characters - line.characters + 1};
}

void SourceLines::count(std::string_view bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  const uint64_t base = counted_;
  const auto advance_to = [&](const char* to) {
    characters_ += characters_of({at, static_cast<size_t>(to - at)});
    at = to;
  };
  const char* feed = find(at, end, '\n');
  const char* carriage = find(at, end, '\r');
  // A CR ends a line unless an LF follows, which then does.
  if (after_carriage_return_ && at != end && *at != '\n') begin_line(base);
  if (at != end) after_carriage_return_ = false;
  while (feed != end || carriage != end) {
    const char* const ending = std::min(feed, carriage);
    advance_to(ending + 1);
    if (ending == carriage) {
      carriage = find(at, end, '\r');
      if (at == end) {
        after_carriage_return_ = true;
        break;
      }
      if (*at == '\n') continue;
    } else {
      feed = find(at, end, '\n');
    }
    begin_line(base + static_cast<uint64_t>(at - bytes.data()));
  }
  advance_to(end);
  counted_ += bytes.size();
  counted_of_chunk_ += bytes.size();
}

void SourceLines::begin_line(uint64_t at) {
  lines_.push_back({lines_.back().number + 1, at, characters_});
  const auto is_needed_no_more = [&] {
    return lines_.size() > kLinesMax ||
           (lines_.size() > 1 && lines_[1].begin + token_bytes_max_ < at);
  };
  while (is_needed_no_more()) lines_.pop_front();
}

}  // namespace inlay
