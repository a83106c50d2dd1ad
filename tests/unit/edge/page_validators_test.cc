#include "edge/page_validators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "heads.h"

namespace inlay {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds kSince{seconds{784111777}};  // Sun, 06 Nov 1994 08:49:37 GMT
constexpr sys_seconds kNow = kSince + std::chrono::days{1};
constexpr PlanFacts kNever;
constexpr PlanFacts kGone{{}, kSince};
constexpr PlanFacts kPlan{"0123456789", kSince};

constexpr std::string_view kPost = "POST /p HTTP/1.1\nHost: a.example\n";
constexpr std::string_view kHead = "HEAD /p HTTP/1.1\nHost: a.example\n";

struct Row {
  const char* name;
  std::string_view fields;
  std::string_view want;
  std::string_view sent = "";  // letters: (p)lan, (c)onditional, (w)eak
};

std::string letters(const SentValidators& sent) {
  std::string out;
  if (sent.of_plan) out += 'p';
  if (sent.conditional) out += 'c';
  if (sent.weak) out += 'w';
  return out;
}

// What an origin gets to see of the visitor's conditional fields.
void expect_row(const Row& row, const PlanFacts& plan, std::string_view line,
                PageRequest page = PageRequest::navigation) {
  const Request request(row.fields, line.empty() ? "GET /p HTTP/1.1\nHost: a.example\n" : line);
  const ValidatorRule rule = validator_rule(request.head, page, plan);
  std::string out;
  for (const http::Field& field : request.head.fields) {
    if (field.id == http::FieldId::host || rewritten_validators(rule).contains(field.id)) continue;
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  const SentValidators sent = append_validators(out, request.head, rule, plan, kNow);
  EXPECT_EQ(out, wire(row.want)) << row.name;
  EXPECT_EQ(letters(sent), row.sent) << row.name;
}

TEST(PageValidators, where_pages_are_changed) {
  const Row rows[] = {
      {"nothing", "", "", "p"},
      {"this plan's tag goes bare", "If-None-Match: \"a-inlay.0123456789\"\n",
       "If-None-Match: \"a\"\n", "pc"},
      {"weak stays weak", "If-None-Match: W/\"a-inlay.0123456789\"\n", "If-None-Match: W/\"a\"\n",
       "pcw"},
      {"another plan's", "If-None-Match: \"a-inlay.9876543210\"\n", "", "p"},
      {"the origin's own", "If-None-Match: \"a\"\n", "", "p"},
      {"the origin's own, weak", "If-None-Match: W/\"a\"\n", "", "p"},
      {"any", "If-None-Match: *\n", "", "p"},
      {"nothing in it", "If-None-Match:\n", "", "p"},
      {"only commas", "If-None-Match: ,,\n", "", "p"},
      {"no entity tag", "If-None-Match: a-inlay.0123456789\n", "", "p"},
      {"open quote", "If-None-Match: \"a-inlay.0123456789\n", "", "p"},
      {"weak in lower case", "If-None-Match: w/\"a-inlay.0123456789\"\n", "", "p"},
      {"one of several",
       "If-None-Match: \"x\", \"a-inlay.0123456789\", \"b-inlay.9876543210\", *\n",
       "If-None-Match: \"a\"\n", "pc"},
      {"several of several",
       "If-None-Match: W/\"a-inlay.0123456789\",\"x\",\"b-inlay.0123456789\"\n",
       "If-None-Match: W/\"a\", \"b\"\n", "pc"},
      {"several weak ones", "If-None-Match: W/\"a-inlay.0123456789\", W/\"b-inlay.0123456789\"\n",
       "If-None-Match: W/\"a\", W/\"b\"\n", "pcw"},
      {"comma in quotes", "If-None-Match: \"x,y\", \"a,b-inlay.0123456789\"\n",
       "If-None-Match: \"a,b\"\n", "pc"},
      {"backslash before the quote", "If-None-Match: \"a\\-inlay.0123456789\", \"x\\\"\n",
       "If-None-Match: \"a\\\"\n", "pc"},
      {"a list that would be one tag if backslashes escaped",
       "If-None-Match: \"x\\\", \"a-inlay.0123456789\"\n", "If-None-Match: \"a\"\n", "pc"},
      {"several fields",
       "If-None-Match: \"a-inlay.0123456789\"\nIf-None-Match: \"x\"\n"
       "If-None-Match: \"b-inlay.0123456789\"\n",
       "If-None-Match: \"a\", \"b\"\n", "pc"},
      {"nothing but the mark", "If-None-Match: \"-inlay.0123456789\"\n", "If-None-Match: \"\"\n",
       "pc"},
      {"an origin's tag that is marked itself",
       "If-None-Match: \"a-inlay.9876543210-inlay.0123456789\"\n",
       "If-None-Match: \"a-inlay.9876543210\"\n", "pc"},
      {"date beside this plan's tag",
       "If-None-Match: \"a-inlay.0123456789\"\n"
       "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n",
       "If-None-Match: \"a\"\n", "pc"},
      {"date beside a tag that stays behind",
       "If-None-Match: \"a\"\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n", "", "p"},
      {"date beside an empty list",
       "If-None-Match:\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n", "", "p"},
      {"date of the plan", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n",
       "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n", "pc"},
      {"date of the plan, RFC 850", "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\n",
       "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT\n", "pc"},
      {"date of the plan, asctime", "If-Modified-Since: Sun Nov  6 08:49:37 1994\n",
       "If-Modified-Since: Sun Nov  6 08:49:37 1994\n", "pc"},
      {"a second before", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\n", "", "p"},
      {"a second after", "If-Modified-Since: Sun, 06 Nov 1994 08:49:38 GMT\n", "", "p"},
      {"a minute after", "If-Modified-Since: Sun, 06 Nov 1994 08:50:37 GMT\n", "", "p"},
      {"a minute and a second after", "If-Modified-Since: Sun, 06 Nov 1994 08:50:38 GMT\n",
       "If-Modified-Since: Sun, 06 Nov 1994 08:50:38 GMT\n", "pc"},
      {"years after", "If-Modified-Since: Fri, 06 Nov 2026 08:50:38 GMT\n",
       "If-Modified-Since: Fri, 06 Nov 2026 08:50:38 GMT\n", "pc"},
      {"years before", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n", "", "p"},
      {"no date", "If-Modified-Since: yesterday\n", "", "p"},
      {"a number", "If-Modified-Since: 784111777\n", "", "p"},
      {"date in another zone", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 CET\n", "", "p"},
      {"two dates",
       "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n"
       "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n",
       "", "p"},
      {"range", "Range: bytes=0-3\n", "", "p"},
      {"range with this plan's tag", "Range: bytes=0-3\nIf-Range: \"a-inlay.0123456789\"\n", "",
       "p"},
      {"range with a date", "Range: bytes=0-3\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\n", "", "p"},
      {"If-Match of this plan", "If-Match: \"a-inlay.0123456789\"\n", "If-Match: \"a\"\n", "p"},
      {"If-Match of others stays", "If-Match: \"a-inlay.9876543210\", \"b\"\n",
       "If-Match: \"a-inlay.9876543210\", \"b\"\n", "p"},
      {"If-Match of any", "If-Match: *\n", "If-Match: *\n", "p"},
      {"If-Match of both", "If-Match: \"x\"\nIf-Match: \"a-inlay.0123456789\"\n",
       "If-Match: \"x\", \"a\"\n", "p"},
      {"If-Unmodified-Since stays", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n",
       "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n", "p"},
  };
  for (const Row& row : rows) {
    expect_row(row, kPlan, "");
    expect_row(row, kPlan, "", PageRequest::possible);
    expect_row(row, kPlan, kHead);
  }
}

TEST(PageValidators, where_pages_were_changed) {
  const Row rows[] = {
      {"nothing", "", ""},
      {"the origin's own", "If-None-Match: \"a\"\n", "If-None-Match: \"a\"\n", "c"},
      {"the origin's own, weak", "If-None-Match: W/\"a\"\n", "If-None-Match: W/\"a\"\n", "cw"},
      {"a plan's", "If-None-Match: \"a-inlay.0123456789\"\n", ""},
      {"any", "If-None-Match: *\n", "If-None-Match: *\n", "c"},
      {"some of several", "If-None-Match: \"a\", \"b-inlay.0123456789\", \"c,d\"\n",
       "If-None-Match: \"a\", \"c,d\"\n", "c"},
      {"no entity tag is the origin's matter", "If-None-Match: abc, \"d\"\n",
       "If-None-Match: abc, \"d\"\n", "c"},
      {"date beside the origin's own",
       "If-None-Match: \"a\"\nIf-Modified-Since: Fri, 06 Nov 2026 08:50:38 GMT\n",
       "If-None-Match: \"a\"\n", "c"},
      {"date beside a plan's",
       "If-None-Match: \"a-inlay.0123456789\"\n"
       "If-Modified-Since: Fri, 06 Nov 2026 08:50:38 GMT\n",
       ""},
      {"date of the change", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\n", ""},
      {"date before", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT\n", ""},
      {"date after", "If-Modified-Since: Sun, 06 Nov 1994 08:50:38 GMT\n",
       "If-Modified-Since: Sun, 06 Nov 1994 08:50:38 GMT\n", "c"},
      {"range", "Range: bytes=0-3\nIf-Range: \"a\"\n", ""},
      {"If-Match of a plan", "If-Match: \"a-inlay.0123456789\"\n",
       "If-Match: \"a-inlay.0123456789\"\n"},
  };
  for (const Row& row : rows) expect_row(row, kGone, "");
}

// Everything there is, with the tags of two plans.
constexpr std::string_view kAll =
    "If-Match: \"a-inlay.0123456789\",\"b\"\n"
    "If-None-Match: \"a-inlay.9876543210\"\n"
    "If-None-Match: *\n"
    "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
    "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
    "Range: bytes=0-3\n"
    "If-Range: \"a-inlay.0123456789\"\n";

TEST(PageValidators, nothing_is_touched_where_no_page_is_meant) {
  const Row row{"all", kAll, kAll};
  for (PageRequest page : {PageRequest::no, PageRequest::possible, PageRequest::navigation}) {
    expect_row(row, kNever, "", page);
    expect_row(row, kNever, kPost, page);
  }
  expect_row(row, kPlan, "", PageRequest::no);
  expect_row(row, kGone, "", PageRequest::no);
  expect_row(row, kPlan, kHead, PageRequest::no);
}

TEST(PageValidators, other_methods_are_about_the_origins_resource) {
  const Row rows[] = {
      {"nothing", "", ""},
      {"any plan's tag goes bare", "If-Match: \"a-inlay.0123456789\", W/\"b-inlay.9876543210\"\n",
       "If-Match: \"a\", W/\"b\"\n"},
      {"other tags stay", "If-Match: \"a\", *, x\n", "If-Match: \"a\", *, x\n"},
      {"If-None-Match", "If-None-Match: \"a-inlay.9876543210\", \"b\"\n",
       "If-None-Match: \"a\", \"b\"\n"},
      {"create only", "If-None-Match: *\n", "If-None-Match: *\n"},
      {"dates and ranges stay",
       "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
       "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
       "Range: bytes=0-3\nIf-Range: \"a\"\n",
       "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
       "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\n"
       "Range: bytes=0-3\nIf-Range: \"a\"\n"},
  };
  for (const Row& row : rows) {
    for (PageRequest page : {PageRequest::no, PageRequest::possible, PageRequest::navigation}) {
      expect_row(row, kPlan, kPost, page);
      expect_row(row, kGone, kPost, page);
      expect_row(row, kPlan, "PUT /p HTTP/1.1\nHost: a.example\n", page);
      expect_row(row, kPlan, "PATCH /p HTTP/1.1\nHost: a.example\n", page);
      expect_row(row, kPlan, "DELETE /p HTTP/1.1\nHost: a.example\n", page);
    }
  }
}

TEST(PageValidators, a_plan_of_unknown_age_trusts_no_date) {
  const PlanFacts plan{"0123456789", {}};
  expect_row({"long after", "If-Modified-Since: Fri, 06 Nov 2026 08:50:38 GMT\n", "", "p"}, plan,
             "");
  EXPECT_FALSE(is_date_of_plan(kNow, plan));
  EXPECT_TRUE(is_date_of_plan(kNow, kNever));
}

// Whatever a visitor sends: what goes on are whole tags that came with this plan's mark, each once
// and in order.
TEST(PageValidators, let_through_only_what_was_marked) {
  constexpr std::array<std::string_view, 12> kParts{"\"",
                                                    "\"",
                                                    "W/",
                                                    ",",
                                                    ", ",
                                                    "a",
                                                    "\\",
                                                    "*",
                                                    " ",
                                                    "-inlay.0123456789",
                                                    "-inlay.9876543210",
                                                    "\"b-inlay.0123456789\""};
  std::mt19937 random(10);
  int passed = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string value;
    for (auto parts = random() % 12; parts > 0; --parts) value += kParts[random() % 12];
    const Request request("If-None-Match: " + value + "\n");
    std::string out;
    append_validators(out, request.head, ValidatorRule::page, kPlan, kNow);
    std::string want;
    for (EntityTagReader list(value); auto member = list.next();) {
      if (!member->text.ends_with("-inlay.0123456789\"") || !member->tag) continue;
      want += want.empty() ? "If-None-Match: " : ", ";
      want += std::string(member->text.substr(0, member->text.size() - 18)) + "\"";
      ++passed;
    }
    ASSERT_EQ(out, want.empty() ? "" : want + "\r\n") << value;
    if (out.empty()) continue;
    EXPECT_EQ(std::count(out.begin(), out.end(), '"') % 2, 0) << value;
  }
  EXPECT_GT(passed, 1000);
}

}  // namespace
}  // namespace inlay
