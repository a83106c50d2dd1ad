#include "cli/site_arguments.h"

namespace inlay::cli {
namespace {

// The value of `flag` if it stands at `at`, as "--flag VALUE" (then `at` moves on) or
// "--flag=VALUE".
std::optional<std::string> value_of(const std::string& flag, const Arguments& arguments,
                                    size_t& at) {
  const std::string& word = arguments[at];
  if (word == flag && at + 1 < arguments.size()) return arguments[++at];
  if (word.starts_with(flag + "=")) return word.substr(flag.size() + 1);
  return std::nullopt;
}

}  // namespace

void add_site_flags(CLI::App& app) {
  // CLI11 checks their form; which options belong to which app only their order tells: site_apps().
  app.add_option_function<std::vector<std::string>>(
         "--app", [](const std::vector<std::string>&) {},
         "an app folder; may be repeated, the order is the owner's")
      ->type_name("DIR")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option_function<std::vector<std::string>>(
         "--options", [](const std::vector<std::string>&) {},
         "a JSON object with options of the --app before it; without it the manifest's defaults "
         "hold")
      ->type_name("FILE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Result<std::vector<AppConfig>> site_apps(const Arguments& arguments) {
  std::vector<AppConfig> apps;
  for (size_t at = 0; at < arguments.size(); at++) {
    if (auto folder = value_of("--app", arguments, at)) {
      apps.push_back({*folder, ""});
    } else if (auto options = value_of("--options", arguments, at)) {
      if (apps.empty() || !apps.back().options.empty()) {
        return fail(Fault::malformed, Blame::config,
                    "--options " + *options + ": wanted one --app before it");
      }
      apps.back().options = *options;
    }
  }
  return apps;
}

}  // namespace inlay::cli
