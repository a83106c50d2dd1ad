// Content-Type, read as leniently as browsers do where that is harmless (WHATWG MIME Sniffing 4.4).
#pragma once

#include <optional>
#include <string_view>

namespace inlay::http {

// Borrows from the value.
struct MediaType {
  std::string_view essence;  // "text/html", in the case in which it came
  std::string_view charset;  // first charset parameter without quotes; empty if there is none

  bool is(std::string_view lower_case_essence) const;
};

// nullopt if there is no type, no "/" or no subtype.
std::optional<MediaType> media_type(std::string_view content_type);

}  // namespace inlay::http
