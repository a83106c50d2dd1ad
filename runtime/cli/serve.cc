#include <unistd.h>

#include <iostream>

#include "base/clock.h"
#include "bundling/esbuild.h"
#include "cli/arguments.h"
#include "cli/site_arguments.h"
#include "inlay_versions.h"
#include "net/address.h"
#include "os/files.h"
#include "os/unblocked_output.h"
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

// Why there is no configuration, and what that means for the exit code.
struct Refusal {
  Error error;
  std::vector<std::string> lines;  // each thing that is wrong with the file
};

template <typename T>
using Read = tl::expected<T, Refusal>;

tl::unexpected<Refusal> refuse(Error error) {
  return tl::unexpected(Refusal{std::move(error), {}});
}

void tell(const std::string& line) { std::cerr << line + "\n"; }

// A reader that is stuck costs the line, not the supervisor's time.
void tell_unblocked(UnblockedOutput& output, const std::string& line) {
  constexpr size_t kLineBytesMax = 4000;
  (void)output.write(line.substr(0, kLineBytesMax) + "\n");
}

Read<ServeConfig> read_config(const ServeFlags& flags) {
  auto text = read_file(flags.config_file, kConfigBytesMax, "config_bytes_max");
  if (!text) return refuse(text.error());
  auto config = parse_serve_config(*text, flags.config_file);
  if (config) return std::move(*config);
  Refusal refusal{
      {Fault::malformed, Blame::config,
       flags.config_file + ": refused, " + std::to_string(config.error().size()) + " problem(s)"},
      {}};
  for (const ConfigProblem& problem : config.error()) refusal.lines.push_back(problem.text());
  return tl::unexpected(std::move(refusal));
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

Read<ServeConfig> make_config(const ServeFlags& flags, const Arguments& arguments) {
  auto config = flags.config_file.empty()
                    ? config_from_flags(flags, arguments).map_error([](Error error) {
                        return Refusal{std::move(error), {}};
                      })
                    : read_config(flags);
  if (!config) return config;
  if (!flags.state.empty()) config->state = flags.state;
  for (const std::string& assignment : flags.settings) {
    if (auto set = set_setting(config->settings, assignment); !set) return refuse(set.error());
  }
  return config;
}

// For a reload: lines only.
tl::expected<ServeConfig, std::vector<std::string>> reread(const ServeFlags& flags,
                                                           const Arguments& arguments) {
  auto config = make_config(flags, arguments);
  if (config) return std::move(*config);
  Refusal& refusal = config.error();
  if (refusal.lines.empty()) refusal.lines.push_back(refusal.error.detail);
  return tl::unexpected(std::move(refusal.lines));
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
    for (const std::string& line : config.error().lines) tell(line);
    tell("inlay serve: " + config.error().error.detail);
    return by_file ? exit_code(config.error().error) : kUsage;
  }
  SystemClock clock;
  JsonLog log(STDERR_FILENO, "supervisor", clock);
  UnblockedOutput lines(STDERR_FILENO);
  Esbuild bundler;
  SupervisorHooks hooks{.reload = [&] { return reread(flags, arguments); },
                        .on_ready = print_ready,
                        .on_line = [&](const std::string& line) { tell_unblocked(lines, line); },
                        .program_version = kInlayVersion,
                        // A configuration names what was built; --app is for authors.
                        .bundler = by_file ? nullptr : &bundler};
  auto done = run_supervisor(std::move(*config), hooks, log, clock);
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
