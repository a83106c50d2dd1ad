// The values a customer's choices have: defaults, what was given on top, and what is wrong with it
// (app-format 4.2 to 4.5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/json.h"
#include "apps/manifest.h"

namespace inlay::apps {

// What an install starts with (4.3). Markdown defaults are rendered.
Json default_options(const Manifest& manifest);

// Each top-level key given replaces the default whole; keys the manifest does not know are kept.
// Markdown values may be strings (rendered) or {markdown, html} (kept).
Json effective_options(const Manifest& manifest, const Json& given);

// An options file: a JSON object. Problems go to `diagnostics`; nothing when one is an error.
std::optional<Json> read_options(std::string_view text, const std::string& file,
                                 std::vector<Diagnostic>& diagnostics);

struct OptionProblem {
  std::string path;     // `blocks[0].code`
  std::string message;  // what is wrong with its value
};

// What an install form would refuse (4.5). The app runs all the same. At most kOptionProblemsMax.
inline constexpr size_t kOptionProblemsMax = 100;
std::vector<OptionProblem> validate_options(const Manifest& manifest, const Json& options,
                                            std::string_view product);

}  // namespace inlay::apps
