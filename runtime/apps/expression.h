// The small languages in a manifest: `if` conditions, `{{ }}` placeholders and `showIf` (app-format
// 3 and 4.4). A path names an option: segments joined by dots, with or without `options.` in front.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "apps/json.h"

namespace inlay::apps {

// The value at a dotted path below `root`; null when there is none. Borrows from `root`.
const Json* find_path(const Json& root, std::string_view path);

// The same for a path with or without `options.` in front: an option may itself be called
// `options`, so the path as written has its chance, too.
const Json* find_option(const Json& options, std::string_view path);

// Strings, numbers and booleans as text, everything else as nothing.
std::string option_text(const Json* value);

// As JavaScript's Boolean(); an absent value (null pointer) is false.
bool is_truthy(const Json* value);

// An `if`: a path, or a path behind `!`.
class Condition {
 public:
  static tl::expected<Condition, std::string> parse(std::string_view text);
  bool holds(const Json& options) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  bool negated_ = false;
};

// Text with placeholders, such as a `src`.
class Placeholders {
 public:
  struct Error {
    size_t offset = 0;
    std::string reason;
  };
  struct Part {
    std::string literal;
    std::string path;  // put in behind the literal; empty in the last part only
    size_t begin = 0;  // of the placeholder, in the text
    size_t end = 0;
  };

  static tl::expected<Placeholders, Error> parse(std::string_view text);
  // Each value as option_text().
  std::string fill(const Json& options) const;
  // The same with the values at hand, one for each of paths().
  std::string fill(std::span<const std::string> values) const;
  std::vector<std::string> paths() const;              // of the placeholders, in order
  bool is_plain() const { return parts_.size() < 2; }  // no placeholder at all
  const std::vector<Part>& parts() const { return parts_; }

 private:
  std::vector<Part> parts_ = std::vector<Part>(1);
};

// Where a field lives, for `showIf`.
struct ShowIfScope {
  struct Item {
    std::string array;  // path of the array with `[]` behind every array's name: "messages[]"
    const Json* value;  // the item in which the field lives
  };
  const Json* options;          // the root
  std::string_view product;     // id of the chosen plan; empty: none
  std::span<const Item> items;  // outermost first
};

// Whether a field is shown: all criteria hold. Absent, null and "" equal each other; else as
// JavaScript's ==. A criterion that is not of the known forms counts as holding (the manifest
// reader has warned about it).
bool is_shown(const Json& show_if, const ShowIfScope& scope);

// JavaScript's == as far as JSON values go, except that absent, null and "" equal each other. Null
// pointers are `undefined`.
bool loosely_equal(const Json* left, const Json* right);

// JavaScript's Number() of a value; NaN for what is no number. A null pointer is `undefined`.
double to_number(const Json* value);

}  // namespace inlay::apps
