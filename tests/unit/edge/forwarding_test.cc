#include "edge/forwarding.h"

#include <gtest/gtest.h>

#include <string>

#include "heads.h"

namespace inlay {
namespace {

constexpr std::string_view kLine = "GET /p HTTP/1.1\nHost: a.example\n";

// The fields that append_forwarding() makes of a visitor's.
TEST(Forwarding, tells_the_origin_of_the_way) {
  struct Row {
    const char* name;
    std::string_view fields;
    bool trusted;
    std::string_view client;
    std::string_view want;
    std::string_view line = kLine;
    std::string_view scheme = "http";
  };
  const Row rows[] = {
      {"nothing came", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"ipv6", "", false, "2001:db8::1",
       "X-Forwarded-For: 2001:db8::1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=\"[2001:db8::1]\";host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"https", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: https\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=https\nVia: 1.1 me\n",
       kLine, "https"},
      {"host with port", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example:81\n"
       "Forwarded: for=192.0.2.1;host=\"a.example:81\";proto=http\nVia: 1.1 me\n",
       "GET / HTTP/1.1\nHost: a.example:81\n"},
      {"ipv6 host", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: [::1]:81\n"
       "Forwarded: for=192.0.2.1;host=\"[::1]:81\";proto=http\nVia: 1.1 me\n",
       "GET / HTTP/1.1\nHost: [::1]:81\n"},
      {"host of the target wins", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: b.example\n"
       "Forwarded: for=192.0.2.1;host=\"b.example\";proto=http\nVia: 1.1 me\n",
       "GET http://b.example/ HTTP/1.1\nHost: a.example\n"},
      {"no host, 1.0", "", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\n"
       "Forwarded: for=192.0.2.1;proto=http\nVia: 1.0 me\n",
       "GET / HTTP/1.0\n"},
      {"untrusted: X-Forwarded-For", "X-Forwarded-For: 1.2.3.4\n", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"untrusted: all of them",
       "X-Forwarded-Proto: https\nX-Forwarded-Host: evil\nForwarded: for=1.2.3.4\n", false,
       "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"untrusted: Via stays", "Via: 1.0 fred, HTTP/1.1 p.example:80 (Apache)\n", false,
       "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\n"
       "Via: 1.0 fred, HTTP/1.1 p.example:80 (Apache), 1.1 me\n"},
      {"several Via become one", "Via: 1.0 a\nVia:\nVia: 1.1 b\n", false, "192.0.2.1",
       "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=192.0.2.1;host=\"a.example\";proto=http\nVia: 1.0 a, 1.1 b, 1.1 me\n"},
      {"trusted: nothing came", "", true, "10.0.0.1",
       "X-Forwarded-For: 10.0.0.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=10.0.0.1;host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"trusted: X-Forwarded-For", "X-Forwarded-For: 1.2.3.4\n", true, "10.0.0.1",
       "X-Forwarded-For: 1.2.3.4, 10.0.0.1\nX-Forwarded-Proto: http\n"
       "X-Forwarded-Host: a.example\nVia: 1.1 me\n"},
      {"trusted: several become one", "X-Forwarded-For: 1.2.3.4, ::1\nX-Forwarded-For: 5.6.7.8\n",
       true, "10.0.0.1",
       "X-Forwarded-For: 1.2.3.4, ::1, 5.6.7.8, 10.0.0.1\nX-Forwarded-Proto: http\n"
       "X-Forwarded-Host: a.example\nVia: 1.1 me\n"},
      {"trusted: an empty one", "X-Forwarded-For:\n", true, "10.0.0.1",
       "X-Forwarded-For: 10.0.0.1\nX-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Via: 1.1 me\n"},
      {"trusted: Forwarded", "Forwarded: for=\"[::1]\";proto=https\n", true, "10.0.0.1",
       "X-Forwarded-Proto: http\nX-Forwarded-Host: a.example\n"
       "Forwarded: for=\"[::1]\";proto=https, for=10.0.0.1;host=\"a.example\";proto=http\n"
       "Via: 1.1 me\n"},
      {"trusted: both", "Forwarded: for=1.2.3.4\nX-Forwarded-For: 1.2.3.4\n", true, "10.0.0.1",
       "X-Forwarded-For: 1.2.3.4, 10.0.0.1\nX-Forwarded-Proto: http\n"
       "X-Forwarded-Host: a.example\n"
       "Forwarded: for=1.2.3.4, for=10.0.0.1;host=\"a.example\";proto=http\nVia: 1.1 me\n"},
      {"trusted: proto and host stay as they are",
       "X-Forwarded-Proto: https\nX-Forwarded-Host: b.example\nX-Forwarded-For: 1.2.3.4\n", true,
       "10.0.0.1", "X-Forwarded-For: 1.2.3.4, 10.0.0.1\nVia: 1.1 me\n"},
  };
  for (const Row& row : rows) {
    const Request request(row.fields, row.line);
    std::string out;
    append_forwarding(out, request.head, {row.client, row.trusted, row.scheme, "me"});
    EXPECT_EQ(out, wire(row.want)) << row.name;
  }
}

TEST(Forwarding, replaces_what_only_a_trusted_proxy_may_say) {
  struct Row {
    const char* name;
    bool untrusted;
    bool trusted;
  };
  const Row rows[] = {
      {"X-Forwarded-For", true, true},
      {"x-forwarded-for", true, true},
      {"Forwarded", true, true},
      {"Via", true, true},
      {"X-Forwarded-Proto", true, false},
      {"X-FORWARDED-HOST", true, false},
      {"X-Forwarded-Port", true, false},
      {"X-Real-IP", true, false},
      {"X-Forwarded-Server", true, false},
      {"X-Forwarded-Ssl", true, false},
      {"X-Forwarded-", true, false},
      {"X_Forwarded_For", true, true},
      {"x-forwarded_proto", true, true},
      {"X_Forwarded_Ssl", true, true},
      {"X_Real_IP", true, true},
      {"X-Forwarded", false, false},
      {"X-Forwarded_Client_Id", true, true},
      {"X-Forwarder-For", false, false},
      {"Forwarded-For", false, false},
      {"X-Real-IPs", false, false},
      {"Cookie", false, false},
      {"X-Request-Id", false, false},
      {"X_Request_Id", false, false},
  };
  for (const Row& row : rows) {
    const http::Field field{row.name, "v", http::field_id(row.name)};
    EXPECT_EQ(forwarding_replaces(field, false), row.untrusted) << row.name;
    EXPECT_EQ(forwarding_replaces(field, true), row.trusted) << row.name << ", trusted";
  }
}

std::string via_of(size_t members) {
  std::string out = "Via: 1.1 p0";
  for (size_t i = 1; i < members; ++i) out += ", 1.1 p" + std::to_string(i);
  return out + "\n";
}

TEST(Forwarding, finds_loops) {
  const std::string most = via_of(kViaMembersMax);
  const std::string more = via_of(kViaMembersMax + 1);
  const std::string spread = most + "Via: 1.1 last\n";
  struct Row {
    const char* name;
    std::string_view fields;
    bool want;
  };
  const Row rows[] = {
      {"no Via", "", false},
      {"another proxy", "Via: 1.1 other\n", false},
      {"us", "Via: 1.1 inlay-3f9a2c71\n", true},
      {"us as 1.0", "Via: 1.0 inlay-3f9a2c71\n", true},
      {"us with protocol", "Via: HTTP/1.1 inlay-3f9a2c71\n", true},
      {"us with comment", "Via: 1.1 inlay-3f9a2c71 (x)\n", true},
      {"us with comment at once", "Via: 1.1 inlay-3f9a2c71(x)\n", true},
      {"us after a tab", "Via: 1.1\tinlay-3f9a2c71\n", true},
      {"us in capitals", "Via: 1.1 INLAY-3F9A2C71\n", true},
      {"us in the middle", "Via: 1.1 a, 1.1 inlay-3f9a2c71, 1.1 b\n", true},
      {"us in a second field", "Via: 1.1 a\nVia: 1.1 inlay-3f9a2c71\n", true},
      {"another node of ours", "Via: 1.1 inlay-3f9a2c72\n", false},
      {"longer", "Via: 1.1 inlay-3f9a2c710\n", false},
      {"only in a comment", "Via: 1.1 a (inlay-3f9a2c71)\n", false},
      {"without version", "Via: inlay-3f9a2c71\n", false},
      {"as many as may be", most, false},
      {"one more", more, true},
      {"one more in a second field", spread, true},
      {"empty members do not count", "Via: 1.1 a,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n", false},
  };
  for (const Row& row : rows) {
    const Request request(row.fields);
    EXPECT_EQ(is_loop(request.head, "inlay-3f9a2c71"), row.want) << row.name;
  }
}

TEST(Forwarding, names_us_in_answers) {
  struct Row {
    const char* name;
    std::string_view line;
    std::string_view fields;
    std::string_view want;
  };
  const Row rows[] = {
      {"first", "HTTP/1.1 200 OK\n", "", "Via: 1.1 me\n"},
      {"1.0", "HTTP/1.0 200 OK\n", "", "Via: 1.0 me\n"},
      {"after another", "HTTP/1.1 200 OK\n", "Via: 1.1 a\n", "Via: 1.1 a, 1.1 me\n"},
      {"after several", "HTTP/1.1 200 OK\n", "Via: 1.1 a, 1.0 b\nVia: 1.1 c\n",
       "Via: 1.1 a, 1.0 b, 1.1 c, 1.1 me\n"},
  };
  for (const Row& row : rows) {
    const Response response(row.fields, row.line);
    std::string out;
    append_via(out, response.head, "me");
    EXPECT_EQ(out, wire(row.want)) << row.name;
  }
}

}  // namespace
}  // namespace inlay
