#include "http_messages/content_security_policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay::http {
namespace {

using Why = PolicyRefusal::Why;

constexpr PolicyTarget kPage{.scheme = "https",
                             .host = "www.shop.example",
                             .port = std::nullopt,
                             .scripts = {"/cdn-cgi/apps/head/H.js", "/cdn-cgi/apps/body/H.js"},
                             .style = "/cdn-cgi/apps/style/H-0.css"};

PolicyTarget on(std::string_view scheme, std::optional<uint16_t> port = std::nullopt,
                std::string_view host = "www.shop.example") {
  PolicyTarget page = kPage;
  page.scheme = scheme;
  page.host = host;
  page.port = port;
  return page;
}

std::string why_text(const PolicyRefusal& refusal) {
  constexpr std::string_view kNames[] = {"not_listed",    "hashes",  "strict_dynamic",
                                         "nonces_differ", "sandbox", "too_large"};
  return std::to_string(refusal.policy) + " " + std::string(refusal.directive) + " " +
         std::string(kNames[static_cast<size_t>(refusal.why)]);
}

// "ok", "ok NONCE" or "POLICY DIRECTIVE WHY".
std::string verdict(const PagePolicies& policies) {
  if (policies.refusal()) return why_text(*policies.refusal());
  return policies.nonce().empty() ? "ok" : "ok " + std::string(policies.nonce());
}

// Policies are fields; those that begin with "meta " are meta elements.
PagePolicies read(const std::vector<std::string>& texts, const PolicyTarget& page) {
  PagePolicies policies(page);
  for (const std::string& text : texts) {
    if (text.starts_with("meta ")) {
      policies.add_meta(std::string_view(text).substr(5));
    } else {
      policies.add_field(text);
    }
  }
  return policies;
}

struct Row {
  const char* name;
  std::vector<std::string> policies;
  std::string verdict;
  PolicyTarget page = kPage;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(verdict(read(row.policies, row.page)), row.verdict) << row.name;
  }
}

TEST(PagePolicies, DirectivesThatGovernScripts) {
  check({
      {"none", {}, "ok"},
      {"empty", {""}, "ok"},
      {"only separators", {";;,,;"}, "ok"},
      {"about other things", {"img-src 'none'; frame-ancestors 'none'"}, "ok"},
      {"default-src", {"default-src 'none'"}, "1 default-src not_listed"},
      {"default-src 'self'", {"default-src 'self'"}, "ok"},
      {"script-src over default-src", {"default-src 'none'; script-src 'self'"}, "ok"},
      {"script-src-elem over both",
       {"default-src 'self'; script-src 'self'; script-src-elem 'none'"},
       "1 script-src-elem not_listed"},
      {"script-src-elem frees", {"script-src 'none'; script-src-elem 'self'"}, "ok"},
      {"script-src-attr does not count", {"script-src 'self'; script-src-attr 'none'"}, "ok"},
      {"the first of a name", {"script-src 'self'; script-src 'none'"}, "ok"},
      {"the first of a name forbids",
       {"script-src 'none'; script-src 'self'"},
       "1 script-src not_listed"},
      {"names in any case", {"SCRIPT-SRC 'SELF'"}, "ok"},
      {"blanks", {" \t script-src\t 'self' \t; "}, "ok"},
      {"without value", {"script-src"}, "1 script-src not_listed"},
      {"without value, separated", {"script-src ;default-src 'self'"}, "1 script-src not_listed"},
      {"a longer name", {"script-src-x 'none'"}, "ok"},
      {"worker-src does not count", {"worker-src 'none'"}, "ok"},
      {"other than ASCII: as if it were not there", {"script-src 'none' \xC3\xA9"}, "ok"},
      {"a control character as well", {"script-src 'none'\x01"}, "ok"},
      {"but not what stands beside it",
       {"img-src \xC3\xA9; script-src 'none'"},
       "1 script-src not_listed"},
  });
}

