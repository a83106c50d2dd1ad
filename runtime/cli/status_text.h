// The JSON of `status` as a page of text for people: what matters first.
#pragma once

#include <string>

#include "apps/json.h"

namespace inlay::cli {

inline constexpr size_t kSitesShown = 10;
inline constexpr size_t kRefusalsShown = 8;

std::string status_text(const apps::Json& status);

}  // namespace inlay::cli
