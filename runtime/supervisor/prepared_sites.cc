#include "supervisor/prepared_sites.h"

#include "apps/plan.h"
#include "apps/snapshot.h"
#include "client_runtime.h"
#include "os/memfd.h"
#include "supervisor/site_inputs.h"

namespace inlay {
namespace {

SiteSummary summary_of(const apps::SiteInputs& site, std::string plan) {
  SiteSummary summary{site.site_id, site.hosts, site.origins, std::move(plan), site.plan_since, {}};
  for (const apps::ResolvedInstall& install : site.installs) {
    summary.installs.push_back({install.id, install.app_id});
  }
  return summary;
}

}  // namespace

Result<PreparedSites> prepare_sites(const ServeConfig& config, KeptPlans& kept, uint64_t now,
                                    apps::EdgeBundler* bundler) {
  PreparedSites prepared;
  auto snapshot = load_sites(
      config.sites, [&](const std::string& line) { prepared.warnings.push_back(line); }, bundler);
  if (!snapshot) return fail(snapshot.error());
  const apps::PlanSettings settings{
      .path_prefix = config.path_prefix,
      .browser_runtime = apps::make_content(std::string(client_runtime()))};
  std::vector<std::string> plans =
      kept.keep(snapshot->sites, settings, keep_limits(config.settings), now);
  auto bytes = apps::encode_snapshot(*snapshot);
  auto memory = bytes ? sealed_memory("inlay-sites", *bytes) : Result<Fd>(fail(bytes.error()));
  if (!memory) {
    kept.take_back(now);
    return fail(memory.error());
  }
  prepared.snapshot = std::make_shared<const Fd>(std::move(*memory));
  for (size_t i = 0; i < plans.size(); i++) {
    for (const apps::ResolvedInstall& install : snapshot->sites[i].installs) {
      prepared.edge_scripts = prepared.edge_scripts || install.edge != nullptr;
    }
    prepared.sites.push_back(summary_of(snapshot->sites[i], std::move(plans[i])));
  }
  return prepared;
}

}  // namespace inlay
