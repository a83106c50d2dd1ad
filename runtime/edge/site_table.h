// Phase "site": which site a request's host belongs to, with its compiled plan and its origins.
// Built once per snapshot.
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
#include "config/origin_url.h"
#include "config/route_path.h"

namespace inlay {

// One service, at one address or several.
struct Origin {
  std::string key;  // "host:port" of each address, in order: the same for the same service
  std::vector<OriginUrl> addresses;  // at least one
};

struct Route {
  RoutePath path;
  Origin origin;
};

struct Site {
  std::shared_ptr<const apps::Plan> plan;
  Origin origin;
  std::vector<Route> routes;  // whole paths, then prefixes, the longest first
  std::string host_header;    // empty: Host goes on as the visitor sent it
  bool ask_identity = false;  // pages are asked for uncoded, and encoded here
  uint64_t plan_since = 0;    // unix seconds; 0: no page of this site was ever changed

  // `path` as in the request, without its query. Costs a comparison with each route of the site.
  const Origin& origin_for(std::string_view path) const;
};

// Immutable. Owners: each loop that serves it, and exchanges under way when it was replaced. Any
// thread may read.
class SiteTable {
 public:
  static Result<std::shared_ptr<const SiteTable>> build(apps::Snapshot snapshot,
                                                        const apps::PlanSettings& settings);

  // `host`: lower case, without port and final dot; empty in HTTP/1.0 without Host. nullptr: no
  // such site.
  const Site* find(std::string_view host) const;
  // Whether the path lies under the bundles' prefix, so that it never goes to an origin.
  bool is_bundle_path(std::string_view path) const;
  // What it names there, of whatever plan; nothing if it cannot be a bundle's.
  std::optional<apps::BundleName> bundle_name(std::string_view path) const {
    return apps::parse_bundle_path(path, path_prefix_);
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::unique_ptr<const Site>> sites_;
  std::unordered_map<std::string, const Site*, Hash, std::equal_to<>> by_host_;
  const Site* any_host_ = nullptr;
  std::string path_prefix_;
};

}  // namespace inlay
