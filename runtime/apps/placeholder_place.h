// Where the placeholders of an insert's html stand, as the tokenizer of a page sees it, and why a
// value cannot stand there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "apps/expression.h"

namespace inlay::apps {

enum class ValuePlace : uint8_t {
  text,
  foreign_text,  // in SVG or MathML
  rcdata,        // in title and textarea
  attribute,     // a value in quotes
  address,       // the same of an attribute that is a URL
};

struct PlaceholderPlace {
  ValuePlace place = ValuePlace::text;
  // Of a value: from behind its first quote to its last one, in the html.
  size_t value_begin = 0;
  size_t value_end = 0;
};

struct PlaceError {
  size_t offset = 0;
  std::string reason;  // lower case, what to do
};

// With bytes of the same number in place of each placeholder, letters all of them: what is then
// wrong stands where it stands in the text.
std::string with_letters(std::string_view text, const Placeholders& placeholders);

// One for each placeholder of `html`, which `placeholders` were parsed from. Costs one scan.
tl::expected<std::vector<PlaceholderPlace>, PlaceError> find_places(
    std::string_view html, const Placeholders& placeholders);

// Whether an attribute is an address, in whatever element. `name`: lower case.
bool is_address_attribute(std::string_view name);
// Why no option may decide its value, whatever the element: it is code, or markup. Empty: it may.
std::string_view why_not_in_attribute(std::string_view name);

}  // namespace inlay::apps
