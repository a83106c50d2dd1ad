#include <unistd.h>

#include <iostream>

#include "base/clock.h"
#include "cli/arguments.h"
#include "cli/site_arguments.h"
#include "net/address.h"
#include "os/files.h"
#include "supervisor/supervisor.h"
#include "telemetry/json_log.h"

namespace inlay::cli {
namespace {

constexpr Bytes kConfigBytesMax = 64_MiB;

struct ServeFlags {
  std::string config_file;
  std::string origin;
  std::string listen = "127.0.0.1:8080";
  std::string state;
  std::vector<std::string> settings;
};

void tell(const std::string& line) { std::cerr << line << "\n"; }

// Everything wrong with the file is told; the error only says that there was something.
Result<ServeConfig> read_config(const ServeFlags& flags) {
  auto text = read_file(flags.config_file, kConfigBytesMax, "config_bytes_max");
  if (!text) return fail(text.error());
  auto config = parse_serve_config(*text, flags.config_file);
  if (!config) {
    for (const ConfigProblem& problem : config.error()) tell(problem.text());
    return fail(
        Fault::malformed, Blame::config,
        flags.config_file + ": refused, " + std::to_string(config.error().size()) + " problem(s)");
  }
  return *config;
}

Result<ServeConfig> config_from_flags(const ServeFlags& flags, const Arguments& arguments) {
  ServeConfig config;
  if (auto origin = parse_origin_url(flags.origin); !origin) return fail(origin.error());
  if (auto listen = parse_address(flags.listen); !listen) return fail(listen.error());
  auto apps = site_apps(arguments);
  if (!apps) return fail(apps.error());
  config.listen_http = {flags.listen};
  SiteConfig site;
  site.origins = {flags.origin};
  site.apps = *apps;
  config.sites = {site};
  return config;
}

Result<ServeConfig> make_config(const ServeFlags& flags, const Arguments& arguments) {
  auto config =
      flags.config_file.empty() ? config_from_flags(flags, arguments) : read_config(flags);
  if (!config) return config;
  if (!flags.state.empty()) config->state = flags.state;
  for (const std::string& assignment : flags.settings) {
    if (auto set = set_setting(config->settings, assignment); !set) return fail(set.error());
  }
  return config;
}

// Which flags contradict each other, or what is wrong with one by itself; nothing: they make sense.
std::optional<std::string> misuse(const ServeFlags& flags, const CLI::App& app) {
  if (flags.config_file.empty() == flags.origin.empty()) {
    return "wanted either --config FILE or --origin URL";
  }
  for (const char* flag : {"--listen", "--app", "--options"}) {
    if (!flags.config_file.empty() && app.count(flag) > 0) {
      return std::string(flag) + ": belongs to --origin; with --config it stands in the file";
    }
  }
  Settings settings;
  for (const std::string& assignment : flags.settings) {
    if (auto set = set_setting(settings, assignment); !set) return "--set: " + set.error().detail;
  }
  return std::nullopt;
}

void print_ready(const std::vector<std::string>& bound) {
  std::string line = "ready";
  for (const std::string& address : bound) line += " http://" + address;
  line += "\n";
  if (auto written = write_fd(STDOUT_FILENO, line); !written)
    tell("inlay serve: nobody reads standard output");
}

int exit_code(const Error& error) {
  if (error.blame == Blame::app) return kFailed;
  return error.fault == Fault::malformed ? kFailed : kEnvironment;
}

int serve(const ServeFlags& flags, const Arguments& arguments) {
  bool by_file = !flags.config_file.empty();
  auto config = make_config(flags, arguments);
  if (!config) {
    tell("inlay serve: " + config.error().detail);
    return by_file ? exit_code(config.error()) : kUsage;
  }
  SystemClock clock;
  JsonLog log(STDERR_FILENO, "supervisor", clock);
  SupervisorHooks hooks{.reload = [&] { return make_config(flags, arguments); },
                        .on_ready = print_ready,
                        .on_warning = tell};
  auto done = run_supervisor(*config, hooks, log);
  if (done) return *done;
  tell("inlay serve: " + done.error().detail);
  return exit_code(done.error());
}

}  // namespace

int run_serve(const Arguments& arguments) {
  CLI::App app(
      "Takes visitors, gets their pages from the origin and puts the apps into them.\n\n"
      "  inlay serve --origin http://127.0.0.1:9000 --app apps/back-to-top --listen "
      "127.0.0.1:8080\n"
      "  inlay serve --config /etc/inlay.toml\n\n"
      "Prints 'ready http://ADDRESS:PORT' once it accepts. SIGTERM ends it after the running "
      "answers (a second one\n"
      "at once), SIGHUP reads configuration and app folders again.",
      "serve");
  ServeFlags flags;
  app.add_option("--config", flags.config_file, "a configuration file (TOML)")->type_name("FILE");
  app.add_option("--origin", flags.origin, "where the site's pages are: http://HOST[:PORT]")
      ->type_name("URL");
  app.add_option("--listen", flags.listen, "where visitors come; port 0 picks a free one")
      ->capture_default_str()
      ->type_name("ADDR:PORT");
  add_site_flags(app);
  app.add_option("--state", flags.state, "folder of what lasts (default: ./inlay-state)")
      ->type_name("DIR");
  app.add_option("--set", flags.settings,
                 "a setting, as in the configuration file: http.fields_max=50")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (auto exit = parse(app, arguments)) return *exit;
  if (auto mistake = misuse(flags, app)) {
    tell("inlay serve: " + *mistake + " (see inlay serve --help)");
    return kUsage;
  }
  return serve(flags, arguments);
}

}  // namespace inlay::cli
