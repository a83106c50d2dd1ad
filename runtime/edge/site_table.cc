#include "edge/site_table.h"

#include <algorithm>

namespace inlay {
namespace {

Result<Origin> compile_origin(const std::vector<std::string>& urls) {
  if (urls.empty()) return fail(Fault::malformed, Blame::config, "a site or route without origin");
  Origin origin;
  for (const std::string& url : urls) {
    auto address = parse_origin_url(url);
    if (!address) return fail(address.error());
    if (!origin.key.empty()) origin.key += ',';
    origin.key += address->host + ":" + std::to_string(address->port);
    origin.addresses.push_back(std::move(*address));
  }
  return origin;
}

Result<std::vector<Route>> compile_routes(const std::vector<apps::RouteInputs>& inputs) {
  std::vector<Route> routes;
  for (const apps::RouteInputs& input : inputs) {
    auto path = parse_route_path(input.path);
    if (!path) return fail(path.error());
    auto origin = compile_origin(input.origins);
    if (!origin) return fail(origin.error());
    routes.push_back({std::move(*path), std::move(*origin)});
  }
  std::stable_sort(routes.begin(), routes.end(), [](const Route& a, const Route& b) {
    if (a.path.is_whole != b.path.is_whole) return a.path.is_whole;
    return a.path.text.size() > b.path.text.size();
  });
  return routes;
}

}  // namespace

const Origin& Site::origin_for(std::string_view path) const {
  for (const Route& route : routes) {
    if (route.path.matches(path)) return route.origin;
  }
  return origin;
}

Result<std::shared_ptr<const SiteTable>> SiteTable::build(apps::Snapshot snapshot,
                                                          const apps::PlanSettings& settings) {
  auto table = std::make_shared<SiteTable>();
  table->path_prefix_ = settings.path_prefix;
  table->sites_.reserve(snapshot.sites.size());
  table->by_host_.reserve(snapshot.sites.size());
  for (apps::SiteInputs& inputs : snapshot.sites) {
    auto origin = compile_origin(inputs.origins);
    if (!origin) return fail(origin.error());
    auto routes = compile_routes(inputs.routes);
    if (!routes) return fail(routes.error());
    auto site = std::make_unique<Site>();
    site->origin = std::move(*origin);
    site->routes = std::move(*routes);
    site->host_header = std::move(inputs.host_header);
    site->ask_identity = inputs.ask_identity;
    site->plan_since = inputs.plan_since;
    if (inputs.hosts.empty()) table->any_host_ = site.get();
    for (const std::string& host : inputs.hosts) table->by_host_.emplace(host, site.get());
    site->plan = apps::Plan::compile(std::move(inputs), settings);
    table->sites_.push_back(std::move(site));
  }
  return table;
}

const Site* SiteTable::find(std::string_view host) const {
  auto found = by_host_.find(host);
  return found != by_host_.end() ? found->second : any_host_;
}

bool SiteTable::is_bundle_path(std::string_view path) const {
  return path.size() > path_prefix_.size() && path.starts_with(path_prefix_) &&
         path[path_prefix_.size()] == '/';
}

}  // namespace inlay
