// Picks the verb or the process role. Nothing else.
#include <string>
#include <vector>

#include "bundling/bundler_process.h"
#include "cli/verbs.h"
#include "config/edge_wire.h"
#include "edge/edge_process.h"

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv, argv + argc);
  if (!arguments.empty() && arguments[0] == inlay::kEdgeName) return inlay::run_edge(arguments);
  if (!arguments.empty() && arguments[0] == inlay::kBundlerName) {
    return inlay::run_bundler(arguments);
  }
  if (!arguments.empty()) arguments.erase(arguments.begin());
  return inlay::cli::run(arguments);
}
