#include "apps/page_patterns.h"

#include <cstring>
#include <utility>

namespace inlay::apps {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_encoded(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += digits[byte >> 4];
  out += digits[byte & 15];
}

// memmem() is linear also for needles made to be slow.
size_t find_linear(std::string_view text, std::string_view needle) {
  const void* found = memmem(text.data(), text.size(), needle.data(), needle.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

bool matches(std::string_view pattern, std::string_view path) {
  const size_t first = pattern.find('*');
  if (first == std::string_view::npos) return pattern == path;
  const std::string_view begin = pattern.substr(0, first);
  const size_t last = pattern.rfind('*');
  const std::string_view end = pattern.substr(last + 1);
  if (path.size() < begin.size() + end.size() || !path.starts_with(begin) || !path.ends_with(end)) {
    return false;
  }
  path = path.substr(begin.size(), path.size() - begin.size() - end.size());
  pattern = pattern.substr(first, last - first);  // `*piece*piece`
  // Each piece at its first place: that leaves the most for those behind it.
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const std::string_view piece = pattern.substr(0, pattern.find('*'));
    pattern.remove_prefix(piece.size());
    const size_t at = find_linear(path, piece);
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + piece.size());
  }
  return true;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view path) {
  for (const std::string& pattern : patterns) {
    if (matches(pattern, path)) return true;
  }
  return false;
}

tl::expected<void, PatternError> add(std::string_view pattern, std::vector<std::string>& list) {
  const auto wrong = [](size_t offset, std::string reason) {
    return tl::unexpected(PatternError{offset, std::move(reason)});
  };
  if (pattern.empty() || (pattern[0] != '/' && pattern[0] != '*')) {
    return wrong(0, "a pattern is a path: it begins with / or *");
  }
  const size_t query = pattern.find_first_of("?#");
  if (query != std::string_view::npos) {
    return wrong(query, "a pattern is compared with the path, which ends before ? and #");
  }
  std::string comparable = comparable_path(pattern);
  if (comparable.size() > kPagePatternBytesMax) {
    return wrong(0, "pattern of " + std::to_string(comparable.size()) + " bytes, limit " +
                        std::to_string(kPagePatternBytesMax) + " (page_pattern_bytes_max)");
  }
  if (list.size() >= kPagePatternsMax) {
    return wrong(0,
                 "more than " + std::to_string(kPagePatternsMax) + " patterns (page_patterns_max)");
  }
  list.push_back(std::move(comparable));
  return {};
}

}  // namespace

std::string comparable_path(std::string_view path) {
  std::string out;
  out.reserve(path.size());
  for (size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    const auto byte = static_cast<unsigned char>(c);
    const int high = c == '%' && i + 2 < path.size() ? hex_digit(path[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(path[i + 2]) : -1;
    if (low >= 0) {
      const auto decoded = static_cast<char>(high * 16 + low);
      if (is_unreserved(decoded)) {
        out += decoded;
      } else {
        append_encoded(out, decoded);
      }
      i += 2;
    } else if (byte <= 0x20 || byte >= 0x7F || c == '%') {
      append_encoded(out, c);
    } else {
      out += c;
    }
  }
  return out;
}

tl::expected<void, PatternError> PagePatterns::include(std::string_view pattern) {
  return add(pattern, included_);
}

tl::expected<void, PatternError> PagePatterns::exclude(std::string_view pattern) {
  return add(pattern, excluded_);
}

bool PagePatterns::match(std::string_view path) const {
  if (any_matches(excluded_, path)) return false;
  return included_.empty() || any_matches(included_, path);
}

}  // namespace inlay::apps
