// What a browser's table cannot tell of selectors: implied elements, clones, bounds, what is told
// and what can be stopped early.
#include <gtest/gtest.h>

#include <string>

#include "html/selector_parser.h"
#include "html/selector_set.h"
#include "selector_oracle.h"
#include "selector_run.h"

namespace inlay::html {
namespace {

constexpr size_t kPieces[] = {1, 2, 7, 64, 1 << 20};

std::string joined(std::string lines) {
  for (char& c : lines) c = c == '\n' ? ' ' : c;
  if (!lines.empty()) lines.pop_back();
  return lines;
}

// `expected`: offsets of the tokens with which the matched elements begin, and the names of those
// without a start tag.
struct TreeRow {
  const char* name;
  const char* selector;
  const char* page;
  const char* expected;
};

constexpr TreeRow kTreeRows[] = {
    {"html, head and body by one tag", "html, head, body", "<p>", "0+html 0+head 0+body"},
    {"by text", "html, head, body", "x<p>", "0+html 0+head 0+body"},
    {"by an end tag", "html, head, body", "</br>", "0+html 0+head 0+body"},
    {"an ignored end tag makes none", "html, head, body", "</p><!-- -->", ""},
    {"blanks and comments make none", "*", " <!-- --> ", ""},
    {"html by a comment's neighbour", "html", "<!-- --><title>", "8+html"},
    {"head by a tag in it", "head", "<title></title>", "0+head"},
    {"own tags are not implied", "html, head, body", "<html><head></head><body>", "0 6 19"},
    {"head and body of a written html", "head, body", "<html><p>", "6+head 6+body"},
    {"body after a written head", "body", "<head></head>x", "13+body"},
    {"body after a head without end", "head + body", "<head><title></title><p>", "21+body"},
    {"a frameset has no body", "body", "<frameset><frame></frameset>", ""},
    {"frameset", "html > frameset > frame", "<frameset><frame></frameset>", "10"},
    {"head of a frameset", "head + frameset", "<frameset><frame></frameset>", "0"},
    {"implied ones have no attributes", "body[class], .x", "<p>", ""},
    {"nor do they miss them", "body:not(.x)", "<p>", "0+body"},
    {"universal", "*", "<p>", "0+html 0+head 0+body 0"},
    {"tbody and tr", "table *", "<table><td>", "7+tbody 7+tr 7"},
    {"tbody by tr", "tbody", "<table><tr><tr></table>", "7+tbody"},
    {"colgroup", "table > colgroup > col", "<table><col><col>", "7 12"},
    {"implied colgroup", "colgroup", "<table><col></table>", "7+colgroup"},
    {"a second tbody", "tbody + tbody", "<table><tr></tbody><tr>", "19+tbody"},
    {"tr in a template", "tr > td", "<template><td></template>", ""},
    {"root is html only", ":root", "<p><svg><html>", "0+html"},
    {"foreign html is not the document's", "html", "<html><svg><html>", "0"},
    {"body of the document counts as second", "body:nth-child(2)", "<link><p>", "6+body"},

    {"after the head, into the head", "head > link", "<head></head><link>", "13"},
    {"of an implied head", "head > link", "<meta></head><link>", "13"},
    {"which began and ended at once", "head > link", "</head><link>", "7"},
    {"not into html", "html > link", "<head></head><link>", ""},
    {"deeper", "head p", "<head></head><template><p></template>", "23"},
    {"until the body", "head link", "<head></head><body><link>", ""},
    {"counted with the head's", "link:nth-child(2)", "<head><meta></head><link>", "19"},
    {"counted after a head at once", "link:first-child", "</head><link>", "7"},
    {"siblings", "meta + link", "<head><meta></head><link>", "19"},
    {"body is html's", "head + body", "<head></head><link><body>", "19"},
    {"body is second", "body:nth-child(2)", "<head></head><link><body>", "19"},

    {"text between an end and a start", "b", "<p><b>x</p>y<i>", "3"},
    {"a clone is no element", "b ~ *", "<p><b></p><p>x<i></i></p><u>", ""},
    {"not even for *", "p > *", "<p><b></p><p>x<i>", "3"},
    {"it hands on nothing", "b i", "<p><b></p><p>x<i>", ""},
    {"ancestors beyond it do", "p i", "<p><b></p><p>x<i>", "14"},
    {"it is the parent", "p > i", "<p><b></p><p>x<i>", ""},
    {"nothing is counted in it", "i:first-child", "<p><b></p><p>x<i>", ""},
    {"it is not counted", "u:first-child", "<p><b></p><p>x</b><u>", "18"},
    {"misnested formatting ends at its tag", "b u", "<b><p></b><u>", ""},
    {"what lies in it stays", "p u", "<b><p></b><u>", "10"},
    {"a form's end tag leaves the rest", "form p", "<form><div></form><p>", ""},
    {"which stays open", "div > p", "<form><div></form><p>", "18"},

    {"ignored start tags match nothing", "tr, td, option > p", "<div><tr><td></div>", ""},
    {"a second body is ignored", "body", "<body><body class=x>", "0"},
    {"image is img", "img", "<image>", "0"},
    {"and not image", "image", "<image>", ""},
    {"but in svg", "image", "<svg><image>", "5"},
    {"img there leaves svg", "div > img", "<div><svg><img>", "10"},
    {"void elements hold nothing", "br *", "<br><p>", ""},
    {"text elements hold nothing", "title *", "<title><p></title>", ""},
    {"self-closing html is open", "div > p", "<div/><p>", "6"},
    {"self-closing foreign is not", "g > path", "<svg><g/><path>", ""},
    {"long names differ by bytes", "a-name-longer-than-8", "<a-name-longer-than-9>", ""},
    {"long names fold case", "a-name-longer-than-8", "<A-NAME-longer-THAN-8>", "0"},
};

TEST(SelectorTree, elements_of_the_page) {
  for (const TreeRow& row : kTreeRows) {
    SCOPED_TRACE(row.name);
    SelectorSet set;
    ASSERT_TRUE(set.add(row.selector).has_value());
    const std::string page = row.page;
    EXPECT_EQ(joined(RecordedPage(page).matches(*parse_selector(row.selector))), row.expected);
    for (const size_t piece : kPieces) {
      EXPECT_EQ(joined(run_selectors(set, page, piece, Implied::asked).of_selector[0]),
                row.expected)
          << "in pieces of " << piece;
    }
  }
}

std::string matched(std::string_view selector, const std::string& page, ScannerLimits limits = {}) {
  SelectorSet set;
  EXPECT_TRUE(set.add(selector).has_value());
  return joined(run_selectors(set, page, 1000, Implied::not_asked, limits).of_selector[0]);
}

TEST(SelectorTree, nul_counts_as_the_replacement_character) {
  using namespace std::string_literals;
  EXPECT_EQ(matched("a\\fffd  b", "<a\0><b>"s), "4");
  EXPECT_EQ(matched("a-longer-name\\fffd ", "<A-longer-name\0>"s), "0");
  EXPECT_EQ(matched("[a\\fffd ]", "<p A\0=1>"s), "0");
  EXPECT_EQ(matched("[a='\\fffd ']", "<p a=\0>"s), "0");
  EXPECT_EQ(matched("[a=b]", "<p a=b\0>"s), "");
}

TEST(SelectorTree, past_the_bound_of_a_tag_nothing_exists) {
  const ScannerLimits limits{.token_bytes_max = 64};
  const std::string page = "<p id=a title=\"" + std::string(80, 'x') + "\" class=b>";
  EXPECT_EQ(matched("#a", page, limits), "0");
  EXPECT_EQ(matched(".b, [title]", page, limits), "");
  EXPECT_EQ(matched("#a:not(.b)", page, limits), "0");
}

TEST(SelectorTree, beyond_the_depth_elements_hold_nothing) {
  std::string page;
  for (size_t i = 0; i < TreeContext::kDepthMax + 10; ++i) page += "<div class=a>";
  page += "<p>";
  EXPECT_EQ(matched("div > p", page), std::to_string(page.size() - 3));
  EXPECT_EQ(matched(".a:not(.a .a) p", page), std::to_string(page.size() - 3));
}

TEST(SelectorTree, types_of_one_parent_are_bounded) {
  std::string page = "<div>";
  for (size_t i = 0; i < ElementFrames::kTypesMax; ++i)
    page += "<x" + std::to_string(i) + "></x" + std::to_string(i) + ">";
  const std::string first = std::to_string(page.size());
  EXPECT_EQ(matched("div > y:first-of-type", page + "<y>"), "");
  EXPECT_EQ(matched("div > x1:nth-of-type(2)", page + "<x1>"), first);
  EXPECT_EQ(matched("div > y:nth-child(65)", page + "<y>"), first);
}

struct FilterRow {
  const char* selector;
  StartTags p, a, unknown;
  bool implied;
};

TEST(SelectorTree, only_tags_that_can_matter_are_told) {
  constexpr StartTags kNone = StartTags::none;
  constexpr StartTags kSome = StartTags::with_attributes;
  constexpr StartTags kAll = StartTags::all;
  constexpr FilterRow kFilterRows[] = {
      {"p", kAll, kNone, kNone, false},
      {"a.x", kNone, kSome, kNone, false},
      {".x", kSome, kSome, kSome, false},
      {"#x, p", kAll, kSome, kSome, false},
      {"[x] > a", kSome, kAll, kSome, false},
      {"*", kAll, kAll, kAll, true},
      {":not(.x)", kAll, kAll, kAll, true},
      {"p > a", kAll, kAll, kNone, false},
      {"x-y", kNone, kNone, kAll, false},
      {"body > a", kNone, kAll, kNone, true},
      {":is(p, a) i", kAll, kAll, kNone, false},
      {":is(.x, p)", kAll, kSome, kSome, false},
      {":is(.x, p)[id]", kSome, kSome, kSome, false},
      {"p + a", kAll, kAll, kAll, true},
      {"p ~ a.x", kAll, kSome, kNone, false},
      {"p:first-child", kAll, kAll, kAll, true},
      {".x:first-child", kAll, kAll, kAll, true},
      {":root", kNone, kNone, kNone, true},
  };
  for (const FilterRow& row : kFilterRows) {
    SCOPED_TRACE(row.selector);
    SelectorSet set;
    ASSERT_TRUE(set.add(row.selector).has_value());
    const auto& start = set.filter().start;
    EXPECT_EQ(start[static_cast<size_t>(Tag::p)], row.p);
    EXPECT_EQ(start[static_cast<size_t>(Tag::a)], row.a);
    EXPECT_EQ(start[static_cast<size_t>(Tag::unknown)], row.unknown);
    EXPECT_EQ(set.filter().implied, row.implied);
    EXPECT_FALSE(set.filter().end);
  }
}

// Elements are watched, and their end tags told, only if they have made something live.
TEST(SelectorTree, ends_are_told_of_few_elements) {
  struct ToldRow {
    const char* selector;
    size_t told;
  };
  const std::string page = "<body><div class=x><p></p><a></a></div><div><p></p></div><a></a>";
  constexpr ToldRow kToldRows[] = {
      {"i", 0},      {"a", 2},     {"p, a", 4}, {".y p", 3}, {"div.x a", 4}, {"div:not(.x) a", 5},
      {"ul > a", 2}, {"p ~ a", 6},
  };
  for (const ToldRow& row : kToldRows) {
    SCOPED_TRACE(row.selector);
    SelectorSet set;
    ASSERT_TRUE(set.add(row.selector).has_value());
    EXPECT_EQ(run_selectors(set, page, 1000, Implied::not_asked).told, row.told);
  }
}

TEST(SelectorTree, when_to_stop) {
  struct StopRow {
    const char* selector;
    bool only_in_head, at_most_once;
  };
  constexpr StopRow kStopRows[] = {
      {"head", true, true},
      {"body", false, true},
      {"html", false, true},
      {":root", false, true},
      {"html:root", false, true},
      {"html > body.x", false, true},
      {"head, head.x", true, true},
      {"head, body", false, false},
      {"head > title", true, false},
      {"html > head link[rel]", true, false},
      {"head ~ body", false, true},
      {"head meta + link", false, false},
      {"head > title, head meta", true, false},
      {"head > title, meta", false, false},
      {"title", false, false},
      {":is(head) title", false, false},
      {"*", false, false},
      {"body p", false, false},
  };
  for (const StopRow& row : kStopRows) {
    SCOPED_TRACE(row.selector);
    SelectorSet set;
    const auto number = set.add(row.selector);
    ASSERT_TRUE(number.has_value());
    EXPECT_EQ(set.only_in_head(*number), row.only_in_head);
    EXPECT_EQ(set.at_most_once(*number), row.at_most_once);
  }
}

TEST(SelectorTree, numbers_ascend_and_a_list_answers_once) {
  SelectorSet set;
  EXPECT_EQ(set.add("p, .a, #b").value(), 0u);
  EXPECT_EQ(set.add("i").value(), 1u);
  EXPECT_EQ(set.add("*").value(), 2u);
  EXPECT_EQ(set.size(), 3u);
  const SelectorMatches matches =
      run_selectors(set, "<body><p class=a id=b>", 1000, Implied::not_asked);
  EXPECT_EQ(joined(matches.of_selector[0]), "6");
  EXPECT_EQ(joined(matches.of_selector[1]), "");
  EXPECT_EQ(joined(matches.of_selector[2]), "0 6");
}

}  // namespace
}  // namespace inlay::html
