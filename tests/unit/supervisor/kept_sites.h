// Sites for tests of what is kept, and a log that remembers.
#pragma once

#include <string>
#include <vector>

#include "apps/install.h"
#include "apps/plan.h"
#include "base/log.h"

namespace inlay {

class RememberedLog final : public Log {
 public:
  void write(Level, std::string_view event, std::initializer_list<LogField>) override {
    events.emplace_back(event);
  }
  std::vector<std::string> events;
};

// An app whose script is that text; it stands in the kept plan's own file where it is small.
inline apps::ResolvedInstall install_of(const std::string& script) {
  apps::ResolvedInstall install;
  install.id = "AAAAAAAAAAAA";
  install.app_id = "app";
  install.options = apps::make_content("{}");
  install.resources = {
      {apps::ResourceList::head, apps::ResourceType::script, apps::make_content(script)}};
  return install;
}

// `scripts`: one install for each.
inline apps::SiteInputs site_of(const std::vector<std::string>& hosts,
                                const std::vector<std::string>& scripts) {
  apps::SiteInputs site;
  site.hosts = hosts;
  site.origins = {"http://127.0.0.1:1"};
  site.site_id = apps::site_id_of(hosts.empty() ? "any" : hosts.front());
  for (const std::string& script : scripts) site.installs.push_back(install_of(script));
  return site;
}

inline apps::PlanSettings plan_settings(const std::string& runtime = "/* runtime */") {
  return {"/cdn-cgi/apps", apps::make_content(runtime)};
}

}  // namespace inlay
