// Two things. Any bytes in place of a kept plan are refused, or are the plan of that hash. And
// every plan that a snapshot can bring is the same after it was kept: same hash, same bundles.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "apps/kept_plan.h"
#include "apps/snapshot.h"
#include "base/check.h"

namespace {

using namespace inlay;
using namespace inlay::apps;

using Kept = std::map<crypto::Digest, ContentPtr>;

Result<std::shared_ptr<const Plan>> decode(std::string_view bytes, std::string_view hash,
                                           const Kept& kept) {
  return decode_kept_plan(bytes, hash, [&](const crypto::Digest& digest) -> Result<ContentPtr> {
    const auto found = kept.find(digest);
    if (found != kept.end()) return found->second;
    return fail(Fault::malformed, Blame::self, "no such content");
  });
}

void check_bytes(std::string_view bytes) {
  const std::string hash(27, 'A');
  const auto plan = decode(bytes, hash, {});
  CHECK(!plan || (*plan)->hash() == hash);
}

void check_site(const SiteInputs& site, const PlanSettings& settings, size_t damage) {
  const auto plan = Plan::compile(site, settings);
  CHECK(plan->hash() == plan_hash(site, settings));
  if (plan->empty()) return;
  KeptPlanFile file = encode_kept_plan(site, settings);
  Kept kept;
  for (const ContentPtr& content : file.contents) kept.emplace(content->digest, content);
  const auto again = decode(file.bytes, plan->hash(), kept);
  CHECK(again && (*again)->hash() == plan->hash());
  for (const BundlePart part : {BundlePart::head, BundlePart::body}) {
    CHECK(build_bundle(**again, part) == build_bundle(*plan, part));
  }
  file.bytes[damage % file.bytes.size()] ^= 0x41;
  const auto damaged = decode(file.bytes, plan->hash(), kept);
  CHECK(!damaged || (*damaged)->hash() == plan->hash());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_bytes(bytes);
  const auto snapshot = decode_snapshot(bytes);
  if (!snapshot) return 0;
  const PlanSettings settings{"/cdn-cgi/apps", make_content("runtime")};
  size_t damage = size;
  for (const SiteInputs& site : snapshot->sites) check_site(site, settings, damage += 97);
  return 0;
}
