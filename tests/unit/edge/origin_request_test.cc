#include "edge/origin_request.h"

#include <gtest/gtest.h>

#include <string>

#include "heads.h"

namespace inlay {
namespace {

constexpr std::string_view kWay =
    "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
    "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\nVia: 1.1 me\n";
constexpr std::chrono::sys_seconds kSince{std::chrono::seconds{784111777}};

OriginRequest plain() {
  OriginRequest request;
  request.host = "a.example";
  request.way = {"192.0.2.1", false, "http", "me"};
  return request;
}
OriginRequest of_page(PageRequest page = PageRequest::navigation) {
  OriginRequest request = plain();
  request.page = page;
  request.plan = {"0123456789", kSince};
  return request;
}
OriginRequest identity(PageRequest page, bool plan) {
  OriginRequest request = of_page(page);
  if (!plan) request.plan = {};
  request.ask_identity = true;
  return request;
}
OriginRequest with_host(std::string_view host) {
  OriginRequest request = plain();
  request.host = host;
  return request;
}
OriginRequest trusting() {
  OriginRequest request = plain();
  request.way.trusted_peer = true;
  return request;
}
OriginRequest upgrading(std::string_view upgrade) {
  OriginRequest request = plain();
  request.upgrade = upgrade;
  return request;
}
OriginRequest expecting() {
  OriginRequest request = plain();
  request.expect_continue = true;
  return request;
}

TEST(OriginRequest, is_what_the_origin_sees) {
  constexpr std::string_view kGet = "GET /p?q HTTP/1.1\nHost: a.example\n";
  constexpr std::string_view kPost = "POST /p HTTP/1.1\nHost: a.example\n";
  struct Row {
    const char* name;
    OriginRequest request;
    std::string_view fields;
    std::string want;  // between the Host field and those of the way
    std::string behind;
    std::string_view line;
  };
  const Row rows[] = {
      {"nothing", plain(), "", "", "", kGet},
      {"fields in their order", plain(), "Cookie: a\nX: 1\nUser-Agent: u\nX: 2\n",
       "Cookie: a\nX: 1\nUser-Agent: u\nX: 2\n", "", kGet},
      {"hop-by-hop fields", plain(),
       "Connection: close, X-Mine\nX-Mine: 1\nKeep-Alive: 5\nTE: trailers\nTrailer: x\n"
       "Proxy-Connection: x\n",
       "", "", kGet},
      {"Connection takes nothing of ours away", plain(),
       "Connection: X-Forwarded-For, Via, Forwarded, X-Forwarded-Proto, Host, Cookie\nCookie: a\n",
       "Cookie: a\n", "", kGet},
      {"another Host", with_host("b.example:81"), "", "", "", kGet},
      {"length", plain(), "Content-Length: 0005\n", "", "Content-Length: 5\n", kPost},
      {"length 0", plain(), "Content-Length: 0\n", "", "Content-Length: 0\n", kPost},
      {"chunks", plain(), "Transfer-Encoding: chunked\nTrailer: x\n", "",
       "Transfer-Encoding: chunked\n", kPost},
      {"Expect ends here", plain(), "Expect: 100-continue\nContent-Length: 5\n", "",
       "Content-Length: 5\n", kPost},
      {"Expect goes on", expecting(), "Expect: 100-Continue\nContent-Length: 5\n", "",
       "Content-Length: 5\nExpect: 100-continue\n", kPost},
      {"Upgrade ends here", plain(), "Connection: Upgrade\nUpgrade: websocket\n", "", "", kGet},
      {"Upgrade goes on", upgrading("websocket"),
       "Connection: keep-alive, Upgrade\nUpgrade: websocket\nSec-WebSocket-Key: k\n",
       "Sec-WebSocket-Key: k\n", "Connection: Upgrade\nUpgrade: websocket\n", kGet},
      {"untrusted way", plain(),
       "X-Forwarded-For: 1.2.3.4\nx-forwarded-ssl: on\nX_Forwarded_For: 1.2.3.4\nX-Real-IP: 1\n"
       "X-Forwarded-Port: 443\nForwarded: for=x\nX: y\n",
       "X: y\n", "", kGet},
      {"trusted way, unknown fields", trusting(),
       "X-Forwarded-Ssl: on\nX_Forwarded_For: 1.2.3.4\nX-Real-IP: 1\nX-Forwarded-Port: 443\n",
       "X-Forwarded-Ssl: on\nX-Real-IP: 1\nX-Forwarded-Port: 443\n", "", kGet},

      {"codings without apps", plain(), "Accept-Encoding: gzip, exotic\n",
       "Accept-Encoding: gzip, exotic\n", "", kGet},
      {"codings of a page", of_page(), "Accept-Encoding: gzip, exotic, br;q=0.5\n",
       "Accept-Encoding: gzip, br;q=0.5\n", "", kGet},
      {"codings of a possible page", of_page(PageRequest::possible), "Accept-Encoding: exotic\n",
       "Accept-Encoding: identity\n", "", kGet},
      {"codings of an image", of_page(PageRequest::no), "Accept-Encoding: gzip, exotic\n",
       "Accept-Encoding: gzip, exotic\n", "", kGet},
      {"no codings named", of_page(), "", "", "", kGet},
      {"codings of a page that is posted for", of_page(), "Accept-Encoding: exotic\n",
       "Accept-Encoding: identity\n", "", kPost},
      {"identity", identity(PageRequest::navigation, true), "Accept-Encoding: gzip, br\n",
       "Accept-Encoding: identity\n", "", kGet},
      {"identity without apps", identity(PageRequest::possible, false), "Accept-Encoding: gzip\n",
       "Accept-Encoding: identity\n", "", kGet},
      {"identity, none named", identity(PageRequest::navigation, false), "",
       "Accept-Encoding: identity\n", "", kGet},
      {"identity, an image", identity(PageRequest::no, true), "Accept-Encoding: gzip\n",
       "Accept-Encoding: gzip\n", "", kGet},

      {"validators of a page", of_page(),
       "If-None-Match: \"a-inlay.0123456789\", \"b\"\nIf-Modified-Since: x\nRange: bytes=0-\n"
       "If-Range: \"a\"\nX: y\n",
       "X: y\nIf-None-Match: \"a\"\n", "", kGet},
      {"validators of an image", of_page(PageRequest::no),
       "If-None-Match: \"b\"\nIf-Modified-Since: x\nRange: bytes=0-\nIf-Range: \"a\"\n",
       "If-None-Match: \"b\"\nIf-Modified-Since: x\nRange: bytes=0-\nIf-Range: \"a\"\n", "", kGet},
      {"validators without apps", plain(),
       "If-None-Match: \"b-inlay.0123456789\"\nRange: bytes=0-\n",
       "If-None-Match: \"b-inlay.0123456789\"\nRange: bytes=0-\n", "", kGet},
  };
  for (const Row& row : rows) {
    const Request visitors(row.fields, row.line);
    std::string out;
    append_origin_request(out, visitors.head, row.request);
    const std::string line(row.line.substr(0, row.line.find('\n') + 1));
    std::string want = wire(line) + "Host: " + std::string(row.request.host) + "\r\n" +
                       wire(row.want) + wire(kWay) + wire(row.behind) + "\r\n";
    EXPECT_EQ(out, want) << row.name;
  }
}

TEST(OriginRequest, allocates_nothing_but_its_text) {
  const Request visitors("Accept-Encoding: gzip\nIf-None-Match: \"a-inlay.0123456789\"\n");
  std::string out;
  out.reserve(1024);
  const char* before = out.data();
  const SentValidators sent = append_origin_request(out, visitors.head, of_page());
  EXPECT_EQ(out.data(), before);
  EXPECT_TRUE(sent.of_plan && sent.conditional && !sent.weak);
}

}  // namespace
}  // namespace inlay
