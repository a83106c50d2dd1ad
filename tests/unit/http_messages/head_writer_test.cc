#include "http_messages/head_writer.h"

#include <gtest/gtest.h>

#include <string>

#include "http_messages/hop_by_hop.h"
#include "http_messages/response_head.h"

namespace inlay::http {
namespace {

TEST(HeadWriter, sends_a_request_on) {
  const std::string bytes =
      "POST http://B.example:81/a?b HTTP/1.1\r\n"
      "Host: a.example\r\n"
      "X-One: 1\r\n"
      "Connection: close, X-One, Cookie, Content-Length, x-two\r\n"
      "Keep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: y\r\n"
      "Cookie: c=d\r\n"
      "X-TWO: 2\r\n"
      "Proxy-Authorization: e\r\n"
      "Accept-Encoding: gzip\r\n"
      "content-LENGTH:  5\r\n"
      "X-Three: 3\r\n\r\n";
  RequestHead head;
  ASSERT_TRUE(parse_request_head(bytes, HeadLimits{}, head));
  std::string out = "kept|";
  append_request_head(out, head.method_text, head.target, head.authority.text, head.fields,
                      {FieldId::accept_encoding});
  append_field(out, "Via", "1.1 inlay");
  append_head_end(out);
  EXPECT_EQ(out,
            "kept|POST /a?b HTTP/1.1\r\n"
            "Host: B.example:81\r\n"
            "Cookie: c=d\r\n"
            "Proxy-Authorization: e\r\n"
            "content-LENGTH: 5\r\n"
            "X-Three: 3\r\n"
            "Via: 1.1 inlay\r\n\r\n");
}

TEST(HeadWriter, sends_an_answer_on) {
  const std::string bytes =
      "HTTP/1.0 404 Gone fishing\r\n"
      "Connection: keep-alive, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\n"
      "Set-Cookie: a\r\nSet-Cookie: b\r\nETag: \"x\"\r\nContent-Length: 5\r\n\r\n";
  ResponseHead head;
  ASSERT_TRUE(parse_response_head(bytes, HeadLimits{}, Method::get, head));
  std::string out;
  append_response_head(out, head.status, head.reason, head.fields, {FieldId::etag});
  append_head_end(out);
  EXPECT_EQ(out,
            "HTTP/1.1 404 Gone fishing\r\n"
            "Set-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 5\r\n\r\n");
}

TEST(HeadWriter, writes_our_own_answers) {
  std::string out;
  append_status_line(out, 502);
  append_field(out, "Content-Length", uint64_t{18446744073709551615u});
  append_head_end(out);
  EXPECT_EQ(out, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 18446744073709551615\r\n\r\n");
  EXPECT_EQ(reason_phrase(299), "Unknown");
}

TEST(HeadWriter, frames_chunks) {
  std::string out;
  append_chunk_header(out, 0xAB);
  append_chunk_end(out);
  append_last_chunk(out);
  EXPECT_EQ(out, "ab\r\n\r\n0\r\n\r\n");
}

TEST(HeadWriter, allocates_nothing_within_capacity) {
  std::string out;
  out.reserve(512);
  const char* before = out.data();
  FieldList fields;
  fields.add("A", "b");
  for (int i = 0; i < 4; ++i) append_response_head(out, 200, "OK", fields);
  EXPECT_EQ(out.data(), before);
}

TEST(HopByHop, lists_connection_names) {
  FieldList fields;
  fields.add("connection", " close ,, x");
  fields.add("Connection", "Y");
  std::string names;
  connection_names(fields, [&](std::string_view name) { names.append(name).append("|"); });
  EXPECT_EQ(names, "close|x|Y|");
}

}  // namespace
}  // namespace inlay::http
