// Rows of the request tables: one head and what becomes of it.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "http_messages/request_head.h"

namespace inlay::http {

struct RequestRow {
  const char* name;
  std::string head;
  int status = 0;         // 0: accepted
  std::string_view want;  // accepted: all of summary(); refused: a part of the detail
};

// The lines with CRLF after each, and the empty line.
inline std::string head_of(std::initializer_list<std::string_view> lines) {
  std::string head;
  for (const std::string_view line : lines) head.append(line).append("\r\n");
  return head + "\r\n";
}

// A request for "/" in 1.1 with a Host and these fields.
inline std::string get_with(std::initializer_list<std::string_view> fields) {
  std::string head = "GET / HTTP/1.1\r\nHost: a.example\r\n";
  for (const std::string_view field : fields) head.append(field).append("\r\n");
  return head + "\r\n";
}

// "GET path=/a query=?b host=a.example port=80 text=A.example:80 1.1 body=length:5 keep-alive"
inline std::string summary(const RequestHead& head) {
  std::string out(head.method_text);
  out.append(" path=").append(head.target.path);
  if (!head.target.query.empty()) out.append(" query=").append(head.target.query);
  out.append(" host=").append(head.authority.host.view());
  if (head.authority.port) out.append(" port=").append(std::to_string(*head.authority.port));
  out.append(head.version == Version::http11 ? " 1.1" : " 1.0");
  if (head.framing.kind == Framing::Kind::length) {
    out.append(" length=").append(std::to_string(head.framing.length));
  }
  if (head.framing.kind == Framing::Kind::chunked) out.append(" chunked");
  if (head.framing.kind == Framing::Kind::until_close) out.append(" until-close");
  out.append(head.keep_alive ? " keep" : " close");
  if (head.expect_continue) out.append(" expects");
  if (!head.upgrade.empty()) out.append(" upgrade=").append(head.upgrade);
  return out;
}

inline void expect_rows(std::span<const RequestRow> rows) {
  RequestHead head;  // one for all rows: nothing of one request may show in the next
  for (const RequestRow& row : rows) {
    SCOPED_TRACE(row.name);
    const auto parsed = parse_request_head(row.head, HeadLimits{}, head);
    if (row.status == 0) {
      EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().error.detail);
      if (parsed) {
        EXPECT_EQ(summary(head), row.want);
      }
      continue;
    }
    EXPECT_FALSE(parsed) << "accepted as " << summary(head);
    if (parsed) continue;
    EXPECT_EQ(parsed.error().status, row.status);
    EXPECT_EQ(parsed.error().error.blame, Blame::client);
    EXPECT_NE(parsed.error().error.detail.find(row.want), std::string::npos)
        << parsed.error().error.detail;
    for (const char c : parsed.error().error.detail) {
      EXPECT_GE(static_cast<unsigned char>(c), 0x20) << parsed.error().error.detail;
    }
  }
}

}  // namespace inlay::http
