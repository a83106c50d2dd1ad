#include "apps/check.h"

#include <iostream>

#include "bundling/esbuild.h"
#include "cli/arguments.h"
#include "cli/edge_trial.h"

namespace inlay::cli {

int run_check(const Arguments& arguments) {
  CLI::App app(
      "Says what is wrong with an app folder, a line each: file:line:column: error|warning: "
      "message [rule].\n"
      "Exit code 0 without errors (warnings are allowed), else 1.",
      "check");
  std::string folder;
  bool json = false;
  app.add_option("DIR", folder, "the app folder, with its install.json")->required();
  app.add_flag("--json", json, "an array of {file, line, column, severity, rule, message}");
  if (auto exit = parse(app, arguments)) return *exit;

  Esbuild bundler;
  auto [diagnostics, checked] = apps::check_folder(folder, &bundler);
  if (checked != nullptr && checked->edge != nullptr) {
    try_edge_script(*checked, diagnostics);
    apps::sort_by_place(diagnostics);
  }
  if (json) {
    std::cout << apps::to_json(diagnostics) << "\n";
  } else {
    for (const auto& diagnostic : diagnostics) std::cout << apps::to_line(diagnostic) << "\n";
    if (diagnostics.empty()) std::cerr << folder << ": nothing to complain about\n";
  }
  return apps::has_errors(diagnostics) ? kFailed : kDone;
}

}  // namespace inlay::cli
