// The names of pseudo-classes: which exist here, and what to say of the others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace inlay::html {

enum class PseudoClass : uint8_t {
  none,
  root,
  first_child,
  first_of_type,
  nth_child,  // with an argument, as all below
  nth_of_type,
  is_not,
  is_any,  // :is() and :where(), which differ in nothing that matters here
};

constexpr bool has_argument(PseudoClass pseudo) { return pseudo >= PseudoClass::nth_child; }

PseudoClass find_pseudo_class(std::string_view lower_case_name);

// The name of one that was not found, in lower case.
std::string why_no_pseudo_class(std::string_view lower_case_name);

}  // namespace inlay::html
