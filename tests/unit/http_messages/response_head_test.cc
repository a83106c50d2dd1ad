#include "http_messages/response_head.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>

namespace inlay::http {
namespace {

using namespace std::string_literals;

struct ResponseRow {
  const char* name;
  std::string head;
  bool accepted;
  std::string_view want;  // accepted: all of summary(); refused: a part of the detail
  Method request = Method::get;
};

std::string head_of(std::string_view line, std::initializer_list<std::string_view> fields = {}) {
  std::string head(line);
  head += "\r\n";
  for (const std::string_view field : fields) head.append(field).append("\r\n");
  return head + "\r\n";
}

std::string ok_with(std::initializer_list<std::string_view> fields) {
  return head_of("HTTP/1.1 200 OK", fields);
}

std::string summary(const ResponseHead& head) {
  std::string out = head.version == Version::http11 ? "1.1 " : "1.0 ";
  out.append(std::to_string(head.status)).append(" (").append(head.reason).append(")");
  if (head.framing.kind == Framing::Kind::length) {
    out.append(" length=").append(std::to_string(head.framing.length));
  }
  if (head.framing.kind == Framing::Kind::chunked) out.append(" chunked");
  if (head.framing.kind == Framing::Kind::until_close) out.append(" until-close");
  return out.append(head.keep_alive ? " keep" : " close");
}

void expect_rows(std::span<const ResponseRow> rows) {
  ResponseHead head;  // one for all rows: nothing of one response may show in the next
  for (const ResponseRow& row : rows) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_response_head(row.head, HeadLimits{}, row.request, head);
    if (row.accepted) {
      EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().error.detail);
      if (parsed) {
        EXPECT_EQ(summary(head), row.want);
      }
      continue;
    }
    EXPECT_FALSE(parsed) << "accepted as " << summary(head);
    if (parsed) continue;
    EXPECT_EQ(parsed.error().status, 502);
    EXPECT_EQ(parsed.error().error.blame, Blame::origin);
    EXPECT_NE(parsed.error().error.detail.find(row.want), std::string::npos)
        << parsed.error().error.detail;
  }
}

TEST(ResponseHead, takes_status_lines) {
  const ResponseRow rows[] = {
      {"ok", head_of("HTTP/1.1 200 OK"), true, "1.1 200 (OK) until-close close"},
      {"no reason", head_of("HTTP/1.1 200 "), true, "1.1 200 () until-close close"},
      {"no reason, no space", head_of("HTTP/1.1 200"), true, "1.1 200 () until-close close"},
      {"long reason", head_of("HTTP/1.1 404 No such  thing\there"), true,
       "1.1 404 (No such  thing\there) until-close close"},
      {"utf-8 reason", head_of("HTTP/1.1 200 \xC3\xA4"), true,
       "1.1 200 (\xC3\xA4) until-close close"},
      {"1.0", head_of("HTTP/1.0 200 OK"), true, "1.0 200 (OK) until-close close"},
      {"lowest", head_of("HTTP/1.1 100 Continue"), true, "1.1 100 (Continue) keep"},
      {"highest", head_of("HTTP/1.1 599 X"), true, "1.1 599 (X) until-close close"},
      {"099", head_of("HTTP/1.1 099 X"), false, "known 100-599"},
      {"000", head_of("HTTP/1.1 000 X"), false, "known 100-599"},
      {"600", head_of("HTTP/1.1 600 X"), false, "known 100-599"},
      {"999", head_of("HTTP/1.1 999 X"), false, "known 100-599"},
      {"two digits", head_of("HTTP/1.1 20 OK"), false, "status line"},
      {"four digits", head_of("HTTP/1.1 2000 OK"), false, "status line"},
      {"negative", head_of("HTTP/1.1 -20 OK"), false, "status line"},
      {"letters", head_of("HTTP/1.1 abc OK"), false, "status line"},
      {"no status", head_of("HTTP/1.1"), false, "status line"},
      {"no status but space", head_of("HTTP/1.1 "), false, "status line"},
      {"two spaces", head_of("HTTP/1.1  200 OK"), false, "status line"},
      {"tab", head_of("HTTP/1.1\t200 OK"), false, "status line"},
      {"tab after status", head_of("HTTP/1.1 200\tOK"), false, "status line"},
      {"space first", head_of(" HTTP/1.1 200 OK"), false, "version"},
      {"lower case", head_of("http/1.1 200 OK"), false, "version"},
      {"2.0", head_of("HTTP/2.0 200 OK"), false, "version"},
      {"1.2", head_of("HTTP/1.2 200 OK"), false, "version"},
      {"0.9", head_of("HTTP/0.9 200 OK"), false, "version"},
      {"no minor", head_of("HTTP/1 200 OK"), false, "version"},
      {"icy", head_of("ICY 200 OK"), false, "version"},
      {"html at once", "<html>\r\n\r\n", false, "version"},
      {"empty line", "\r\n", false, "version"},
      {"nothing", "", false, "cr lf"},
      {"bare lf", "HTTP/1.1 200 OK\n\n", false, "cr lf"},
      {"bare cr in reason", head_of("HTTP/1.1 200 O\rK"), false, "cr lf"},
      {"nul in reason", head_of("HTTP/1.1 200 O\0K"s), false, "control byte"},
      {"escape in reason", head_of("HTTP/1.1 200 \x1B[2J"), false, "control byte"},
      {"delete in reason", head_of("HTTP/1.1 200 \x7F"), false, "control byte"},
      {"line too long", head_of("HTTP/1.1 200 " + std::string(8180, 'a')), false, "8193 bytes"},
  };
  expect_rows(rows);
}

