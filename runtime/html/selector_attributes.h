// The attributes of one start tag that a set of selectors looks at: read in one pass when the first
// is asked for, decoded when it is compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/selector_program.h"
#include "html/token_events.h"

namespace inlay::html {

// How a value is compared: with regard to case or not.
enum class Letters : uint8_t { exact, any_case };

// `value` decoded. What no value can match (`~=` with a blank, `^=` with nothing) does not match.
bool value_matches(AttributeOperator comparison, Letters letters, std::string_view value,
                   std::string_view wanted);

// Whether the HTML standard compares the values of an attribute of HTML elements without regard to
// case where a selector says nothing. Source: HTML standard 4.16.2 "Case-sensitivity of selectors".
bool has_caseless_values(std::string_view lower_case_name);

class WantedAttributes {
 public:
  explicit WantedAttributes(const WantedNames& names);  // outlives this

  void start(const TagEvent* tag);  // borrowed until the next start(); null: no attributes
  // Of the first attribute of that name, decoded; valid until the next call.
  std::optional<std::string_view> value(uint32_t name);

 private:
  struct Seen {
    uint64_t tag = 0;    // the value is of that one: tags are counted
    uint32_t begin = 0;  // in its bytes
    uint32_t size = 0;
  };

  void read();
  void note(uint32_t name, std::string_view value);
  std::string_view decoded(std::string_view raw);

  const WantedNames& names_;
  const TagEvent* tag_ = nullptr;
  uint64_t tag_number_ = 0;
  bool read_ = false;
  std::vector<Seen> seen_;  // by name
  std::string decoded_;
};

}  // namespace inlay::html
