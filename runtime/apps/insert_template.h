// An entry of `inlay.inserts` as its author wrote it, with placeholders (docs/app-format.md,
// docs/decisions/0015). Each part is read once from the manifest, which finds out where each
// placeholder stands, and is filled for each install.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/expression.h"
#include "apps/placeholder_place.h"
#include "html/insert_program.h"

namespace inlay::apps {

inline constexpr size_t kInsertsMax = 100;                 // of one app
inline constexpr size_t kInsertHtmlBytesMax = 64 << 10;    // of one html, as written
inline constexpr size_t kInsertPlaceholdersMax = 100;      // of one text
inline constexpr size_t kInsertAttributesMax = 50;         // of one insert
inline constexpr size_t kInsertValuesBytesMax = 64 << 10;  // that options bring into one text
inline constexpr size_t kInsertsFilledBytesMax = 1 << 20;  // of one install, after filling

// Markup. The value of an option of format markdown is put in as the html it has, kept to itself.
class HtmlTemplate {
 public:
  static tl::expected<HtmlTemplate, PlaceError> parse(std::string_view html);
  std::string fill(const Json& options) const;
  const Placeholders& placeholders() const { return placeholders_; }
  // Whether a value stands in text: code where a script or a style reads it.
  bool has_text_values() const;

 private:
  Placeholders placeholders_;
  std::vector<PlaceholderPlace> places_;
};

// The new value of an attribute: characters, not markup.
class AttributeTemplate {
 public:
  static tl::expected<AttributeTemplate, PlaceError> parse(std::string_view name,
                                                           std::string_view value);
  std::string fill(const Json& options) const;
  const Placeholders& placeholders() const { return placeholders_; }

 private:
  Placeholders placeholders_;
  bool is_address_ = false;
};

// A selector: placeholders stand in quotes, or one is all of it.
class SelectorTemplate {
 public:
  static tl::expected<SelectorTemplate, PlaceError> parse(std::string_view css);
  std::string fill(const Json& options) const;
  const Placeholders& placeholders() const { return placeholders_; }
  bool is_chosen() const { return is_chosen_; }  // one placeholder is all of it

 private:
  Placeholders placeholders_;
  bool is_chosen_ = false;
};

// Every `…at` is the offset of that value in the manifest.
struct AttributeEditTemplate {
  std::string name;
  html::AttributeEdit::Action action = html::AttributeEdit::Action::set;
  AttributeTemplate value;
  uint32_t at = 0;
};

struct InsertTemplate {
  SelectorTemplate selector;
  uint32_t selector_at = 0;
  html::InsertMethod method = html::InsertMethod::none;
  std::string method_path;  // the option that names the method; empty: `method` counts
  uint32_t method_at = 0;
  HtmlTemplate html;
  uint32_t html_at = 0;
  std::vector<AttributeEditTemplate> attributes;  // in the order of the file
  html::Containment contain = html::Containment::token;
  std::optional<Condition> condition;  // `if`; none: always
  uint32_t condition_at = 0;
  Position place;  // of the entry
};

// The selector for html that holds values in text and is put into the elements it matches: never
// into one whose text is code. Nothing where it asks for such elements only by name.
std::optional<std::string> outside_code(std::string_view css);

}  // namespace inlay::apps