TEST(ResponseHead, takes_fields_exactly) {
  const ResponseRow rows[] = {
      {"fields", ok_with({"Content-Length: 1", "a:b", "c: \t\xFF "}), true,
       "1.1 200 (OK) length=1 keep"},
      {"folded line", ok_with({"a: b", " c"}), false, "folded line"},
      {"space before colon", ok_with({"Content-Length : 5"}), false, "before the colon"},
      {"no colon", ok_with({"a"}), false, "no colon"},
      {"empty name", ok_with({":a"}), false, "no name"},
      {"bare lf", ok_with({"a: b\nc: d"}), false, "bare line feed"},
      {"bare cr", ok_with({"a: b\rSet-Cookie: x"}), false, "bare carriage return"},
      {"nul", ok_with({"a: \0"s}), false, "\\x00"},
      {"body in head", ok_with({}) + "x", false, "after the empty line"},
      {"head too large", ok_with({"a: " + std::string(65536, 'b')}), false, "http.head_bytes_max"},
      {"33 connection names",
       ok_with({"Connection: a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a"}),
       false, "33 names"},
  };
  expect_rows(rows);
}

TEST(ResponseHead, knows_where_the_body_ends_or_refuses) {
  const ResponseRow rows[] = {
      {"length", ok_with({"Content-Length: 5"}), true, "1.1 200 (OK) length=5 keep"},
      {"length 0", ok_with({"Content-Length: 0"}), true, "1.1 200 (OK) length=0 keep"},
      {"chunked", ok_with({"Transfer-Encoding: chunked"}), true, "1.1 200 (OK) chunked keep"},
      {"neither", ok_with({}), true, "1.1 200 (OK) until-close close"},
      {"neither with keep-alive", ok_with({"Connection: keep-alive"}), true,
       "1.1 200 (OK) until-close close"},
      {"length and close", ok_with({"Content-Length: 5", "Connection: close"}), true,
       "1.1 200 (OK) length=5 close"},
      {"1.0 with length", head_of("HTTP/1.0 200 OK", {"Content-Length: 5"}), true,
       "1.0 200 (OK) length=5 close"},
      {"1.0 kept", head_of("HTTP/1.0 200 OK", {"Content-Length: 5", "Connection: keep-alive"}),
       true, "1.0 200 (OK) length=5 keep"},
      {"1.0 neither", head_of("HTTP/1.0 200 OK", {"Connection: keep-alive"}), true,
       "1.0 200 (OK) until-close close"},
      {"205 follows the fields", head_of("HTTP/1.1 205 X", {"Content-Length: 0"}), true,
       "1.1 205 (X) length=0 keep"},
      {"head with length", ok_with({"Content-Length: 5"}), true, "1.1 200 (OK) keep", Method::head},
      {"head with chunked", ok_with({"Transfer-Encoding: chunked"}), true, "1.1 200 (OK) keep",
       Method::head},
      {"head with neither", ok_with({}), true, "1.1 200 (OK) keep", Method::head},
      {"304 with length", head_of("HTTP/1.1 304 X", {"Content-Length: 5"}), true,
       "1.1 304 (X) keep"},
      {"304 with chunked", head_of("HTTP/1.1 304 X", {"Transfer-Encoding: chunked"}), true,
       "1.1 304 (X) keep"},
      {"304", head_of("HTTP/1.1 304 X"), true, "1.1 304 (X) keep"},
      {"304 closing", head_of("HTTP/1.1 304 X", {"Connection: close"}), true, "1.1 304 (X) close"},
      {"204", head_of("HTTP/1.1 204 X"), true, "1.1 204 (X) keep"},
      {"204 with length 0", head_of("HTTP/1.1 204 X", {"Content-Length: 0"}), true,
       "1.1 204 (X) keep"},
      {"204 that announces a body", head_of("HTTP/1.1 204 X", {"Content-Length: 5"}), true,
       "1.1 204 (X) close"},
      {"204 that announces chunks", head_of("HTTP/1.1 204 X", {"Transfer-Encoding: chunked"}), true,
       "1.1 204 (X) close"},
      {"101", head_of("HTTP/1.1 101 X", {"Connection: upgrade", "Upgrade: websocket"}), true,
       "1.1 101 (X) keep"},
      {"103 with length", head_of("HTTP/1.1 103 X", {"Content-Length: 5"}), true,
       "1.1 103 (X) close"},
      {"both", ok_with({"Transfer-Encoding: chunked", "Content-Length: 5"}), false, "beside"},
      {"both for head", ok_with({"Transfer-Encoding: chunked", "Content-Length: 5"}), false,
       "beside", Method::head},
      {"two lengths", ok_with({"Content-Length: 5", "Content-Length: 6"}), false, "more than one"},
      {"two equal lengths", ok_with({"Content-Length: 5", "Content-Length: 5"}), false,
       "more than one"},
      {"list of equal lengths", ok_with({"Content-Length: 5, 5"}), false, "not one number"},
      {"length with letters", ok_with({"Content-Length: 5x"}), false, "not one number"},
      {"length too large", ok_with({"Content-Length: 9223372036854775808"}), false, "2^63"},
      {"chunked in 1.0", head_of("HTTP/1.0 200 OK", {"Transfer-Encoding: chunked"}), false,
       "http/1.0"},
      {"gzip then chunked", ok_with({"Transfer-Encoding: gzip, chunked"}), false, "only chunked"},
      {"gzip", ok_with({"Transfer-Encoding: gzip"}), false, "does not end"},
      {"chunked twice", ok_with({"Transfer-Encoding: chunked, chunked"}), false, "does not end"},
      {"two codings", ok_with({"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}), false,
       "more than one"},
      {"bad length of a 304", head_of("HTTP/1.1 304 X", {"Content-Length: -1"}), false,
       "not one number"},
  };
  expect_rows(rows);
}

TEST(ResponseHead, tells_interim_answers) {
  ResponseHead head;
  ASSERT_TRUE(parse_response_head("HTTP/1.1 100 Continue\r\n\r\n", {}, Method::post, head));
  EXPECT_TRUE(head.interim());
  ASSERT_TRUE(parse_response_head("HTTP/1.1 200 OK\r\n\r\n", {}, Method::post, head));
  EXPECT_FALSE(head.interim());
}

}  // namespace
}  // namespace inlay::http
