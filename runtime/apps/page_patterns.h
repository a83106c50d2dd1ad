// On which pages an app's inserts count: `inlay.pages` of the manifest (docs/app-format.md).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace inlay::apps {

inline constexpr size_t kPagePatternsMax = 50;        // of each list
inline constexpr size_t kPagePatternBytesMax = 1024;  // in comparable form

// Paths and patterns are compared in one form: %XX that stands for a letter, a digit or one of
// -._~ is that character, every other one has capitals, and what is no printable ASCII and a
// lone % are encoded. Dots and slashes stay as they came. Source: RFC 3986, 6.2.2.
std::string comparable_path(std::string_view path);

// Why a text is no pattern: empty, no `/` or `*` first, a `?` or `#`, too long. `offset` into it.
struct PatternError {
  size_t offset = 0;
  std::string reason;
};

// A pattern is a path in which `*` stands for any characters, also none.
class PagePatterns {
 public:
  // Keeps the pattern, in comparable form.
  tl::expected<void, PatternError> include(std::string_view pattern);
  tl::expected<void, PatternError> exclude(std::string_view pattern);

  // `path`: comparable_path() of what the visitor asked for, without query. Without any `include`
  // all pages count; `exclude` wins. Costs the lengths of path and patterns.
  bool match(std::string_view path) const;
  bool match_all() const { return included_.empty() && excluded_.empty(); }

  const std::vector<std::string>& included() const { return included_; }
  const std::vector<std::string>& excluded() const { return excluded_; }
  bool operator==(const PagePatterns&) const = default;

 private:
  std::vector<std::string> included_;
  std::vector<std::string> excluded_;
};

}  // namespace inlay::apps
