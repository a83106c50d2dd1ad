#include "edge/site_table.h"

namespace inlay {

Result<std::shared_ptr<const SiteTable>> SiteTable::build(apps::Snapshot snapshot,
                                                          const apps::PlanSettings& settings) {
  auto table = std::make_shared<SiteTable>();
  table->bundle_prefix_ = settings.path_prefix + "/";
  for (apps::SiteInputs& inputs : snapshot.sites) {
    auto origin = parse_origin_url(inputs.origin);
    if (!origin) return fail(origin.error());
    auto site = std::make_unique<Site>();
    site->origin = *origin;
    site->origin_key = origin->host + ":" + std::to_string(origin->port);
    site->host_header = inputs.host_header;
    if (inputs.hosts.empty()) table->any_host_ = site.get();
    for (const std::string& host : inputs.hosts) table->by_host_.emplace(host, site.get());
    site->plan = apps::Plan::compile(std::move(inputs), settings);
    table->sites_.push_back(std::move(site));
  }
  return table;
}

Site* SiteTable::find(std::string_view host) const {
  auto found = by_host_.find(host);
  return found != by_host_.end() ? found->second : any_host_;
}

bool SiteTable::is_bundle_path(std::string_view path) const {
  return path.starts_with(bundle_prefix_);
}

}  // namespace inlay
