#include <iostream>
#include <string>

#include "cli/arguments.h"
#include "cli/debug_tokens.h"

namespace inlay::cli {
namespace {

int run_tokens(const Arguments& arguments) {
  CLI::App app(
      "Reads one JSON object per line, {\"input\", \"state\", \"lastStartTag\", \"chunk\"}, and "
      "prints the tokens that\n"
      "the scanner finds in the input, one JSON array per line, in the notation of the html5lib "
      "tokenizer tests.",
      "debug tokens");
  if (auto exit = parse(app, arguments)) return *exit;
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);)
    std::cout << debug_tokens_line(line) << "\n";
  std::cout.flush();
  return std::cout ? kDone : kEnvironment;
}

}  // namespace

int run_debug(const Arguments& arguments) {
  if (!arguments.empty() && arguments[0] == "tokens") {
    return run_tokens(Arguments(arguments.begin() + 1, arguments.end()));
  }
  bool help = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
  (help ? std::cout : std::cerr)
      << "usage: inlay debug tokens    what the HTML scanner finds in given input\n";
  if (!help && !arguments.empty()) {
    std::cerr << "inlay debug: unknown '" << arguments[0] << "', the nearest is 'tokens'\n";
  }
  return help ? kDone : kUsage;
}

}  // namespace inlay::cli
