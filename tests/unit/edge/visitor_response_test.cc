#include "edge/visitor_response.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "heads.h"

namespace inlay {
namespace {

using http::Coding;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds kSince{seconds{784111777}};  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr sys_seconds kNow = kSince + seconds{3600};
constexpr PlanFacts kPlan{"0123456789", kSince};

constexpr std::string_view kBytes =
    "Accept-Ranges: bytes\nDigest: a\nContent-Digest: b\nRepr-Digest: c\nContent-MD5: d\n";

struct Row {
  const char* name;
  VisitorHead how;
  std::string_view fields;
  std::string_view want;  // without Via, which comes last
  std::string_view line = "HTTP/1.1 200 OK\n";
};

void expect_rows(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const Response response(row.fields, row.line);
    VisitorHead how = row.how;
    how.plan = kPlan;
    if (how.now == sys_seconds{}) how.now = kNow;
    how.node = "me";
    std::string out;
    append_visitor_head(out, response.head, how);
    EXPECT_EQ(out, wire(row.line) + wire(row.want) + "Via: 1.1 me\r\n") << row.name;
  }
}

VisitorHead how(AnswerChange change, std::optional<Coding> coded_here = std::nullopt,
                bool varies = false) {
  VisitorHead head;
  head.change = change;
  head.coded_here = coded_here;
  head.varies = varies;
  return head;
}

VisitorHead at(sys_seconds now, AnswerChange change = AnswerChange::page) {
  VisitorHead head = how(change);
  head.now = now;
  return head;
}

TEST(VisitorResponse, passes_what_nobody_changed) {
  const std::string all = std::string(kBytes) +
                          "ETag: \"a\"\nLast-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n"
                          "Content-Encoding: gzip\nAge: 3\nDate: x\nCache-Control: max-age=5\n"
                          "Expires: 0\nSet-Cookie: a=b\nSet-Cookie: c=d\nVary: Cookie\n"
                          "Content-Range: bytes 0-3/10\n";
  const Row rows[] = {
      {"all fields", how(AnswerChange::none), all, all},
      {"malformed tag", how(AnswerChange::none), "ETag: a\n", "ETag: a\n"},
      {"two tags", how(AnswerChange::none), "ETag: \"a\"\nETag: \"b\"\n",
       "ETag: \"a\"\nETag: \"b\"\n"},
      {"length and hop-by-hop fields end here", how(AnswerChange::none),
       "Content-Length: 5\nConnection: X-Hop\nX-Hop: 1\nKeep-Alive: 5\nX: y\n", "X: y\n"},
      {"304", how(AnswerChange::none), "ETag: \"a\"\n", "ETag: \"a\"\n",
       "HTTP/1.1 304 Not Modified\n"},
      {"404", how(AnswerChange::none), "ETag: \"a\"\n", "ETag: \"a\"\n",
       "HTTP/1.1 404 Not Found\n"},
  };
  expect_rows(rows);
}

TEST(VisitorResponse, changes_the_validators_of_changed_pages) {
  const AnswerChange page = AnswerChange::page;
  const Row rows[] = {
      {"no validators", how(page), "X: y\n", "X: y\n"},
      {"tag", how(page), "ETag: \"a\"\nX: y\n", "X: y\nETag: \"a-inlay.0123456789\"\n"},
      {"weak tag", how(page), "ETag: W/\"a\"\n", "ETag: W/\"a-inlay.0123456789\"\n"},
      {"empty tag", how(page), "ETag: \"\"\n", "ETag: \"-inlay.0123456789\"\n"},
      {"a tag that is marked already", how(page), "ETag: \"a-inlay.9876543210\"\n",
       "ETag: \"a-inlay.9876543210-inlay.0123456789\"\n"},
      {"tag without quotes", how(page), "ETag: a\n", ""},
      {"tag with a quote inside", how(page), "ETag: \"a\"b\"\n", ""},
      {"tag with a space inside", how(page), "ETag: \"a b\"\n", ""},
      {"two tags", how(page), "ETag: \"a\"\nETag: \"a\"\n", ""},
      {"what ranges and digests need", how(page), kBytes, ""},
      {"length", how(page), "Content-Length: 5\nX: y\n", "X: y\n"},
      {"lifetimes pass", how(page),
       "Cache-Control: max-age=5\nAge: 3\nExpires: 0\nDate: x\nSet-Cookie: a\n",
       "Cache-Control: max-age=5\nAge: 3\nExpires: 0\nDate: x\nSet-Cookie: a\n"},
      {"date before the plan", how(page), "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n"},
      {"date before the plan, RFC 850", how(page),
       "Last-Modified: Sunday, 06-Nov-94 08:00:00 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n"},
      {"date of the plan", how(page), "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n"},
      {"date within a minute of the plan", how(page),
       "Last-Modified: Sun, 06 Nov 1994 08:49:38 GMT\n", ""},
      {"date a minute after the plan", how(page), "Last-Modified: Sun, 06 Nov 1994 08:50:37 GMT\n",
       ""},
      {"date later than a minute after the plan", how(page),
       "Last-Modified: Sun, 06 Nov 1994 08:50:38 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:50:38 GMT\n"},
      {"date of now", how(page), "Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 09:49:37 GMT\n"},
      {"date in the future", how(page), "Last-Modified: Sun, 06 Nov 1994 09:49:38 GMT\n", ""},
      {"no date", how(page), "Last-Modified: never\n", ""},
      {"two dates", how(page),
       "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\nLast-Modified: Sun, 06 Nov 1994 08:00:00 "
       "GMT\n",
       ""},
      {"a plan that begins in a moment", at(kSince - seconds{1}),
       "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n", ""},
      {"a plan that begins now", at(kSince), "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n"},
      {"404 page", how(page), "ETag: \"a\"\n", "ETag: \"a-inlay.0123456789\"\n",
       "HTTP/1.1 404 Not Found\n"},
  };
  expect_rows(rows);
}

TEST(VisitorResponse, says_nothing_of_pages_that_no_later_request_asks_about) {
  constexpr std::string_view kValidators =
      "ETag: \"a\"\nLast-Modified: Sun, 06 Nov 1994 08:00:00 GMT\nX: y\n";
  const Row rows[] = {
      {"unforeseen page", how(AnswerChange::unforeseen_page), kValidators, "X: y\n"},
      {"unforeseen page, bytes", how(AnswerChange::unforeseen_page), kBytes, ""},
      {"unforeseen page, coded", how(AnswerChange::unforeseen_page, Coding::br),
       "ETag: \"a\"\nContent-Encoding: br\n", "Content-Encoding: br\n"},
      {"HEAD of perhaps a page", how(AnswerChange::perhaps), kValidators, "X: y\n"},
      {"HEAD of perhaps a page, bytes", how(AnswerChange::perhaps), kBytes, ""},
      {"HEAD of perhaps a page, length", how(AnswerChange::perhaps), "Content-Length: 5\n", ""},
  };
  expect_rows(rows);
}

TEST(VisitorResponse, answers_not_modified_with_what_the_visitor_holds) {
  VisitorHead strong = how(AnswerChange::not_modified);
  VisitorHead weak = strong;
  weak.weak = true;
  constexpr std::string_view kLine = "HTTP/1.1 304 Not Modified\n";
  const Row rows[] = {
      {"tag", strong, "ETag: \"a\"\n", "ETag: \"a-inlay.0123456789\"\n", kLine},
      {"weak tag", strong, "ETag: W/\"a\"\n", "ETag: W/\"a-inlay.0123456789\"\n", kLine},
      {"the visitor's is weak", weak, "ETag: \"a\"\n", "ETag: W/\"a-inlay.0123456789\"\n", kLine},
      {"no tag", strong, "X: y\n", "X: y\n", kLine},
      {"malformed tag", strong, "ETag: a\n", "", kLine},
      {"date", strong, "Last-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\n", kLine},
      {"later date", strong, "Last-Modified: Sun, 06 Nov 1994 08:55:00 GMT\n",
       "Last-Modified: Sun, 06 Nov 1994 08:55:00 GMT\n", kLine},
      {"what ranges and digests need", strong, kBytes, "", kLine},
      {"length", strong, "Content-Length: 5\nCache-Control: no-cache\n",
       "Cache-Control: no-cache\n", kLine},
  };
  expect_rows(rows);
}

TEST(VisitorResponse, tells_of_codings) {
  const AnswerChange none = AnswerChange::none;
  const AnswerChange page = AnswerChange::page;
  VisitorHead weak_200 = how(page);
  weak_200.weak = true;
  const Row rows[] = {
      {"coded page, the same coding again", how(page, Coding::gzip),
       "ETag: \"a\"\nContent-Encoding: gzip\n",
       "ETag: W/\"a-inlay.0123456789\"\nContent-Encoding: gzip\n"},
      {"coded page, another coding", how(page, Coding::gzip, true), "Content-Encoding: br\n",
       "Content-Encoding: gzip\nVary: Accept-Encoding\n"},
      {"old name of the coding", how(page, Coding::gzip), "Content-Encoding: X-GZIP\n",
       "Content-Encoding: gzip\n"},
      {"coded page, decoded", how(page, Coding::identity), "ETag: \"a\"\nContent-Encoding: br\n",
       "ETag: W/\"a-inlay.0123456789\"\n"},
      {"uncoded page, coded", how(page, Coding::zstd, true), "ETag: \"a\"\n",
       "ETag: W/\"a-inlay.0123456789\"\nContent-Encoding: zstd\nVary: Accept-Encoding\n"},
      {"unchanged body, coded", how(none, Coding::gzip, true),
       std::string_view("ETag: \"a\"\nLast-Modified: x\nAccept-Ranges: bytes\nDigest: a\n"),
       "Last-Modified: x\nETag: W/\"a\"\nContent-Encoding: gzip\nVary: Accept-Encoding\n"},
      {"unchanged body, coded, weak tag", how(none, Coding::gzip), "ETag: W/\"a\"\n",
       "ETag: W/\"a\"\nContent-Encoding: gzip\n"},
      {"unchanged body, coded, a tag that looks marked", how(none, Coding::gzip),
       "ETag: \"a-inlay.9876543210\"\n",
       "ETag: W/\"a-inlay.9876543210\"\nContent-Encoding: gzip\n"},
      {"unchanged body, coded, malformed tag", how(none, Coding::gzip), "ETag: a\n",
       "Content-Encoding: gzip\n"},
      {"coding nobody touched", how(page), "Content-Encoding: identity\n",
       "Content-Encoding: identity\n"},
      {"the request's weak tag means nothing for a new page", weak_200, "ETag: \"a\"\n",
       "ETag: \"a-inlay.0123456789\"\n"},
      {"Vary is there", how(none, std::nullopt, true), "Vary: Cookie, accept-encoding\n",
       "Vary: Cookie, accept-encoding\n"},
      {"Vary is there, in a second field", how(none, std::nullopt, true),
       "Vary: Cookie\nVary: Accept-Encoding\n", "Vary: Cookie\nVary: Accept-Encoding\n"},
      {"Vary on everything", how(none, std::nullopt, true), "Vary: *\n", "Vary: *\n"},
      {"Vary on something else", how(none, std::nullopt, true), "Vary: Cookie\n",
       "Vary: Cookie\nVary: Accept-Encoding\n"},
      {"not coded, but might be for others", how(page, std::nullopt, true), "X: y\n",
       "X: y\nVary: Accept-Encoding\n"},
  };
  expect_rows(rows);
}

TEST(VisitorResponse, allocates_nothing_but_its_text) {
  const Response response("ETag: \"a\"\nLast-Modified: Sun, 06 Nov 1994 08:00:00 GMT\n");
  VisitorHead head = how(AnswerChange::page, Coding::gzip, true);
  head.plan = kPlan;
  head.now = kNow;
  head.node = "me";
  std::string out;
  out.reserve(1024);
  const char* before = out.data();
  append_visitor_head(out, response.head, head);
  EXPECT_EQ(out.data(), before);
  EXPECT_GT(out.size(), 100u);
}

}  // namespace
}  // namespace inlay
