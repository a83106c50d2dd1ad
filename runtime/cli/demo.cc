#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/clock.h"
#include "cli/arguments.h"
#include "cli/demo_origin.h"
#include "inlay_versions.h"
#include "supervisor/supervisor.h"
#include "telemetry/json_log.h"

namespace inlay::cli {
namespace {

// Where the bundled apps and the demo's site lie: beside the sources this was built from, unless
// INLAY_SHARE says.
std::string share_folder() {
  const char* set = ::getenv("INLAY_SHARE");
  return set != nullptr && *set != '\0' ? set : INLAY_SHARE;
}

// The demo keeps nothing: its state folder goes with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    std::string pattern =
        (std::filesystem::temp_directory_path(error) / "inlay-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// In the owner's order.
std::vector<AppConfig> demo_apps(const std::string& share) {
  const std::string options = share + "/runtime/cli/demo_options/";
  return {{share + "/apps/announcement-bar", options + "announcement-bar.json"},
          {share + "/apps/back-to-top", ""},
          {share + "/apps/page-view-beacon", options + "page-view-beacon.json"},
          {share + "/apps/external-links", options + "external-links.json"}};
}

void print_welcome(const std::string& edge, const std::string& origin) {
  std::cout
      << "\nInlay demo is running.\n\n"
      << "  the site with four apps    http://" << edge << "/\n"
      << "  the same without           http://" << origin << "/\n"
      << "  what one of them counts    http://" << edge << "/views\n\n"
      << "Things to try:\n"
      << "  1. Open the first address. The bar at the top, the button that appears as you\n"
      << "     scroll down, the arrows behind links to other sites, and the counting come\n"
      << "     from apps; the site's own files have none of them. Each app is a folder\n"
      << "     below " << share_folder() << "/apps\n"
      << "  2. See the one tag that three of them put in, and a link that the fourth changed\n"
      << "     without any script:  curl -s http://" << edge
      << "/ | grep -e cdn-cgi -e example.org\n"
      << "  3. What an app does to any page:\n"
      << "     build/release/inlay rewrite --app apps/announcement-bar page.html\n"
      << "  4. Your own site instead:\n"
      << "     ./inlay serve --origin http://HOST:PORT --app apps/announcement-bar\n\n"
      << "Ctrl-C ends it." << std::endl;
}

Result<int> demo(const std::string& listen) {
  std::string share = share_folder();
  auto origin = DemoOrigin::start(share + "/runtime/cli/demo_site");
  if (!origin) return fail(origin.error());
  TemporaryFolder state;
  if (state.path().empty())
    return fail(Fault::refused, Blame::config, "cannot make a temporary folder");

  ServeConfig config;
  config.state = state.path();
  config.listen_http = {listen};
  SiteConfig site;
  site.origins = {"http://" + (*origin)->address()};
  site.apps = demo_apps(share);
  config.sites = {site};

  SystemClock clock;
  JsonLog log(STDERR_FILENO, "supervisor", clock);
  SupervisorHooks hooks{
      .reload = [&]() -> tl::expected<ServeConfig, std::vector<std::string>> { return config; },
      .on_ready = [&](const auto& bound) { print_welcome(bound.front(), (*origin)->address()); },
      .on_line = [](const std::string& line) { std::cerr << line + "\n"; },
      .program_version = kInlayVersion};
  return run_supervisor(config, hooks, log, clock);
}

}  // namespace

int run_demo(const Arguments& arguments) {
  CLI::App app(
      "A sample site, served twice: as it is, and through Inlay with the bundled apps in it. Works "
      "offline and keeps\n"
      "nothing. Ctrl-C ends it.",
      "demo");
  std::string listen = "127.0.0.1:8080";
  app.add_option("--listen", listen, "where to open it; port 0 picks a free one")
      ->capture_default_str()
      ->type_name("ADDR:PORT");
  if (auto exit = parse(app, arguments)) return *exit;
  auto done = demo(listen);
  if (!done && arguments.empty() && done.error().fault == Fault::busy) {
    std::cerr << done.error().detail << "; taking a free port instead\n";
    done = demo("127.0.0.1:0");
  }
  if (done) return *done;
  std::cerr << "inlay demo: " << done.error().detail << "\n";
  return kEnvironment;
}

}  // namespace inlay::cli