TEST(PagePolicies, SeveralPoliciesAllHold) {
  check({
      {"two fields", {"script-src 'self'", "script-src 'none'"}, "2 script-src not_listed"},
      {"a list", {"script-src 'self', default-src 'none'"}, "2 default-src not_listed"},
      {"a list with nothing between", {"script-src 'self',,, script-src *"}, "ok"},
      {"the first one that forbids",
       {"script-src 'none', script-src 'none'"},
       "1 script-src not_listed"},
      {"a meta", {"meta script-src 'none'"}, "1 script-src not_listed"},
      {"a meta behind a field",
       {"script-src *", "meta script-src 'none'"},
       "2 script-src not_listed"},
      {"a meta cannot free", {"script-src 'none'", "meta script-src *"}, "1 script-src not_listed"},
      {"policies about other things count as well",
       {"img-src *", "frame-src *, script-src 'none'"},
       "3 script-src not_listed"},
  });
}

TEST(PagePolicies, Addresses) {
  const PolicyTarget http = on("http"), unknown = on(""), port = on("http", 8080);
  const PolicyTarget https_port = on("https", 8443), numbers = on("http", 8080, "127.0.0.1");
  const PolicyTarget brackets = on("http", 8080, "[::1]");
  constexpr const char* kNo = "1 script-src not_listed";
  check({
      {"any", {"script-src *"}, "ok"},
      {"scheme", {"script-src https:"}, "ok"},
      {"scheme in capitals", {"script-src HTTPS:"}, "ok"},
      {"http: is good for https", {"script-src http:"}, "ok"},
      {"https: is not for http", {"script-src https:"}, kNo, http},
      {"https: where the scheme is unknown", {"script-src https:"}, "ok", unknown},
      {"http: where the scheme is unknown", {"script-src http:"}, "ok", unknown},
      {"data: is another", {"script-src data: blob: filesystem:"}, kNo},
      {"host", {"script-src www.shop.example"}, "ok"},
      {"host in capitals", {"script-src WWW.Shop.Example"}, "ok"},
      {"another host", {"script-src shop.example"}, kNo},
      {"a host that only ends so", {"script-src ww.shop.example xwww.shop.example"}, kNo},
      {"hosts below", {"script-src *.shop.example"}, "ok"},
      {"hosts further up", {"script-src *.example"}, "ok"},
      {"hosts below do not include it", {"script-src *.www.shop.example"}, kNo},
      {"a star inside", {"script-src www.*.example"}, kNo},
      {"a star without dot", {"script-src *shop.example"}, kNo},
      {"host with scheme", {"script-src https://www.shop.example"}, "ok"},
      {"host with http", {"script-src http://www.shop.example"}, "ok"},
      {"host with https on http", {"script-src https://www.shop.example"}, kNo, http},
      {"host with https, unknown", {"script-src https://www.shop.example"}, "ok", unknown},
      {"host with another scheme", {"script-src ftp://www.shop.example"}, kNo},
      {"any host of a scheme", {"script-src https://*"}, "ok"},
      {"an empty host", {"script-src https://"}, kNo},
      {"port of the scheme", {"script-src www.shop.example:443"}, "ok"},
      {"port of the other scheme", {"script-src www.shop.example:80"}, kNo},
      {"both move to https", {"script-src http://www.shop.example:80"}, "ok"},
      {"another port", {"script-src www.shop.example:8443"}, kNo},
      {"any port", {"script-src www.shop.example:*"}, "ok"},
      {"any port of any host", {"script-src *:*"}, "ok", port},
      {"the page's port", {"script-src www.shop.example:8080"}, "ok", port},
      {"no port is the scheme's", {"script-src www.shop.example"}, kNo, port},
      {"any host at a port", {"script-src *:8080"}, "ok", port},
      {"http at a port is not https there",
       {"script-src http://www.shop.example:8443"},
       kNo,
       https_port},
      {"an unknown scheme at a port",
       {"script-src https://www.shop.example:8443"},
       "ok",
       on("", 8443)},
      {"no port", {"script-src www.shop.example:"}, kNo},
      {"a port that is none", {"script-src www.shop.example:44x"}, kNo},
      {"zeros before the port", {"script-src www.shop.example:000443"}, "ok"},
      {"a port too long", {"script-src www.shop.example:0000000443"}, kNo},
      {"a port too large", {"script-src www.shop.example:65979"}, kNo},
      {"numbers", {"script-src 127.0.0.1:8080"}, "ok", numbers},
      {"numbers in brackets cannot be listed", {"script-src [::1]:8080"}, kNo, brackets},
      {"but are 'self'", {"script-src 'self'"}, "ok", brackets},
      {"'self' without quotes is a host", {"script-src self"}, kNo},
      {"other quotes", {"script-src \"self\""}, kNo},
      {"a comma is the next policy", {"script-src 'self',"}, "ok"},
      {"'none' beside others is nothing", {"script-src 'none' 'self'"}, "ok"},
      {"keywords about other things",
       {"script-src 'unsafe-inline' 'unsafe-eval' 'unsafe-hashes' 'report-sample' "
        "'wasm-unsafe-eval'"},
       kNo},
  });
}

