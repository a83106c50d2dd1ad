#include "edge/page_policy.h"

#include "http_messages/list_value.h"

namespace inlay {
namespace {

using apps::BundlePart;
using http::FieldId;

// The member nearest to the visitor.
std::string_view first_member(const http::FieldList& fields, FieldId id) {
  const http::Field* field = fields.find(id);
  if (field == nullptr) return {};
  return http::ListReader(field->value).next().value_or(std::string_view());
}

std::string_view known_scheme(std::string_view text) {
  for (std::string_view scheme : {"http", "https"}) {
    if (http::equals_ignoring_case(text, scheme)) return scheme;
  }
  return {};
}

// The words that sdk/client/runtime.js knows.
std::string_view styles_word(http::StyleSource source) {
  switch (source) {
    case http::StyleSource::data:
      return {};
    case http::StyleSource::file:
      return "styles-file";
    case http::StyleSource::none:
      return "styles-none";
  }
  return {};
}

std::string_view types_word(const http::PagePolicies& policies) {
  if (policies.allows_trusted_types_policy()) return {};
  return policies.requires_trusted_types() ? "types-default" : "types-plain";
}

}  // namespace

PageAddress page_address(const http::RequestHead& head, bool trusted_peer,
                         std::string_view scheme) {
  // Whoever reached us without TLS may have come through something that ended it.
  PageAddress page{scheme == "https" ? "https" : "", head.authority.host, head.authority.port};
  if (!trusted_peer) return page;
  const auto said = known_scheme(first_member(head.fields, FieldId::x_forwarded_proto));
  if (!said.empty()) page.scheme = said;
  const auto host = first_member(head.fields, FieldId::x_forwarded_host);
  if (const auto authority = http::parse_authority(host)) {
    page.host = authority->host;
    page.port = authority->port;
  }
  return page;
}

PagePolicy::PagePolicy(const http::FieldList& fields, const PageAddress& page,
                       const apps::Plan& plan)
    : page_(page), plan_(plan) {
  fields.find_all(FieldId::content_security_policy,
                  [this](std::string_view value) { policies().add_field(value); });
}

http::PagePolicies& PagePolicy::policies() {
  if (policies_) return *policies_;
  if (plan_.styles() > 0) style_path_ = plan_.style_path(0);
  return policies_.emplace(http::PolicyTarget{
      .scheme = page_.scheme,
      .host = page_.host.view(),
      .port = page_.port,
      .scripts = {plan_.bundle_path(BundlePart::head), plan_.bundle_path(BundlePart::body)},
      .style = style_path_});
}

bool PagePolicy::allows_tag() {
  if (policies_) refusal_ = policies_->refusal();
  return !refusal_;
}

std::string_view PagePolicy::tag_attributes() {
  attributes_.clear();
  if (!policies_) return attributes_;
  const std::string_view nonce = policies_->nonce();
  if (!nonce.empty()) attributes_.append(" nonce=\"").append(nonce).append("\"");
  const std::string_view styles = plan_.styles() > 0 ? styles_word(policies_->styles()) : "";
  const std::string_view types = plan_.has_body() ? types_word(*policies_) : "";
  if (styles.empty() && types.empty()) return attributes_;
  attributes_.append(" data-inlay=\"").append(styles);
  if (!styles.empty() && !types.empty()) attributes_ += ' ';
  attributes_.append(types).append("\"");
  return attributes_;
}

}  // namespace inlay
