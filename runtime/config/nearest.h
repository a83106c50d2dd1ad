// "Did you mean": the known word that is fewest typing mistakes away.
#pragma once

#include <span>
#include <string_view>

namespace inlay {

// Empty for no candidates. Cost: words × lengths; for mistakes only.
std::string_view nearest_word(std::string_view wrong, std::span<const std::string_view> known);

}  // namespace inlay
