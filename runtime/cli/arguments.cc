#include "cli/arguments.h"

#include <algorithm>
#include <iostream>

#include "base/nearest.h"

namespace inlay::cli {
namespace {

int unknown(const CLI::App& app, const std::string& word) {
  if (!word.starts_with('-')) {
    std::cerr << "inlay " << app.get_name() << ": unexpected '" << word << "' (see inlay "
              << app.get_name() << " --help)\n";
    return kUsage;
  }
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  std::vector<std::string_view> known(names.begin(), names.end());
  std::string flag = word.substr(0, word.find('='));
  std::cerr << "inlay " << app.get_name() << ": unknown flag '" << flag << "', the nearest is '"
            << nearest_word(flag, known) << "' (see inlay " << app.get_name() << " --help)\n";
  return kUsage;
}

}  // namespace

std::optional<int> parse(CLI::App& app, const Arguments& arguments) {
  app.allow_extras();
  Arguments reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return kDone;
  } catch (const CLI::ParseError& error) {
    std::cerr << "inlay " << app.get_name() << ": " << error.what() << " (see inlay "
              << app.get_name() << " --help)\n";
    return kUsage;
  }
  if (auto extras = app.remaining(); !extras.empty()) return unknown(app, extras.front());
  return std::nullopt;
}

}  // namespace inlay::cli
