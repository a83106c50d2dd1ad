#include "edge/page_plan.h"

#include <algorithm>

namespace inlay {

PagePlan page_plan(const apps::Plan& plan, std::string_view path) {
  if (plan.empty()) return {};
  PagePlan page{&plan, plan.active_on(path), nullptr, plan.edge_scripts(path)};
  if (page.active.empty() && plan.tag().empty() && page.scripts.empty()) page.plan = nullptr;
  return page;
}

html::PageChanges page_changes(PagePlan& page, html::PagePolicySource* policy) {
  if (!page.active.empty()) page.inserts = page.plan->inserts();
  return {.tag = page.plan->tag(),
          .inserts = page.inserts.get(),
          .active = page.active,
          .policy = policy};
}

std::vector<std::string> apps_of(const PagePlan& page) {
  std::vector<std::string> ids;
  if (!page.changes()) return ids;
  const auto& installs = page.plan->site().installs;
  for (size_t i = 0; i < installs.size(); i++) {
    if (html::is_on(page.active, i) || !installs[i].resources.empty() ||
        std::ranges::count(page.scripts, &installs[i]) != 0)
      ids.push_back(installs[i].app_id);
  }
  return ids;
}

}  // namespace inlay
