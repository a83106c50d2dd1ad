// Phase "site": which site a request's host belongs to, with its compiled plan. Built once per
// snapshot.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/plan.h"
#include "apps/snapshot.h"
#include "base/result.h"
#include "config/serve_config.h"
#include "edge/bundle.h"

namespace inlay {

struct Site {
  std::shared_ptr<const apps::Plan> plan;
  OriginUrl origin;
  std::string origin_key;   // "host:port"
  std::string host_header;  // empty: Host goes on as the visitor sent it
  BundleSlot head;
  BundleSlot body;

  BundleSlot& bundle(apps::BundlePart part) { return part == apps::BundlePart::head ? head : body; }
};

// Immutable but for the bundles, which are built on first use. Owners: each loop that serves it,
// and exchanges under way when it was replaced. Any thread may read.
class SiteTable {
 public:
  static Result<std::shared_ptr<const SiteTable>> build(apps::Snapshot snapshot,
                                                        const apps::PlanSettings& settings);

  // `host`: lower case, without port and final dot; empty in HTTP/1.0 without Host. nullptr: no
  // such site.
  Site* find(std::string_view host) const;
  // Whether the path lies under the bundles' prefix, so that it never goes to an origin.
  bool is_bundle_path(std::string_view path) const;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::unique_ptr<Site>> sites_;
  std::unordered_map<std::string, Site*, Hash, std::equal_to<>> by_host_;
  Site* any_host_ = nullptr;
  std::string bundle_prefix_;  // with a slash at its end
};

}  // namespace inlay
