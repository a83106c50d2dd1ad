// Each way to be refused has its reason, in the words of whoever sent the bytes.
#include <gtest/gtest.h>

#include <string>

#include "http_messages/chunked_reader.h"
#include "http_messages/head_finder.h"
#include "http_messages/request_head.h"
#include "http_messages/response_head.h"

namespace inlay::http {
namespace {

constexpr HeadLimits kLimits{.line_bytes_max = 64, .head_bytes_max = 256, .fields_max = 8};

// Finds and parses, as a connection does.
Reason reason_of_head(Sender sender, const std::string& bytes) {
  HeadFinder finder(sender, kLimits);
  auto found = finder.search(bytes);
  if (!found) return found.error().error.reason;
  if (!*found) return Reason::other;
  RequestHead request;
  ResponseHead response;
  auto parsed = sender == Sender::client
                    ? parse_request_head(finder.head(bytes), kLimits, request)
                    : parse_response_head(finder.head(bytes), kLimits, Method::get, response);
  return parsed ? Reason::other : parsed.error().error.reason;
}

std::string fields(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; i++) text += "A: b\r\n";
  return text;
}

TEST(Reasons, of_heads) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  struct Row {
    const char* name;
    Sender sender;
    std::string bytes;
    Reason reason;
  };
  for (const Row& row : {
           Row{"a good request", Sender::client, get + "\r\n", Reason::other},
           Row{"a bare line feed", Sender::client, "GET / HTTP/1.1\n\n", Reason::request_malformed},
           Row{"no host", Sender::client, "GET / HTTP/1.1\r\n\r\n", Reason::request_malformed},
           Row{"a long line", Sender::client, "GET /" + std::string(100, 'a') + " HTTP/1.1\r\n\r\n",
               Reason::request_line_too_long},
           Row{"a large head", Sender::client, get + "A: " + std::string(300, 'b') + "\r\n\r\n",
               Reason::request_head_too_large},
           Row{"many fields", Sender::client, get + fields(8) + "\r\n",
               Reason::request_too_many_fields},
           Row{"another version", Sender::client, "GET / HTTP/2.0\r\n\r\n",
               Reason::unsupported_version},
           Row{"CONNECT", Sender::client, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
               Reason::unsupported_method},
           Row{"another coding", Sender::client, get + "Transfer-Encoding: gzip, chunked\r\n\r\n",
               Reason::unsupported_coding},
           Row{"another expectation", Sender::client, get + "Expect: tea\r\n\r\n",
               Reason::unsupported_expectation},
           Row{"a good response", Sender::origin, ok + "\r\n", Reason::other},
           Row{"no response", Sender::origin, "HELLO\r\n\r\n", Reason::origin_malformed},
           Row{"a response's long line", Sender::origin,
               "HTTP/1.1 200 " + std::string(100, 'a') + "\r\n\r\n", Reason::origin_head_too_large},
           Row{"a response's large head", Sender::origin,
               ok + "A: " + std::string(300, 'b') + "\r\n\r\n", Reason::origin_head_too_large},
           Row{"a response's many fields", Sender::origin, ok + fields(9) + "\r\n",
               Reason::origin_head_too_large},
           Row{"a response's coding", Sender::origin,
               ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", Reason::origin_malformed},
       }) {
    EXPECT_EQ(reason_name(reason_of_head(row.sender, row.bytes)), reason_name(row.reason))
        << row.name;
  }
}

Reason reason_of_chunks(Sender sender, std::string_view bytes) {
  const ChunkLimits limits{
      .extension_bytes_max = 4, .trailer_bytes_max = 16, .trailer_fields_max = 2};
  ChunkedReader reader(sender, limits);
  while (!bytes.empty()) {
    auto step = reader.next(bytes);
    if (!step) return step.error().reason;
    if (step->consumed == 0) break;
    bytes.remove_prefix(step->consumed);
  }
  return Reason::other;
}

TEST(Reasons, of_chunked_bodies) {
  struct Row {
    const char* name;
    const char* bytes;
    Reason client;
    Reason origin;
  };
  for (const Row& row :
       {Row{"a good body", "1\r\na\r\n0\r\n\r\n", Reason::other, Reason::other},
        Row{"no size", "x\r\n", Reason::request_malformed, Reason::origin_malformed},
        Row{"a size beyond all", "fffffffffffffffff\r\n", Reason::request_malformed,
            Reason::origin_malformed},
        Row{"a long extension", "1;aaaaaaaa\r\n", Reason::request_framing_too_large,
            Reason::origin_framing_too_large},
        Row{"a long trailer", "0\r\nA: bbbbbbbbbbbbbbbbbb\r\n", Reason::request_framing_too_large,
            Reason::origin_framing_too_large},
        Row{"many trailers", "0\r\nA:b\r\nA:b\r\nA:b\r\n", Reason::request_framing_too_large,
            Reason::origin_framing_too_large}}) {
    EXPECT_EQ(reason_name(reason_of_chunks(Sender::client, row.bytes)), reason_name(row.client))
        << row.name;
    EXPECT_EQ(reason_name(reason_of_chunks(Sender::origin, row.bytes)), reason_name(row.origin))
        << row.name;
  }
}

}  // namespace
}  // namespace inlay::http
