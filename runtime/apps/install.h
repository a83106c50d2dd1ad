// One app on one site, before and after its files and options are settled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/app_folder.h"
#include "apps/content.h"
#include "apps/diagnostic.h"
#include "apps/json.h"
#include "apps/manifest.h"
#include "apps/page_patterns.h"
#include "base/result.h"

namespace inlay::apps {

// What the owner chose.
struct InstallSpec {
  std::shared_ptr<const AppVersion> app;
  Json options;                           // effective_options()
  std::string id;                         // install_id()
  std::vector<std::string> url_patterns;  // regular expressions over host + path; none: every page
  std::string product;                    // plan's id; empty: the cheapest one, if the app has any
};

// 12 characters A-Z a-z 0-9 - _, the same for the same app at the same position (0 is first).
std::string install_id(std::string_view app_id, size_t position);

// Ids stand unquoted in bundles: letters, digits, - and _ only. Also `preview` is one.
inline constexpr size_t kInstallIdBytesMax = 64;
bool is_install_id(std::string_view id);

// Of one install; further ones are not marked on the page, so that for these a selector means what
// it says there.
inline constexpr size_t kSelectorsMax = 1000;

struct ResolvedResource {
  ResourceList list;
  ResourceType type;
  ContentPtr content;
};

// What a plan is made of: no manifest, no folder, nothing left to look up.
struct ResolvedInstall {
  std::string id;
  std::string app_id;
  ContentPtr options;  // JSON text as it stands in the bundle
  std::vector<std::string> url_patterns;
  std::vector<std::pair<std::string, std::string>>
      selectors;                            // path in the options, CSS selector; by path
  std::string product;                      // empty: the app has no products
  std::vector<ResolvedResource> resources;  // those whose `if` holds, in manifest order
  ContentPtr inserts;                       // write_inserts() (insert_wire.h); null: none
  ContentPtr edge;                          // write_edge_package() (edge_package.h); null: none
  PagePatterns pages;                       // where inserts and edge script count
};

// Evaluates `if`, `src` and the inserts over the options and reads what they name. Fails when a
// file is missing, too large or outside the folder. An insert that cannot be made with these
// options is left out, with a warning in `diagnostics`. Blocks on the disk.
Result<ResolvedInstall> resolve_install(const InstallSpec& spec,
                                        std::vector<Diagnostic>& diagnostics);

// Another origin for some paths of a site.
struct RouteInputs {
  std::string path;                  // "/exact" or "/prefix/*"
  std::vector<std::string> origins;  // URLs
};

// Everything a site needs, as it goes from the supervisor to an edge (snapshot.h).
struct SiteInputs {
  std::vector<std::string> hosts;         // empty: every host
  std::vector<std::string> origins;       // URLs of one service, tried in turn
  std::vector<RouteInputs> routes;        // as written; the longest match wins
  std::string host_header;                // empty: Host goes as the visitor sent it
  bool ask_identity = false;              // pages are asked for uncoded; the edge encodes them
  std::string site_id;                    // 32 lower-case hex digits; site_id_of()
  uint64_t plan_since = 0;                // unix seconds; 0: pages of this site were never changed
  std::vector<ResolvedInstall> installs;  // in the owner's order
};

std::string site_id_of(std::string_view name);  // stable for the same name (its first host, say)

}  // namespace inlay::apps
