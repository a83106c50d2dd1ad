#include "request_rows.h"

namespace inlay::http {
namespace {

using namespace std::string_literals;

std::string line(std::string_view text) { return head_of({text, "Host: a.example"}); }

TEST(RequestHead, takes_method_target_and_version_exactly) {
  const RequestRow rows[] = {
      {"get", line("GET / HTTP/1.1"), 0, "GET path=/ host=a.example 1.1 keep"},
      {"1.0", line("GET / HTTP/1.0"), 0, "GET path=/ host=a.example 1.0 close"},
      {"own method", line("PROPFIND / HTTP/1.1"), 0, "PROPFIND path=/ host=a.example 1.1 keep"},
      {"method is case-sensitive", line("get / HTTP/1.1"), 0, "get path=/ host=a.example 1.1 keep"},
      {"method of odd token bytes", line("M-!#$%&'*+.^_`|~9 / HTTP/1.1"), 0,
       "M-!#$%&'*+.^_`|~9 path=/ host=a.example 1.1 keep"},
      {"longest method", line("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM / HTTP/1.1"), 0,
       "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM path=/ host=a.example 1.1 keep"},
      {"method too long", line("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM / HTTP/1.1"), 501, "33 bytes"},
      {"connect", line("CONNECT a.example:443 HTTP/1.1"), 501, "CONNECT"},
      {"no method", line(" / HTTP/1.1"), 400, "method"},
      {"method with colon", line("GE:T / HTTP/1.1"), 400, "method"},
      {"method with slash", line("GE/T / HTTP/1.1"), 400, "method"},
      {"method with umlaut", line("G\xC3\x84T / HTTP/1.1"), 400, "method"},
      {"method with nul", line("GE\0T / HTTP/1.1"s), 400, "\\x00"},
      {"space before method", line(" GET / HTTP/1.1"), 400, "method"},
      {"tab after method", line("GET\t/ HTTP/1.1"), 400, "method"},
      {"two spaces after method", line("GET  / HTTP/1.1"), 400, "target"},
      {"two spaces before version", line("GET /  HTTP/1.1"), 400, "version"},
      {"tab before version", line("GET /\tHTTP/1.1"), 400, "target"},
      {"space after version", line("GET / HTTP/1.1 "), 400, "version"},
      {"space in target", line("GET /a b HTTP/1.1"), 400, "version"},
      {"method only", line("GET"), 400, "method"},
      {"method and space only", line("GET "), 400, "target"},
      {"http/0.9", line("GET /"), 400, "target"},
      {"no version but space", line("GET / "), 400, "version"},
      {"empty line", "\r\n", 400, "method"},
      {"nothing", "", 400, "cr lf"},
      {"no end", "GET / HTTP/1.1", 400, "cr lf"},
      {"bare lf ends line", "GET / HTTP/1.1\nHost: a.example\r\n\r\n", 400, "cr lf"},
      {"bare cr in line", "GET /\rx HTTP/1.1\r\nHost: a.example\r\n\r\n", 400, "cr lf"},
      {"bare cr ends line", "GET / HTTP/1.1\rHost: a.example\r\n\r\n", 400, "cr lf"},
      {"two cr end line", "GET / HTTP/1.1\r\r\nHost: a.example\r\n\r\n", 400, "cr lf"},
      {"two requests as one head", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n", 400,
       "after the empty line"},
      {"1.2", line("GET / HTTP/1.2"), 505, "HTTP/1.2"},
      {"0.9 named", line("GET / HTTP/0.9"), 505, "HTTP/0.9"},
      {"2.0", line("GET / HTTP/2.0"), 505, "HTTP/2.0"},
      {"h2 preface", "PRI * HTTP/2.0\r\n\r\n", 505, "HTTP/2.0"},
      {"3.0", line("GET / HTTP/3.0"), 505, "HTTP/3.0"},
      {"version 1", line("GET / HTTP/1"), 400, "version"},
      {"version 1.", line("GET / HTTP/1."), 400, "version"},
      {"version 1.10", line("GET / HTTP/1.10"), 400, "version"},
      {"version 01.1", line("GET / HTTP/01.1"), 400, "version"},
      {"version 1,1", line("GET / HTTP/1,1"), 400, "version"},
      {"version x.1", line("GET / HTTP/x.1"), 400, "version"},
      {"lower-case protocol", line("GET / http/1.1"), 400, "version"},
      {"other protocol", line("GET / ICAP/1.0"), 400, "version"},
      {"no slash in version", line("GET / HTTP 1.1"), 400, "version"},
  };
  expect_rows(rows);
}

TEST(RequestHead, takes_targets_of_a_reverse_proxy) {
  const RequestRow rows[] = {
      {"path", line("GET /a/b.html HTTP/1.1"), 0, "GET path=/a/b.html host=a.example 1.1 keep"},
      {"query", line("GET /a?b=c HTTP/1.1"), 0, "GET path=/a query=?b=c host=a.example 1.1 keep"},
      {"empty query", line("GET /? HTTP/1.1"), 0, "GET path=/ query=? host=a.example 1.1 keep"},
      {"two questions", line("GET /?a?b HTTP/1.1"), 0,
       "GET path=/ query=?a?b host=a.example 1.1 keep"},
      {"two slashes", line("GET //b.example/c HTTP/1.1"), 0,
       "GET path=//b.example/c host=a.example 1.1 keep"},
      {"dots stay", line("GET /a/../b/./c HTTP/1.1"), 0,
       "GET path=/a/../b/./c host=a.example 1.1 keep"},
      {"escapes stay", line("GET /%2e%2E/%zz%00 HTTP/1.1"), 0,
       "GET path=/%2e%2E/%zz%00 host=a.example 1.1 keep"},
      {"bytes that browsers leave raw", line("GET /|^`{}[]\\\"<>'?|\" HTTP/1.1"), 0,
       "GET path=/|^`{}[]\\\"<>' query=?|\" host=a.example 1.1 keep"},
      {"url in query", line("GET /?u=http://b.example/ HTTP/1.1"), 0,
       "GET path=/ query=?u=http://b.example/ host=a.example 1.1 keep"},
      {"asterisk", line("OPTIONS * HTTP/1.1"), 0, "OPTIONS path=* host=a.example 1.1 keep"},
      {"options of a path", line("OPTIONS /a HTTP/1.1"), 0,
       "OPTIONS path=/a host=a.example 1.1 keep"},
      {"absolute", line("GET http://B.example:8080/c?d HTTP/1.1"), 0,
       "GET path=/c query=?d host=b.example port=8080 1.1 keep"},
      {"absolute https", line("GET https://b.example/ HTTP/1.1"), 0,
       "GET path=/ host=b.example 1.1 keep"},
      {"absolute, upper-case scheme", line("GET HTTP://b.example/ HTTP/1.1"), 0,
       "GET path=/ host=b.example 1.1 keep"},
      {"absolute without path", line("GET http://b.example HTTP/1.1"), 0,
       "GET path=/ host=b.example 1.1 keep"},
      {"absolute, query without path", line("GET http://b.example?q HTTP/1.1"), 0,
       "GET path=/ query=?q host=b.example 1.1 keep"},
      {"absolute options without path", line("OPTIONS http://b.example HTTP/1.1"), 0,
       "OPTIONS path=* host=b.example 1.1 keep"},
      {"absolute in 1.0 without host", "GET http://b.example/ HTTP/1.0\r\n\r\n", 0,
       "GET path=/ host=b.example 1.0 close"},
      {"absolute with ipv6", line("GET http://[::1]:80/ HTTP/1.1"), 0,
       "GET path=/ host=[::1] port=80 1.1 keep"},
      {"absolute still needs host", "GET http://b.example/ HTTP/1.1\r\n\r\n", 400, "host: missing"},
      {"absolute with bad host field", head_of({"GET http://b.example/ HTTP/1.1", "Host: a b"}),
       400, "host: \"a b\""},
      {"absolute with user", line("GET http://u@b.example/ HTTP/1.1"), 400, "u@b.example"},
      {"absolute with user and password", line("GET http://u:p@b.example/ HTTP/1.1"), 400, "host"},
      {"absolute without host", line("GET http:///a HTTP/1.1"), 400, "host"},
      {"absolute with bad port", line("GET http://b.example:x/ HTTP/1.1"), 400, "host"},
      {"absolute with backslash", line("GET http://b.example\\@a.example/ HTTP/1.1"), 400, "host"},
      {"ftp", line("GET ftp://b.example/ HTTP/1.1"), 400, "target"},
      {"scheme only", line("GET http: HTTP/1.1"), 400, "target"},
      {"no scheme", line("GET ://b.example/ HTTP/1.1"), 400, "target"},
      {"one slash after scheme", line("GET http:/b.example/ HTTP/1.1"), 400, "target"},
      {"authority form", line("GET a.example:80 HTTP/1.1"), 400, "target"},
      {"relative", line("GET a.html HTTP/1.1"), 400, "target"},
      {"query only", line("GET ?a HTTP/1.1"), 400, "target"},
      {"asterisk with get", line("GET * HTTP/1.1"), 400, "OPTIONS"},
      {"asterisk with more", line("OPTIONS */a HTTP/1.1"), 400, "target"},
      {"fragment", line("GET /a#b HTTP/1.1"), 400, "#b"},
      {"raw utf-8", line("GET /\xC3\xA4 HTTP/1.1"), 400, "\\xc3"},
      {"byte 0xff", line("GET /\xFF HTTP/1.1"), 400, "\\xff"},
      {"nul", line("GET /\0 HTTP/1.1"s), 400, "\\x00"},
      {"delete", line("GET /\x7F HTTP/1.1"), 400, "\\x7f"},
      {"escape byte", line("GET /\x1B[2J HTTP/1.1"), 400, "\\x1b"},
  };
  expect_rows(rows);
}

TEST(RequestHead, sends_the_authority_of_the_target_on) {
  RequestHead head;
  ASSERT_TRUE(parse_request_head("GET http://B.example:81/ HTTP/1.1\r\nHost: a.example\r\n\r\n",
                                 HeadLimits{}, head));
  EXPECT_EQ(head.authority.text, "B.example:81");
  EXPECT_EQ(head.fields.find(FieldId::host)->value, "a.example");
}

TEST(RequestHead, takes_a_line_up_to_its_limit) {
  RequestHead head;
  const auto with_line_of = [&head](size_t bytes) {
    const std::string path(bytes - sizeof("GET / HTTP/1.1") + 1, 'a');
    return parse_request_head(line("GET /" + path + " HTTP/1.1"), HeadLimits{}, head);
  };
  EXPECT_TRUE(with_line_of(8192));
  const auto refused = with_line_of(8193);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, 414);
  EXPECT_EQ(refused.error().error.fault, Fault::too_large);
  EXPECT_EQ(refused.error().error.detail,
            "first line of the head: 8193 bytes, limit 8192 (http.line_bytes_max)");
}

TEST(RequestHead, knows_common_methods) {
  const std::pair<std::string_view, Method> rows[] = {
      {"GET", Method::get},         {"HEAD", Method::head},      {"POST", Method::post},
      {"PUT", Method::put},         {"DELETE", Method::delete_}, {"CONNECT", Method::connect},
      {"OPTIONS", Method::options}, {"TRACE", Method::trace},    {"PATCH", Method::patch},
      {"get", Method::other},       {"GETS", Method::other},     {"", Method::other},
  };
  for (const auto& [text, method] : rows) EXPECT_EQ(method_of(text), method) << text;
}

}  // namespace
}  // namespace inlay::http