TEST(PagePolicies, Paths) {
  constexpr const char* kNo = "1 script-src not_listed";
  const std::string host = "script-src www.shop.example";
  PolicyTarget head_only = kPage;
  head_only.scripts[1] = {};
  check({
      {"root", {host + "/"}, "ok"},
      {"folder", {host + "/cdn-cgi/apps/"}, "ok"},
      {"folder without slash is a file", {host + "/cdn-cgi/apps"}, kNo},
      {"one of both", {host + "/cdn-cgi/apps/head/"}, kNo},
      {"one, where there is one", {host + "/cdn-cgi/apps/head/"}, "ok", head_only},
      {"each by itself", {host + "/cdn-cgi/apps/head/ www.shop.example/cdn-cgi/apps/body/"}, "ok"},
      {"files", {host + "/cdn-cgi/apps/head/H.js www.shop.example/cdn-cgi/apps/body/H.js"}, "ok"},
      {"another file", {host + "/cdn-cgi/apps/head/G.js"}, kNo, head_only},
      {"a file that is longer", {host + "/cdn-cgi/apps/head/H.jsx"}, kNo, head_only},
      {"a file that is shorter", {host + "/cdn-cgi/apps/head/H.j"}, kNo, head_only},
      {"case", {host + "/CDN-CGI/apps/"}, kNo},
      {"encoded", {host + "/cdn%2Dcgi/apps/"}, "ok"},
      {"encoded badly", {host + "/cdn%2-cgi/apps/"}, kNo},
      {"query", {host + "/cdn-cgi/apps/?x=1"}, "ok"},
      {"fragment", {host + "/cdn-cgi/apps/#x"}, "ok"},
      {"with port", {host + ":443/cdn-cgi/apps/"}, "ok"},
      {"with scheme", {"script-src https://www.shop.example/cdn-cgi/apps/"}, "ok"},
      {"of any host", {"script-src *.example/cdn-cgi/"}, "ok"},
      {"elsewhere", {host + "/assets/"}, kNo},
  });
}

