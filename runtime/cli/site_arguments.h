// --app DIR [--options FILE] …, as `serve` and `rewrite` take them: a site described on the command
// line.
#pragma once

#include "base/result.h"
#include "cli/arguments.h"
#include "config/serve_config.h"

namespace inlay::cli {

// Declares the two flags on `app` (for parsing and help).
void add_site_flags(CLI::App& app);

// The apps in the order given; an --options belongs to the --app before it.
Result<std::vector<AppConfig>> site_apps(const Arguments& arguments);

}  // namespace inlay::cli
