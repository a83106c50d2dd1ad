// Properties: a policy more never frees what was forbidden; one that lists 'self' or "*" forbids
// nothing; what is said does not depend on how policies are spread over fields; a nonce is safe in
// an attribute; not to know the scheme never forbids; a page that forbids says why.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/content_security_policy.h"

namespace inlay::http {
namespace {

constexpr PolicyTarget kPage{.scheme = "https",
                             .host = "a.example",
                             .port = std::nullopt,
                             .scripts = {"/apps/head/H.js", "/apps/body/H.js"},
                             .style = "/apps/style/H-0.css"};

bool is_safe(std::string_view nonce) {
  return nonce.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=") ==
         std::string_view::npos;
}

void check_same(const PagePolicies& one, const PagePolicies& two) {
  CHECK(one.allows_scripts() == two.allows_scripts());
  CHECK(one.nonce() == two.nonce() && one.styles() == two.styles());
  CHECK(one.requires_trusted_types() == two.requires_trusted_types());
  CHECK(one.allows_trusted_types_policy() == two.allows_trusted_types_policy());
}

// Each policy by itself, in a field of its own.
PagePolicies spread(std::string_view list) {
  PagePolicies policies(kPage);
  for (;;) {
    const size_t end = list.find(',');
    policies.add_field(list.substr(0, end));
    CHECK(policies.refusal().has_value() == !policies.allows_scripts());
    if (end == std::string_view::npos) return policies;
    list.remove_prefix(end + 1);
  }
}

void check_more(PagePolicies policies, std::string_view more) {
  const bool allowed = policies.allows_scripts();
  policies.add_field("script-src 'self'");
  CHECK(policies.allows_scripts() == allowed);
  policies.add_field("script-src *");
  CHECK(policies.allows_scripts() == allowed);
  policies.add_meta(more);
  CHECK(allowed || !policies.allows_scripts());
  policies.add_field("script-src 'none'");
  CHECK(!policies.allows_scripts() && !policies.refusal()->text().empty());
}

}  // namespace
}  // namespace inlay::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::http;
  if (size > 4096) return 0;
  // A copy of exact size: reading one byte too far is seen.
  const auto copy = std::make_unique<char[]>(size);
  std::string_view(reinterpret_cast<const char*>(data), size).copy(copy.get(), size);
  const std::string_view text(copy.get(), size);

  PagePolicies whole(kPage);
  whole.add_field(text);
  CHECK(is_safe(whole.nonce()));
  check_same(whole, spread(text));
  PagePolicies either(PolicyTarget{.scheme = "",
                                   .host = kPage.host,
                                   .port = kPage.port,
                                   .scripts = kPage.scripts,
                                   .style = kPage.style});
  either.add_field(text);
  CHECK(either.allows_scripts() || !whole.allows_scripts());
  // check_more() adds a few, and must not be what goes beyond the bound.
  const auto commas = static_cast<size_t>(std::count(text.begin(), text.end(), ','));
  if (2 * commas + 8 > kPoliciesMax) return 0;
  check_more(whole, text.substr(size / 2));
  return 0;
}