TEST(PagePolicies, Nonces) {
  const std::string long_nonce(kNonceBytesMax, 'n');
  constexpr const char* kNo = "1 script-src not_listed";
  check({
      {"alone", {"script-src 'nonce-abc'"}, "ok abc"},
      {"beside 'self', for what needs one", {"script-src 'self' 'nonce-abc'"}, "ok abc"},
      {"keyword in any case, value not", {"script-src 'NONCE-aBc'"}, "ok aBc"},
      {"all characters", {"script-src 'nonce-aZ09+/-_=='"}, "ok aZ09+/-_=="},
      {"of default-src", {"default-src 'nonce-abc'"}, "ok abc"},
      {"empty", {"script-src 'nonce-'"}, kNo},
      {"only padding", {"script-src 'nonce-=='"}, kNo},
      {"padding inside", {"script-src 'nonce-a=b'"}, kNo},
      {"too much padding", {"script-src 'nonce-a==='"}, kNo},
      {"a quote", {"script-src 'nonce-a\"onload=x'"}, kNo},
      {"an angle", {"script-src 'nonce-a><script>'"}, kNo},
      {"no end quote", {"script-src 'nonce-abc"}, kNo},
      {"the longest", {"script-src 'nonce-" + long_nonce + "'"}, "ok " + long_nonce},
      {"too long", {"script-src 'nonce-" + long_nonce + "n'"}, kNo},
      {"two policies, one nonce", {"script-src 'nonce-a'", "script-src 'nonce-a'"}, "ok a"},
      {"two policies, none in common",
       {"script-src 'nonce-a'", "script-src 'nonce-b'"},
       "2 script-src nonces_differ"},
      {"two policies, one in common",
       {"script-src 'nonce-a' 'nonce-b'", "script-src 'nonce-c' 'nonce-b'"},
       "ok b"},
      {"three policies",
       {"script-src 'nonce-b' 'nonce-a' 'nonce-c'", "script-src 'nonce-c' 'nonce-b'",
        "meta script-src 'nonce-c'"},
       "ok c"},
      {"one needs it, one lists the host", {"script-src 'nonce-a', script-src 'self'"}, "ok a"},
      {"what is needed over what is known",
       {"script-src 'nonce-a'", "script-src 'self' 'nonce-b'"},
       "ok a"},
      {"the one that is both",
       {"script-src 'nonce-a' 'nonce-b'", "script-src 'self' 'nonce-b'"},
       "ok b"},
      {"the one that is good for styles",
       {"script-src 'nonce-a' 'nonce-b'; style-src 'nonce-b'"},
       "ok b"},
      {"only for styles", {"script-src 'self'; style-src 'nonce-s'"}, "ok s"},
      {"strict-dynamic", {"script-src 'nonce-abc' 'strict-dynamic' https:"}, "ok abc"},
      {"strict-dynamic, in any case",
       {"script-src 'Strict-Dynamic' 'self'"},
       "1 script-src strict_dynamic"},
      {"strict-dynamic alone", {"script-src 'strict-dynamic'"}, "1 script-src strict_dynamic"},
      {"strict-dynamic and a hash",
       {"script-src 'strict-dynamic' 'sha256-AAAA' 'self'"},
       "1 script-src strict_dynamic"},
  });
}

TEST(PagePolicies, Hashes) {
  check({
      {"alone", {"script-src 'sha256-AAAA='"}, "1 script-src hashes"},
      {"all kinds", {"script-src 'sha384-AAAA' 'SHA512-BBBB'"}, "1 script-src hashes"},
      {"beside 'self'", {"script-src 'self' 'sha256-AAAA'"}, "ok"},
      {"beside a nonce", {"script-src 'sha256-AAAA' 'nonce-a'"}, "ok a"},
      {"with unsafe-inline", {"script-src 'sha256-AAAA' 'unsafe-inline'"}, "1 script-src hashes"},
      {"no value", {"script-src 'sha256-'"}, "1 script-src not_listed"},
      {"another kind", {"script-src 'md5-AAAA'"}, "1 script-src not_listed"},
  });
}

TEST(PagePolicies, Sandbox) {
  check({
      {"sandbox", {"sandbox"}, "1 sandbox sandbox"},
      {"other words", {"sandbox allow-forms allow-scripts-x"}, "1 sandbox sandbox"},
      {"scripts", {"sandbox allow-forms allow-scripts"}, "ok"},
      {"in any case", {"sandbox Allow-Scripts"}, "ok"},
      {"has no meaning in a meta", {"meta sandbox"}, "ok"},
      {"beside 'self'", {"script-src 'self'; sandbox"}, "1 sandbox sandbox"},
  });
}

TEST(PagePolicies, Styles) {
  struct {
    const char* name;
    std::vector<std::string> policies;
    StyleSource want;
  } const rows[] = {
      {"none", {}, StyleSource::data},
      {"about scripts", {"script-src 'none'"}, StyleSource::data},
      {"data:", {"style-src data:"}, StyleSource::data},
      {"any address is not data:", {"style-src *"}, StyleSource::file},
      {"'self'", {"style-src 'self'"}, StyleSource::file},
      {"'self' by default", {"default-src 'self'"}, StyleSource::file},
      {"'none'", {"style-src 'none'"}, StyleSource::none},
      {"unsafe-inline is about others", {"style-src 'unsafe-inline'"}, StyleSource::none},
      {"nonce", {"style-src 'nonce-a'"}, StyleSource::data},
      {"nonce of both", {"default-src 'nonce-a'"}, StyleSource::data},
      {"another nonce than the script's",
       {"script-src 'nonce-a'; style-src 'nonce-b'"},
       StyleSource::none},
      {"the same among others",
       {"script-src 'nonce-a' 'nonce-b'; style-src 'nonce-b' 'nonce-c'"},
       StyleSource::data},
      {"elem over src", {"style-src 'none'; style-src-elem 'self'"}, StyleSource::file},
      {"attr does not count", {"style-src 'self'; style-src-attr 'none'"}, StyleSource::file},
      {"path", {"style-src www.shop.example/cdn-cgi/apps/style/"}, StyleSource::file},
      {"another path", {"style-src www.shop.example/cdn-cgi/apps/head/"}, StyleSource::none},
      {"two", {"style-src data: 'self', style-src 'self'"}, StyleSource::file},
      {"two that differ", {"style-src data:, style-src 'self'"}, StyleSource::none},
      {"strict-dynamic says nothing of styles",
       {"default-src 'self' 'strict-dynamic' 'nonce-a'; style-src 'self' 'strict-dynamic'"},
       StyleSource::file},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(read(row.policies, kPage).styles(), row.want) << row.name;
  }
}

