// How a verb reads its flags: CLI11, with our own words for mistakes.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "cli/verbs.h"

namespace inlay::cli {

// Fills what was bound to `app`. An exit code: the verb ends with it (help was printed, or the
// mistake).
std::optional<int> parse(CLI::App& app, const Arguments& arguments);

}  // namespace inlay::cli
