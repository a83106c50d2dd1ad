#include "edge/bundle_answer.h"

#include <gtest/gtest.h>

#include "heads.h"

namespace inlay {
namespace {

constexpr std::string_view kDate = "Tue, 14 Nov 2023 22:13:20 GMT";

TEST(BundleAnswer, IsWhatTheVisitorTakesOrHas) {
  const Bundle both{"plain text", "gz"}, incompressible{"plain text", ""};
  struct Row {
    const char* name;
    const Bundle& bundle;
    std::string_view fields;
    bool not_modified;
    std::string_view body;
    std::string_view etag;
  };
  for (const Row& row : {
           Row{"nothing said", both, "", false, "plain text", "\"H\""},
           Row{"gzip", both, "Accept-Encoding: br, gzip\n", false, "gz", "\"H-gz\""},
           Row{"anything", both, "Accept-Encoding: *\n", false, "gz", "\"H-gz\""},
           Row{"gzip refused", both, "Accept-Encoding: gzip;q=0\n", false, "plain text", "\"H\""},
           Row{"nothing to gain", incompressible, "Accept-Encoding: gzip\n", false, "plain text",
               "\"H\""},
           Row{"has it", both, "If-None-Match: \"H\"\n", true, "", "\"H\""},
           Row{"has it compressed", both, "Accept-Encoding: gzip\nIf-None-Match: \"H-gz\"\n", true,
               "", "\"H-gz\""},
           Row{"has it in another coding", both, "If-None-Match: \"H-gz\"\n", false, "plain text",
               "\"H\""},
           Row{"has it, weakly", both, "If-None-Match: W/\"H\"\n", true, "", "\"H\""},
           Row{"has it among others", both, "If-None-Match: \"x\", \"H\"\n", true, "", "\"H\""},
           Row{"in two fields", both, "If-None-Match: \"x\"\nIf-None-Match: \"H\"\n", true, "",
               "\"H\""},
           Row{"any", both, "If-None-Match: *\n", true, "", "\"H\""},
           Row{"another", both, "If-None-Match: \"x\"\n", false, "plain text", "\"H\""},
           Row{"without quotes", both, "If-None-Match: H\n", false, "plain text", "\"H\""},
       }) {
    const Request request(row.fields);
    const BundleRequest asked = bundle_request(apps::BundlePart::head, request.head);
    const BundleAnswer answer = bundle_answer(asked, row.bundle, "H", kDate);
    EXPECT_EQ(answer.not_modified, row.not_modified) << row.name;
    EXPECT_EQ(answer.body, row.body) << row.name;
    auto has = [&](const std::string& line) { return answer.head.find(line) != std::string::npos; };
    EXPECT_TRUE(answer.head.starts_with(row.not_modified ? "HTTP/1.1 304 " : "HTTP/1.1 200 "));
    // What a browser stores of a 304 too.
    EXPECT_TRUE(has("ETag: " + std::string(row.etag) + "\r\n")) << row.name << answer.head;
    EXPECT_TRUE(has("Cache-Control: public, max-age=31536000, immutable\r\n")) << row.name;
    EXPECT_TRUE(has("Vary: Accept-Encoding\r\n")) << row.name;
    EXPECT_EQ(has("Content-Type: text/javascript; charset=utf-8\r\n"), !row.not_modified);
    EXPECT_EQ(has("X-Content-Type-Options: nosniff\r\n"), !row.not_modified) << row.name;
    EXPECT_EQ(has("Content-Encoding: gzip\r\n"), row.body == "gz") << row.name;
  }
}

TEST(BundleAnswer, NamesStylesAsWhatTheyAre) {
  const Request request("");
  const BundleRequest asked = bundle_request(apps::BundlePart::style, request.head);
  const BundleAnswer answer = bundle_answer(asked, {"b{}", ""}, "H", kDate);
  EXPECT_NE(answer.head.find("Content-Type: text/css; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(answer.body, "b{}");
}

}  // namespace
}  // namespace inlay