TEST(PagePolicies, TrustedTypes) {
  struct {
    const char* name;
    std::vector<std::string> policies;
    bool required, allowed;
  } const rows[] = {
      {"none", {"script-src 'self'"}, false, true},
      {"required", {"require-trusted-types-for 'script'"}, true, true},
      {"required of nothing", {"require-trusted-types-for"}, false, true},
      {"any name", {"require-trusted-types-for 'script'; trusted-types *"}, true, true},
      {"ours", {"require-trusted-types-for 'script'; trusted-types a inlay"}, true, true},
      {"others", {"require-trusted-types-for 'script'; trusted-types a"}, true, false},
      {"names have a case", {"trusted-types Inlay"}, false, false},
      {"no name", {"trusted-types"}, false, false},
      {"'none'", {"trusted-types 'none'"}, false, false},
      {"in two policies", {"trusted-types inlay", "meta trusted-types a"}, false, false},
  };
  for (const auto& row : rows) {
    const PagePolicies policies = read(row.policies, kPage);
    EXPECT_TRUE(policies.allows_scripts()) << row.name;
    EXPECT_EQ(policies.requires_trusted_types(), row.required) << row.name;
    EXPECT_EQ(policies.allows_trusted_types_policy(), row.allowed) << row.name;
  }
}

TEST(PagePolicies, MoreThanIsReadForbids) {
  const std::string filler = "img-src " + std::string(kPolicyBytesMax - 8, 'x');
  EXPECT_EQ(verdict(read({filler}, kPage)), "ok");
  EXPECT_EQ(verdict(read({filler, "meta x"}, kPage)), "1  too_large");
  std::string many;
  for (size_t i = 0; i < kPoliciesMax; ++i) many += "script-src 'self',";
  EXPECT_EQ(verdict(read({many}, kPage)), "ok");
  EXPECT_EQ(verdict(read({many + "script-src *"}, kPage)), "65  too_large");

  std::string nonces = "script-src";
  for (size_t i = 0; i < kPolicyNoncesMax; ++i) nonces += " 'nonce-" + std::to_string(i) + "'";
  EXPECT_EQ(verdict(read({nonces + " 'nonce-x'", "script-src 'nonce-x'"}, kPage)),
            "2 script-src nonces_differ");
}

TEST(PagePolicies, TextsSayWhatToDo) {
  struct {
    const char* policy;
    const char* text;
  } const rows[] = {
      {"script-src a.example", "policy 1: script-src lists neither 'self' nor a nonce"},
      {"img-src *, default-src 'none'", "policy 2: default-src lists neither 'self' nor a nonce"},
      {"script-src 'sha256-AAAA'",
       "policy 1: script-src lists only hashes, and the apps' script changes with every install; "
       "add 'self' or a nonce"},
      {"script-src 'strict-dynamic' 'self'",
       "policy 1: script-src has 'strict-dynamic', which makes addresses count for nothing, and "
       "no nonce"},
      {"script-src 'nonce-a', script-src 'nonce-b'",
       "policy 2: script-src has no nonce in common with the policies before it"},
      {"sandbox", "policy 1: sandbox lacks allow-scripts"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(read({row.policy}, kPage).refusal()->text(), row.text) << row.policy;
  }
}

}  // namespace
}  // namespace inlay::http
