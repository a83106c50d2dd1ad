#include "edge/page_policy.h"

#include <gtest/gtest.h>

#include <string>

#include "apps/install.h"
#include "heads.h"

namespace inlay {
namespace {

using apps::ResourceList;
using apps::ResourceType;

enum class Body : uint8_t { none, script };
enum class Style : uint8_t { none, one };

std::shared_ptr<const apps::Plan> plan_with(Body body, Style style) {
  apps::ResolvedInstall install;
  install.id = apps::install_id("app", 0);
  install.app_id = "app";
  install.options = apps::make_content("{}");
  install.resources = {{ResourceList::head, ResourceType::script, apps::make_content("a()")}};
  if (body == Body::script) {
    install.resources.push_back(
        {ResourceList::body, ResourceType::script, apps::make_content("b()")});
  }
  if (style == Style::one) {
    install.resources.push_back(
        {ResourceList::head, ResourceType::style, apps::make_content("c{}")});
  }
  apps::SiteInputs site;
  site.site_id = apps::site_id_of("a.example");
  site.installs = {install};
  return apps::Plan::compile(std::move(site), {.path_prefix = "/cdn-cgi/apps",
                                               .browser_runtime = apps::make_content("/* */")});
}

const PageAddress kPage{"https", *http::HostName::parse("a.example"), std::nullopt};

TEST(PagePolicy, SaysWhatTheTagCarries) {
  const auto all = plan_with(Body::script, Style::one);
  const auto head_only = plan_with(Body::none, Style::none);
  struct {
    const char* name;
    std::string_view fields;
    const char* attributes;  // nullptr: no tag
    const char* of_head_only;
  } const rows[] = {
      {"no policy", "", "", ""},
      {"scripts by 'self'", "script-src 'self'", "", ""},
      {"all by 'self'", "default-src 'self'", " data-inlay=\"styles-file\"", ""},
      {"nonce", "default-src 'nonce-abc'", " nonce=\"abc\"", " nonce=\"abc\""},
      {"nonce for scripts only", "script-src 'nonce-abc'; style-src 'none'",
       " nonce=\"abc\" data-inlay=\"styles-none\"", " nonce=\"abc\""},
      {"trusted types by our name", "require-trusted-types-for 'script'; trusted-types inlay", "",
       ""},
      {"trusted types by other names", "require-trusted-types-for 'script'; trusted-types x",
       " data-inlay=\"types-default\"", ""},
      {"other names, nothing required", "trusted-types x", " data-inlay=\"types-plain\"", ""},
      {"styles and types", "style-src 'self'; trusted-types x",
       " data-inlay=\"styles-file types-plain\"", ""},
      {"forbidden", "script-src 'none'", nullptr, nullptr},
  };
  for (const auto& row : rows) {
    std::string line(row.fields);
    if (!line.empty()) line = "Content-Security-Policy: " + line + "\n";
    const Response answer(line);
    const auto check = [&](const apps::Plan& plan, const char* expected) {
      PagePolicy policy(answer.head.fields, kPage, plan);
      EXPECT_FALSE(policy.refusal()) << row.name << ": nobody has asked yet";
      ASSERT_EQ(policy.allows_tag(), expected != nullptr) << row.name;
      EXPECT_EQ(policy.refusal().has_value(), expected == nullptr) << row.name;
      if (expected == nullptr) return;
      EXPECT_EQ(policy.tag_attributes(), expected) << row.name;
    };
    check(*all, row.attributes);
    check(*head_only, row.of_head_only);
  }
}

TEST(PagePolicy, AddsUpFieldsAndMetas) {
  const auto plan = plan_with(Body::script, Style::one);
  const Response answer(
      "Content-Security-Policy: script-src 'self' 'nonce-a'\n"
      "Content-Security-Policy-Report-Only: script-src 'none'\n"
      "Content-Security-Policy: script-src *\n");
  PagePolicy policy(answer.head.fields, kPage, *plan);
  EXPECT_EQ(policy.nonce(), "a");
  EXPECT_TRUE(policy.allows_tag());
  policy.meta_policy("script-src 'nonce-a' 'nonce-b'");
  EXPECT_TRUE(policy.allows_tag());
  EXPECT_EQ(policy.tag_attributes(), " nonce=\"a\"");
  policy.meta_policy("script-src 'nonce-b'");
  EXPECT_EQ(policy.tag_attributes(), " nonce=\"b\"") << "the scripts need no other";
  policy.meta_policy("script-src 'nonce-c'");
  EXPECT_FALSE(policy.allows_tag());
  EXPECT_EQ(policy.refusal()->policy, 5U);
}

TEST(PagePolicy, OfAMetaAlone) {
  const auto plan = plan_with(Body::none, Style::one);
  const Response answer("");
  PagePolicy policy(answer.head.fields, kPage, *plan);
  EXPECT_EQ(policy.nonce(), "");
  EXPECT_EQ(policy.tag_attributes(), "");
  policy.meta_policy("default-src https://a.example/cdn-cgi/apps/");
  EXPECT_TRUE(policy.allows_tag());
  EXPECT_EQ(policy.tag_attributes(), " data-inlay=\"styles-file\"");
}

TEST(PageAddress, IsWhereTheVisitorSeesThePage) {
  struct {
    const char* name;
    std::string_view fields;
    bool trusted;
    std::string_view reached_by;
    std::string_view scheme, host;
    int port;  // 0: none
  } const rows[] = {
      {"over TLS", "", false, "https", "https", "a.example", 0},
      {"without: there may be TLS before us", "", false, "http", "", "a.example", 0},
      {"a proxy that is not trusted", "X-Forwarded-Proto: http\nX-Forwarded-Host: b\n", false,
       "http", "", "a.example", 0},
      {"a trusted proxy", "X-Forwarded-Proto: https\nX-Forwarded-Host: b.example:8443\n", true,
       "http", "https", "b.example", 8443},
      {"the proxy nearest to the visitor", "X-Forwarded-Proto: HTTP, https\n", true, "https",
       "http", "a.example", 0},
      {"a trusted proxy that says nothing", "", true, "http", "", "a.example", 0},
      {"or nonsense", "X-Forwarded-Proto: gopher\nX-Forwarded-Host: a b\n", true, "http", "",
       "a.example", 0},
  };
  for (const auto& row : rows) {
    const Request request(row.fields);
    const PageAddress page = page_address(request.head, row.trusted, row.reached_by);
    EXPECT_EQ(page.scheme, row.scheme) << row.name;
    EXPECT_EQ(page.host.view(), row.host) << row.name;
    EXPECT_EQ(page.port.value_or(0), row.port) << row.name;
  }
}

}  // namespace
}  // namespace inlay
