// Inserts and the tag in one pass, by table, at every size of chunks.
#include "html/page_rewriter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "insert_run.h"

namespace inlay::html {
namespace {

using M = InsertMethod;

class Policy final : public PagePolicySource {
 public:
  void meta_policy(std::string_view content) override { seen.append(content).append("|"); }
  std::string_view nonce() override { return page_nonce; }
  bool allows_tag() override { return allowed; }
  std::string_view tag_attributes() override { return page_nonce.empty() ? "" : " a=\"1\""; }
  std::string seen;
  std::string page_nonce;
  bool allowed = true;
};

struct Row {
  const char* name;
  std::string_view tag;
  std::vector<Insert> inserts;
  std::string_view page;
  std::string_view expected;
  EncodingFrom encoding = EncodingFrom::outside_utf8;
  const char* nonce = "";
};

const std::vector<Row>& rows() {
  static const std::vector<Insert> kEnds = {put("head", M::append, "[h]"),
                                            put("body", M::append, "[b]")};
  static const std::vector<Row> kRows = {
      {"ends", "", kEnds, "<html><head></head><body>x</body></html>",
       "<html><head>[h]</head><body>x[b]</body></html>"},
      {"ends omitted", "", kEnds, "<head><title>t</title><p>x", "<head><title>t</title>[h]<p>x[b]"},
      {"all omitted", "", kEnds, "<p>x", "[h]<p>x[b]"},
      {"only text", "", kEnds, "x", "[h]x[b]"},
      {"ends in a script", "", kEnds,
       "<head><script>'</head></body>'</script></head><body>x</body>",
       "<head><script>'</head></body>'</script>[h]</head><body>x[b]</body>"},
      {"ends in a comment", "", kEnds, "<head><!--</head>--></head><body><!--</body>-->x</body>",
       "<head><!--</head>-->[h]</head><body><!--</body>-->x[b]</body>"},
      {"ends in attributes", "", kEnds, "<head><meta a='</head>'></head><body a='</body>'>x</body>",
       "<head><meta a='</head>'>[h]</head><body a='</body>'>x[b]</body>"},
      {"ends in a title and a textarea", "", kEnds,
       "<title></head></title><textarea></body></textarea>",
       "<title></head></title>[h]<textarea></body></textarea>[b]"},
      {"nothing stays nothing", "", kEnds, "", ""},
      {"one place, order of installs",
       "",
       {put("p", M::before, "1", 0), put("p", M::before, "2", 0), put("p", M::prepend, "1", 0),
        put("p", M::prepend, "2", 0), put("p", M::append, "1", 0), put("p", M::append, "2", 0),
        put("p", M::after, "1", 0), put("p", M::after, "2", 0)},
       "<p>x</p>",
       "12<p>12x12</p>12"},
      {"several replace",
       "",
       {put("p", M::replace, "1"), put("p", M::append, "a"), put("p", M::replace, "2"),
        put("p", M::after, "f"), put("p", M::prepend, "p")},
       "<p>x</p>y",
       "12fy"},
      {"inactive install",
       "",
       {put("p", M::before, "1", 0), put("p", M::before, "2", 1)},
       "<p>x",
       "1<p>x"},
      {"inserts do not match each other", "", {put("p", M::before, "<p>")}, "<p>x", "<p><p>x"},
      {"implied elements",
       "",
       {put("tbody", M::before, "1"), put("tbody", M::append, "2"), put("html", M::after, "3")},
       "<table><tr></table>",
       "<table>1<tr>2</table>3"},
      {"tag first", "[T]", {put("head", M::append, "[h]")}, "<head></head>", "<head>[T][h]</head>"},
      {"tag before a script",
       "[T]",
       {put("script", M::before, "[s]")},
       "<head><script></script></head>",
       "<head>[T][s]<script></script></head>"},
      {"tag before the implied", "[T]", {put("body", M::prepend, "[b]")}, "x", "[T][b]x"},
      {"legacy encoding",
       "",
       {put("p", M::before, "<a b='é'>é<!--é--></a>")},
       "<p>",
       "<a b='&#233;'>&#233;<!--?--></a><p>",
       EncodingFrom::page},
      {"UTF-8 said by the page",
       "",
       {put("p", M::before, "é")},
       "<meta charset=utf-8><p>",
       "<meta charset=utf-8>é<p>",
       EncodingFrom::page},
      {"the first that is known counts",
       "",
       {put("p", M::before, "é")},
       "<meta charset=x><meta charset=latin1><meta charset=utf-8><p>",
       "<meta charset=x><meta charset=latin1><meta charset=utf-8>&#233;<p>",
       EncodingFrom::page},
      {"ISO-2022-JP is not touched",
       "[T]",
       {put("p", M::before, "1")},
       "<meta charset=iso-2022-jp><p>",
       "<meta charset=iso-2022-jp><p>",
       EncodingFrom::page},
      {"nonce",
       "<script src=t></script>",
       {put("p", M::before, "<script>1</script><style nonce=x></style>")},
       "<p>",
       "<script a=\"1\" src=t></script><script nonce=\"N\">1</script><style "
       "nonce=x></style><p>",
       EncodingFrom::outside_utf8,
       "N"},
      {"unfinished reference",
       "",
       {put("b", M::before, "a&amp"), put("b", M::after, "&am")},
       "<b>;</b>p;",
       "a&amp;<b>;</b>&amp;amp;"},
  };
  return kRows;
}

std::string rewrite(const Row& row, size_t chunk, Policy& policy) {
  const auto program = InsertProgram::compile(row.inserts);
  if (!program) return program.error().reason;
  PageRewriter rewriter({.tag = row.tag,
                         .inserts = program->get(),
                         .active = {1},
                         .encoding = row.encoding,
                         .policy = &policy},
                        {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, row.page, chunk, output);
  EXPECT_TRUE(rewriter.done());
  return output.text;
}

TEST(PageRewriter, table_at_every_chunk_size) {
  for (const Row& row : rows()) {
    for (const size_t chunk : kChunkSizes) {
      Policy policy;
      policy.page_nonce = row.nonce;
      EXPECT_EQ(rewrite(row, chunk, policy), row.expected) << row.name << ", chunks of " << chunk;
    }
  }
}

TEST(PageRewriter, a_forbidden_tag_is_left_out_and_inserts_go) {
  const Row row = {"",
                   "[T]",
                   {put("p", M::before, "1")},
                   "<head><meta http-equiv=Content-Security-Policy content='a&amp;b'></head><p>",
                   ""};
  Policy policy;
  policy.allowed = false;
  EXPECT_EQ(rewrite(row, 7, policy),
            "<head><meta http-equiv=Content-Security-Policy content='a&amp;b'></head>1<p>");
  EXPECT_EQ(policy.seen, "a&b|");
}

TEST(PageRewriter, is_done_when_nothing_can_match_any_more) {
  const auto program = InsertProgram::compile({put("head", M::append, "1")});
  ASSERT_TRUE(program);
  PageRewriter rewriter({.tag = {}, .inserts = program->get(), .active = {1}}, {});
  CollectedMarkup output;
  rewriter.feed("<head>", output);
  EXPECT_FALSE(rewriter.done());
  rewriter.feed("</head><p>", output);
  EXPECT_TRUE(rewriter.done());
  EXPECT_EQ(output.text, "<head>1</head><p>");
}

TEST(PageRewriter, counts_what_cannot_stand_where_it_should) {
  const auto program =
      InsertProgram::compile({put("style", M::append, "</style>"), put("title", M::append, "<b>"),
                              put("b", M::after, "1")});
  ASSERT_TRUE(program);
  PageRewriter rewriter({.tag = {}, .inserts = program->get(), .active = {1}}, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, "<style></style><style>a</sty</style><title></title><b></b>", 7, output);
  EXPECT_EQ(output.text, "<style></style><style>a</sty</style><title><b></title><b></b>1");
  EXPECT_EQ(rewriter.refused(), 2U);
  EXPECT_FALSE(rewriter.over_limit());
}

// 1 MiB and 16 times what has come before.
TEST(PageRewriter, adds_no_more_than_the_limit) {
  const std::string html(400 * 1024, '+');
  const auto program = InsertProgram::compile(
      {put("i", M::before, "<u>"), put("b", M::append, html), put("b", M::before, "[b]"),
       put("b", M::after, "[f]"), edit("b", {{.name = "x", .value = "1"}})});
  ASSERT_TRUE(program);
  const std::string page = "<p><i></i><b>1<b>2<b>3</b></b></b><i></i>";
  const std::string expected = "<p><u><i></i>[b]<b x=\"1\">1[b]<b x=\"1\">2<b>3</b>" + html +
                               "</b>[f]" + html + "</b>[f]<i></i>";
  for (const size_t chunk : kChunkSizes) {
    PageRewriter rewriter({.tag = {}, .inserts = program->get(), .active = {1}}, {});
    CollectedMarkup output;
    feed_in_chunks(rewriter, page, chunk, output);
    EXPECT_EQ(output.text, expected) << "chunks of " << chunk;
    EXPECT_TRUE(rewriter.over_limit());
  }
  PageRewriter rewriter({.tag = {}, .inserts = program->get(), .active = {1}}, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, std::string(100 * 1024, ' ') + page, 4096, output);
  EXPECT_FALSE(rewriter.over_limit()) << "a longer page may get more";
}

TEST(PageRewriter, the_tag_is_put_beyond_the_limit_too) {
  const auto program =
      InsertProgram::compile({put("head", M::before, std::string((1 << 20) + 1, '+'))});
  ASSERT_TRUE(program);
  PageRewriter rewriter({.tag = "[T]", .inserts = program->get(), .active = {1}}, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, "<head></head>", 64, output);
  EXPECT_EQ(output.text, "<head>[T]</head>");
}

TEST(InsertProgram, says_what_it_refuses) {
  const auto selector = InsertProgram::compile({put("p >", M::append, "1")});
  ASSERT_FALSE(selector);
  EXPECT_EQ(selector.error().part, InsertError::Part::selector);
  const auto html = check_insert(put("p", M::append, "<plaintext>"));
  ASSERT_TRUE(html);
  EXPECT_EQ(html->part, InsertError::Part::html);
}

}  // namespace
}  // namespace inlay::html
