// Inserts and the tag in one pass, by table, at every size of chunks.
#include "html/page_rewriter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inlay::html {
namespace {

using M = InsertMethod;

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    EXPECT_FALSE(bytes.empty());
    text.append(bytes);
  }
  std::string text;
};

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

struct Rule {
  const char* selector;
  M method;
  const char* html;
  uint32_t install = 0;
};

Insert insert_of(const Rule& rule) {
  Insert insert;
  insert.selector = rule.selector;
  insert.method = rule.method;
  insert.html = rule.html;
  insert.install = rule.install;
  return insert;
}

struct Row {
  const char* name;
  std::string_view tag;
  std::vector<Rule> rules;
  std::string_view page;
  std::string_view expected;
  EncodingFrom encoding = EncodingFrom::outside_utf8;
  const char* nonce = "";
};

const std::vector<Row>& rows() {
  static const std::vector<Rule> kEnds = {{"head", M::append, "[h]"}, {"body", M::append, "[b]"}};
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
       {{"p", M::before, "1", 0},
        {"p", M::before, "2", 0},
        {"p", M::prepend, "1", 0},
        {"p", M::prepend, "2", 0},
        {"p", M::append, "1", 0},
        {"p", M::append, "2", 0},
        {"p", M::after, "1", 0},
        {"p", M::after, "2", 0}},
       "<p>x</p>",
       "12<p>12x12</p>12"},
      {"several replace",
       "",
       {{"p", M::replace, "1"},
        {"p", M::append, "a"},
        {"p", M::replace, "2"},
        {"p", M::after, "f"},
        {"p", M::prepend, "p"}},
       "<p>x</p>y",
       "12fy"},
      {"inactive install",
       "",
       {{"p", M::before, "1", 0}, {"p", M::before, "2", 1}},
       "<p>x",
       "1<p>x"},
      {"inserts do not match each other", "", {{"p", M::before, "<p>"}}, "<p>x", "<p><p>x"},
      {"implied elements",
       "",
       {{"tbody", M::before, "1"}, {"tbody", M::append, "2"}, {"html", M::after, "3"}},
       "<table><tr></table>",
       "<table>1<tr>2</table>3"},
      {"tag first", "[T]", {{"head", M::append, "[h]"}}, "<head></head>", "<head>[T][h]</head>"},
      {"tag before a script",
       "[T]",
       {{"script", M::before, "[s]"}},
       "<head><script></script></head>",
       "<head>[T][s]<script></script></head>"},
      {"tag before the implied", "[T]", {{"body", M::prepend, "[b]"}}, "x", "[T][b]x"},
      {"legacy encoding",
       "",
       {{"p", M::before, "<a b='é'>é<!--é--></a>"}},
       "<p>",
       "<a b='&#233;'>&#233;<!--?--></a><p>",
       EncodingFrom::page},
      {"UTF-8 said by the page",
       "",
       {{"p", M::before, "é"}},
       "<meta charset=utf-8><p>",
       "<meta charset=utf-8>é<p>",
       EncodingFrom::page},
      {"the first that is known counts",
       "",
       {{"p", M::before, "é"}},
       "<meta charset=x><meta charset=latin1><meta charset=utf-8><p>",
       "<meta charset=x><meta charset=latin1><meta charset=utf-8>&#233;<p>",
       EncodingFrom::page},
      {"ISO-2022-JP is not touched",
       "[T]",
       {{"p", M::before, "1"}},
       "<meta charset=iso-2022-jp><p>",
       "<meta charset=iso-2022-jp><p>",
       EncodingFrom::page},
      {"nonce",
       "<script src=t></script>",
       {{"p", M::before, "<script>1</script><style nonce=x></style>"}},
       "<p>",
       "<script a=\"1\" src=t></script><script nonce=\"N\">1</script><style "
       "nonce=x></style><p>",
       EncodingFrom::outside_utf8,
       "N"},
      {"unfinished reference",
       "",
       {{"b", M::before, "a&amp"}, {"b", M::after, "&am"}},
       "<b>;</b>p;",
       "a&amp;<b>;</b>&amp;amp;"},
  };
  return kRows;
}

std::string rewrite(const Row& row, size_t chunk, Policy& policy) {
  std::vector<Insert> inserts;
  for (const Rule& rule : row.rules) inserts.push_back(insert_of(rule));
  const auto program = InsertProgram::compile(inserts);
  if (!program) return program.error().reason;
  PageRewriter rewriter({.tag = row.tag,
                         .inserts = program->get(),
                         .active = {1},
                         .encoding = row.encoding,
                         .policy = &policy},
                        {});
  Collected output;
  for (std::string_view rest = row.page; !rest.empty();) {
    const size_t size = std::min(chunk, rest.size());
    rewriter.feed(rest.substr(0, size), output);
    rest.remove_prefix(size);
  }
  rewriter.finish(output);
  EXPECT_TRUE(rewriter.done());
  return output.text;
}

TEST(PageRewriter, table_at_every_chunk_size) {
  for (const Row& row : rows()) {
    for (const size_t chunk : {size_t{1}, size_t{2}, size_t{7}, size_t{64}, size_t{4096}}) {
      Policy policy;
      policy.page_nonce = row.nonce;
      EXPECT_EQ(rewrite(row, chunk, policy), row.expected) << row.name << ", chunks of " << chunk;
    }
  }
}

TEST(PageRewriter, a_forbidden_tag_is_left_out_and_inserts_go) {
  const Row row = {"",
                   "[T]",
                   {{"p", M::before, "1"}},
                   "<head><meta http-equiv=Content-Security-Policy content='a&amp;b'></head><p>",
                   ""};
  Policy policy;
  policy.allowed = false;
  EXPECT_EQ(rewrite(row, 7, policy),
            "<head><meta http-equiv=Content-Security-Policy content='a&amp;b'></head>1<p>");
  EXPECT_EQ(policy.seen, "a&b|");
}

TEST(PageRewriter, is_done_when_nothing_can_match_any_more) {
  const auto program = InsertProgram::compile({insert_of({"head", M::append, "1"})});
  ASSERT_TRUE(program);
  PageRewriter rewriter({.tag = {}, .inserts = program->get(), .active = {1}}, {});
  Collected output;
  rewriter.feed("<head>", output);
  EXPECT_FALSE(rewriter.done());
  rewriter.feed("</head><p>", output);
  EXPECT_TRUE(rewriter.done());
  EXPECT_EQ(output.text, "<head>1</head><p>");
}

TEST(InsertProgram, says_what_it_refuses) {
  const auto selector = InsertProgram::compile({insert_of({"p >", M::append, "1"})});
  ASSERT_FALSE(selector);
  EXPECT_EQ(selector.error().part, InsertError::Part::selector);
  const auto html = check_insert(insert_of({"p", M::append, "<plaintext>"}));
  ASSERT_TRUE(html);
  EXPECT_EQ(html->part, InsertError::Part::html);
}

}  // namespace
}  // namespace inlay::html
