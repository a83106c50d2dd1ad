// What a page's Content Security Policy means for what the edge puts into it: the fields of the
// origin's answer, and the meta elements of the page as they come. The policy itself passes
// unchanged; docs/decisions/0016.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/plan.h"
#include "html/page_policy_source.h"
#include "http_messages/content_security_policy.h"
#include "http_messages/request_head.h"

namespace inlay {

// Where the visitor's browser sees the page, as far as the edge can know. Owns its bytes.
struct PageAddress {
  std::string_view scheme;  // "http" or "https"; empty: somebody before us may have ended TLS
  http::HostName host;
  std::optional<uint16_t> port;
};

// `scheme`: how the visitor reached the edge. A trusted proxy's X-Forwarded-Proto and
// X-Forwarded-Host say it better; what others say is not believed.
PageAddress page_address(const http::RequestHead& head, bool trusted_peer, std::string_view scheme);

// One for one page, made when its head has come. Without a policy it allocates nothing.
class PagePolicy final : public html::PagePolicySource {
 public:
  // `fields` of the origin's answer, read here; the plan is borrowed until the end.
  PagePolicy(const http::FieldList& fields, const PageAddress& page, const apps::Plan& plan);
  PagePolicy(const PagePolicy&) = delete;
  PagePolicy& operator=(const PagePolicy&) = delete;

  void meta_policy(std::string_view content) override { policies().add_meta(content); }
  std::string_view nonce() override { return policies_ ? policies_->nonce() : std::string_view(); }
  bool allows_tag() override;
  std::string_view tag_attributes() override;

  // Why the tag was left out (Reason::csp_forbids); nothing as long as it was not.
  const std::optional<http::PolicyRefusal>& refusal() const { return refusal_; }

 private:
  http::PagePolicies& policies();

  const PageAddress page_;
  const apps::Plan& plan_;
  std::string style_path_;                      // of one of the plan's: they lie in one folder
  std::optional<http::PagePolicies> policies_;  // from the first one on
  std::optional<http::PolicyRefusal> refusal_;
  std::string attributes_;
};

}  // namespace inlay
