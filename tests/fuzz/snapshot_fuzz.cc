// Any bytes are either refused, or what was read can be written, and what is then read writes the
// same again. Plans and bundles of it can be made.
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/edge_package.h"
#include "apps/plan.h"
#include "apps/snapshot.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::apps;
  const auto snapshot = decode_snapshot({reinterpret_cast<const char*>(data), size});
  if (!snapshot) return 0;
  const auto written = encode_snapshot(*snapshot);
  CHECK(written && written->size() <= size);
  const auto again = decode_snapshot(*written);
  CHECK(again);
  CHECK(*encode_snapshot(*again) == *written);
  for (size_t i = 0; i < snapshot->sites.size(); ++i) {
    const PlanSettings settings{"/cdn-cgi/apps", make_content("runtime")};
    const auto plan = Plan::compile(snapshot->sites[i], settings);
    CHECK(plan->hash() == Plan::compile(again->sites[i], settings)->hash());
    CHECK(plan->tag().empty() == build_bundle(*plan, BundlePart::head).empty());
    CHECK(!plan->empty() || (plan->tag().empty() && plan->inserts() == nullptr));
    CHECK(!plan->empty() || !plan->has_edge_scripts());
    for (const ResolvedInstall* install : plan->edge_scripts("/")) {
      const auto package = read_edge_package(install->edge->bytes);
      CHECK(package && write_edge_package(*package) == install->edge->bytes);
    }
    CHECK(plan->has_body() != build_bundle(*plan, BundlePart::body).empty());
  }
  return 0;
}
