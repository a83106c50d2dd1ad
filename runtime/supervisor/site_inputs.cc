#include "supervisor/site_inputs.h"

#include "apps/options.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr Bytes kOptionsBytesMax = 1_MiB;

// One error out of all lines that are errors; warnings go their own way.
Error collect(const std::vector<apps::Diagnostic>& diagnostics) {
  Error error{Fault::malformed, Blame::app, ""};
  for (const apps::Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != apps::Severity::error) continue;
    if (!error.detail.empty()) error.detail += '\n';
    error.detail += apps::to_line(diagnostic);
  }
  return error;
}

// What stays the same as long as it is the same site.
std::string name_of(const SiteConfig& config) {
  if (!config.hosts.empty()) return config.hosts.front();
  return config.origins.empty() ? std::string() : config.origins.front();
}

}  // namespace

Result<std::shared_ptr<const apps::AppVersion>> SiteLoader::folder(const std::string& path) {
  if (auto known = folders_.find(path); known != folders_.end()) return known->second;
  std::vector<apps::Diagnostic> diagnostics;
  auto app = apps::load_app_folder(path, diagnostics, bundler_);
  if (!app) {
    Error lines = collect(diagnostics);
    return fail(lines.detail.empty() ? app.error() : lines);
  }
  for (const apps::Diagnostic& diagnostic : diagnostics) on_warning_(apps::to_line(diagnostic));
  folders_.emplace(path, *app);
  return *app;
}

Result<apps::ResolvedInstall> SiteLoader::install(const AppConfig& config, size_t position) {
  auto app = folder(config.folder);
  if (!app) return fail(app.error());
  apps::Json given = apps::Json::object({});
  if (!config.options.empty()) {
    auto text = read_file(config.options, kOptionsBytesMax, "options_bytes_max");
    if (!text) return fail(text.error());
    std::vector<apps::Diagnostic> diagnostics;
    auto read = apps::read_options(*text, config.options, diagnostics);
    if (!read) return fail(collect(diagnostics));
    given = std::move(*read);
  }
  apps::InstallSpec spec;
  spec.app = *app;
  spec.options = apps::effective_options((*app)->manifest, given);
  spec.id = apps::install_id((*app)->id, position);
  for (const auto& problem : apps::validate_options((*app)->manifest, spec.options, spec.product)) {
    on_warning_(config.folder + ": option " + problem.path + ": " + problem.message);
  }
  std::vector<apps::Diagnostic> diagnostics;
  auto resolved = apps::resolve_install(spec, diagnostics);
  for (const apps::Diagnostic& diagnostic : diagnostics) on_warning_(apps::to_line(diagnostic));
  return resolved;
}

Result<apps::SiteInputs> SiteLoader::load(const SiteConfig& config) {
  apps::SiteInputs site;
  site.hosts = config.hosts;
  site.origins = config.origins;
  for (const RouteConfig& route : config.routes) site.routes.push_back({route.path, route.origins});
  site.host_header = config.host_header;
  site.ask_identity = config.accept_encoding == AcceptEncoding::identity;
  site.site_id = apps::site_id_of(name_of(config));
  for (const AppConfig& app : config.apps) {
    auto resolved = install(app, site.installs.size());
    if (!resolved) return fail(resolved.error());
    site.installs.push_back(std::move(*resolved));
  }
  return site;
}

Result<apps::Snapshot> load_sites(const std::vector<SiteConfig>& sites,
                                  std::function<void(const std::string&)> on_warning,
                                  apps::EdgeBundler* bundler) {
  SiteLoader loader(std::move(on_warning), bundler);
  apps::Snapshot snapshot;
  for (const SiteConfig& config : sites) {
    auto site = loader.load(config);
    if (!site) return fail(site.error());
    snapshot.sites.push_back(std::move(*site));
  }
  return snapshot;
}

}  // namespace inlay
