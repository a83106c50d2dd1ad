// Phase "plan": what a site's plan changes of the page at one path.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/plan.h"
#include "html/page_rewriter.h"

namespace inlay {

struct PagePlan {
  const apps::Plan* plan = nullptr;                    // null: it changes nothing there. Borrowed.
  html::InstallBits active;                            // whose inserts count
  std::shared_ptr<const html::InsertProgram> inserts;  // once page_changes() was called
  std::vector<const apps::ResolvedInstall*> scripts;   // whose edge scripts run, in install order

  bool changes() const { return plan != nullptr; }
};

// `path` as the visitor wrote it, without the query. The plan is borrowed.
PagePlan page_plan(const apps::Plan& plan, std::string_view path);

// For PageRewriter; borrows from the page and its plan. Of a page that it changes.
html::PageChanges page_changes(PagePlan& page, html::PagePolicySource* policy);

// The ids of the apps that the page gets something of, in the owner's order.
std::vector<std::string> apps_of(const PagePlan& page);

}  // namespace inlay
