// What the rewriter hands out of text, comments, doctypes and the page's end, and what changes to
// them make of a page: by table, at every size of chunks.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "html/rewriter.h"
#include "insert_run.h"

namespace inlay::html {
namespace {

constexpr auto kHtml = ContentType::html;
constexpr auto kText = ContentType::text;

struct Wanted {
  const char* selector = "*";
  ToldSet told = 0;
};

struct Row {
  const char* name;
  std::vector<Wanted> selectors;
  ToldSet document = 0;
  std::string_view page;
  std::function<void(TextChunk&)> text;   // null: nothing is changed
  std::function<void(Comment&)> comment;  // the same
  std::string_view expected;              // empty: the page
  std::string_view log;                   // what was handed out
  ContentEncoding encoding = ContentEncoding::utf8;
};

class Script final : public RewriteHandler {
 public:
  explicit Script(const Row& row) : row_(row) {}

  void element(Element& element, std::span<const uint32_t>) override {
    log.append("<").append(element.tag_name()).append(">");
    if (element.tag_name() == "del") element.remove();
  }
  void text(TextChunk& chunk, std::span<const uint32_t> selectors) override {
    name(selectors);
    log.append(chunk.last_in_text_node() ? "$" : "'").append(chunk.text());
    log.append(chunk.removed() ? "(removed)" : "");
    if (row_.text) row_.text(chunk);
  }
  void text_node(TextChunk& whole, std::span<const uint32_t> selectors) override {
    name(selectors);
    log.append("\"").append(whole.text()).append("\"");
    EXPECT_TRUE(whole.last_in_text_node());
    if (row_.text) row_.text(whole);
  }
  void comment(Comment& comment, std::span<const uint32_t> selectors) override {
    name(selectors);
    log.append("!").append(comment.text()).append("!");
    if (row_.comment) row_.comment(comment);
  }
  void doctype(const Doctype& doctype) override {
    log.append("D").append(doctype.name.value_or("-"));
    log.append(",").append(doctype.public_id.value_or("-"));
    log.append(",").append(doctype.system_id.value_or("-")).append(";");
  }
  void page_end(PageEnd& end) override {
    log.append(".");
    if (row_.document != 0) {
      EXPECT_TRUE(end.append("[E]", kHtml));
    }
  }
  std::string log;

 private:
  void name(std::span<const uint32_t> selectors) {
    log.append(" ");
    for (const uint32_t one : selectors) log.append(std::to_string(one));
  }
  const Row& row_;
};

void run(const Row& row, size_t chunk) {
  SelectorSet selectors;
  for (const Wanted& wanted : row.selectors) ASSERT_TRUE(selectors.add(wanted.selector));
  Script script(row);
  Rewriter rewriter(script, &selectors, Implied::skipped, {});
  rewriter.set_encoding(row.encoding);
  for (uint32_t i = 0; i < row.selectors.size(); ++i) rewriter.tell(i, row.selectors[i].told);
  rewriter.tell_document(row.document);
  CollectedMarkup output;
  feed_in_chunks(rewriter, row.page, chunk, output);
  std::string expected(row.expected.empty() ? row.page : row.expected);
  if (row.document != 0) expected.append("[E]");
  EXPECT_EQ(output.text, expected) << row.name << ", chunks of " << chunk;
  std::string log(row.log);
  EXPECT_EQ(script.log, log.append(".")) << row.name << ", chunks of " << chunk;
}

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    for (const size_t chunk : kChunkSizes) run(row, chunk);
  }
}

Row seen(const char* name, std::vector<Wanted> selectors, ToldSet document, std::string_view page,
         std::string_view log) {
  return {.name = name,
          .selectors = std::move(selectors),
          .document = document,
          .page = page,
          .text = {},
          .comment = {},
          .expected = {},
          .log = log};
}

TEST(RewriterTokens, what_is_text) {
  const std::vector<Wanted> p = {{"p", Told::text}};
  const std::vector<Wanted> any = {{"*", Told::text}};
  expect_rows({
      seen("inside", p, 0, "a<p>b</p>c", " 0'b 0$"),
      seen("of descendants", p, 0, "<p>a<b>c</b>d</p>", " 0'a 0$ 0'c 0$ 0'd 0$"),
      seen("none", p, 0, "<p></p><p><b></b></p>", ""),
      seen("references stay", p, 0, "<p>a &amp;b&lt</p>", " 0'a &amp;b&lt 0$"),
      seen("characters are whole", p, 0, "<p>é€😀</p>", " 0'é€😀 0$"),
      seen("malformed", p, 0, "<p>a\xC3(\xE2\x82</p>", " 0'a\xEF\xBF\xBD(\xEF\xBF\xBD 0$"),
      seen("line ends stay", p, 0, "<p>a\r\nb\rc</p>", " 0'a\r\nb\rc 0$"),
      seen("a lone <", p, 0, "<p>a < b <3</p>", " 0'a < b <3 0$"),
      seen("an optional end", p, 0, "<p>a<p>b<div>c</div>", " 0'a 0$ 0'b 0$"),
      seen("an ancestor's end", p, 0, "<div><p>a</div>b", " 0'a 0$"),
      seen("the page's end", p, 0, "<p>a", " 0'a 0$"),
      seen("the page's end in a tag", p, 0, "<p>a<b c=", " 0'a 0$"),
      seen("the page's end in a reference", p, 0, "<p>a&am", " 0'a&am 0$"),
      seen("text elements", any, 0,
           "<title>a<b>&lt;</title><body><script>'<b>'</scr'</script><textarea>c</textarea>",
           " 0'a<b>&lt; 0$ 0''<b>'</scr' 0$ 0'c 0$"),
      seen("one kind of element", {{"script", Told::text}}, 0,
           "<body>a<script>b</script>c<style>d</style>", " 0'b 0$"),
      seen("plaintext", {{"plaintext", Told::text}}, 0, "<plaintext>a</plaintext>b",
           " 0'a</plaintext>b 0$"),
      seen("between comments", p, 0, "<p>a<!--b-->c<?d?>e", " 0'a 0$ 0'c 0$ 0'e 0$"),
      seen("</> is between", p, 0, "<p>a</>b", " 0'a 0$ 0'b 0$"),
      seen("an end tag of nothing is between", p, 0, "<p>a</i>b", " 0'a 0$ 0'b 0$"),
      seen("CDATA", {{"svg", Told::text}}, 0, "<svg>a<![CDATA[b<c>]]]>d</svg>",
           " 0'a 0$ 0'b<c>] 0$ 0'd 0$"),
      seen("CDATA in HTML is a comment", p, 0, "<p>a<![CDATA[b]]>c", " 0'a 0$ 0'c 0$"),
      seen("body ends at its end tag", {{"body", Told::text}}, 0, "<body>a</body>b", " 0'a 0$"),
      seen("html at its own", {{"html", Told::text}}, 0, "<html>a</body>b</html>c",
           " 0'a 0$ 0'b 0$"),
      seen("head ends where text does not belong", {{"head", Told::text}}, 0,
           "<head> <title>a</title> b</head>", " 0'  0$ 0'a 0$ 0'  0$"),
      seen("document", {}, Told::text, "\n<p>a</p> b", " '\n $ 'a $ ' b $"),
      seen("document and selectors", {{"b", Told::text}, {"p", Told::text}, {"i", Told::text}},
           Told::text, "<p>a<b>b</b></p>c", " 1'a 1$ 01'b 01$ 'c $"),
      seen("two of one selector", {{"b", Told::text}}, 0, "<b>a<b>b</b>c</b>d",
           " 0'a 0$ 0'b 0$ 0'c 0$"),
      seen("elements too", {{"p", Told::text | Told::elements}}, 0, "<p>a</p>", "<p> 0'a 0$"),
      seen("in what is removed", {{"del", Told::elements}, {"*", Told::text}}, 0, "a<div>b</div>",
           " 1'b 1$"),
      seen("a byte order mark is none", {}, Told::text,
           "\xEF\xBB\xBF"
           "a",
           " 'a $"),
      seen("empty page", {}, Told::text, "", ""),
      seen("table text", {{"table", Told::text}}, 0, "<table> a<tr>b<td>c</table>d",
           " 0' a 0$ 0'b 0$ 0'c 0$"),
  });
}

TEST(RewriterTokens, legacy_text) {
  Row row = seen("windows-1252", {{"p", Told::text}}, 0, "<p>\x80\xE9</p>", " 0'€é 0$");
  row.encoding = ContentEncoding::ascii;
  expect_rows({row});
  row.text = [](TextChunk& t) {
    if (!t.last_in_text_node()) {
      EXPECT_TRUE(t.replace(std::string(t.text()) + "!", kText));
    }
  };
  row.expected = "<p>&#8364;&#233;!</p>";
  expect_rows({row});
}

Row changed(const char* name, const char* selector, std::string_view page,
            std::function<void(TextChunk&)> change, std::string_view expected,
            std::string_view log) {
  Row row = seen(name, {{selector, Told::text}, {"del", Told::elements}}, 0, page, log);
  row.text = std::move(change);
  row.expected = expected;
  return row;
}

void first_only(TextChunk& t, const std::function<void()>& change) {
  if (!t.last_in_text_node()) change();
}

TEST(RewriterTokens, changed_text) {
  const auto all_places = [](TextChunk& t) {
    first_only(t, [&] {
      EXPECT_TRUE(t.before("1", kHtml) && t.before("2", kHtml));
      EXPECT_TRUE(t.after("3", kHtml) && t.after("4", kHtml));
    });
  };
  const auto gone = [](TextChunk& t) { t.remove(); };
  const auto last = [](TextChunk& t) {
    if (t.last_in_text_node()) {
      EXPECT_TRUE(t.after("<br>", kHtml));
    }
  };
  const auto replaced = [](TextChunk& t) {
    first_only(t, [&] {
      EXPECT_TRUE(t.before("1", kHtml) && t.replace("<R>", kText) && t.replace("<S>", kText));
      EXPECT_TRUE(t.after("2", kHtml) && t.before("3", kHtml) && t.removed());
    });
  };
  const auto script = [](TextChunk& t) {
    first_only(t, [&] {
      EXPECT_FALSE(t.before("</script>", kHtml));
      EXPECT_TRUE(t.after("<b>", kHtml));
    });
  };
  const auto section = [](TextChunk& t) {
    first_only(t, [&] {
      EXPECT_FALSE(t.before("]]>", kHtml));
      EXPECT_TRUE(t.after("<b>", kHtml));
    });
  };
  expect_rows({
      changed("order of calls", "p", "<p>x</p>", all_places, "<p>12x43</p>", " 0'x 0$"),
      changed("removed", "p", "a<p>x<b>y</b>z</p>b", gone, "a<p><b></b></p>b",
              " 0'x 0$ 0'y 0$ 0'z 0$"),
      changed("replaced", "p", "<p>x</p>", replaced, "<p>13&lt;S&gt;2</p>", " 0'x 0$"),
      changed("after the last", "p", "<p>x&am<b>y</b></p>", last, "<p>x&am<br><b>y<br></b></p>",
              " 0'x&am 0$ 0'y 0$"),
      changed("removed: nothing runs together", "b", "&am<b>x</b>p;", gone, "&am<b></b>p;",
              " 0'x 0$"),
      changed("in a script", "script", "<script>x</script>", script, "<script>x<b></script>",
              " 0'x 0$"),
      changed("in a title", "title", "<title>x</title>", replaced, "<title>13&lt;S&gt;2</title>",
              " 0'x 0$"),
      changed("in a CDATA section", "svg", "<svg><![CDATA[x]]></svg>", section,
              "<svg><![CDATA[x<b>]]></svg>", " 0'x 0$"),
      changed("in what is removed", "p", "a<p><del>x</del>y</p>", all_places, "a<p>12y43</p>",
              "<del> 0'x(removed) 0$(removed) 0'y 0$"),
  });
}

// Whether a script's end tag ends it hangs on its comments: those that are gone must not let it end
// early and leave the page with what was script.
TEST(RewriterTokens, parts_of_scripts) {
  const std::string begin = "<script>" + std::string(1020, 'x') + "<!--";
  const std::string rest = std::string(1020, 'y') + "<script></script><!-- z</script>a";
  for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}}) {
    size_t pieces = 0;
    Row row = seen("", {{"script", Told::text}}, 0, "", "");
    row.text = [&](TextChunk& t) {
      if (++pieces == 1) t.remove();
    };
    SelectorSet selectors;
    ASSERT_TRUE(selectors.add("script"));
    Script script(row);
    Rewriter rewriter(script, &selectors, Implied::skipped, {});
    rewriter.tell(0, Told::text);
    CollectedMarkup output;
    feed_in_chunks(rewriter, begin + rest, chunk, output);
    EXPECT_EQ(output.text,
              "<script>" + std::string(1020, 'y') + "<script></script><!-- z--></script>a");
  }
}

TEST(RewriterTokens, text_nodes) {
  const std::vector<Wanted> p = {{"p", Told::text_nodes}};
  const std::vector<Wanted> both = {{"p", Told::text_nodes}, {"b", Told::text}};
  Row replaced = seen("replaced", p, 0, "<p>a &amp; b</p>", " 0\"a &amp; b\"");
  replaced.text = [](TextChunk& t) {
    EXPECT_TRUE(t.before("1", kHtml) && t.replace("<R>", kText) && t.after("2", kHtml));
  };
  replaced.expected = "<p>1&lt;R&gt;2</p>";
  Row both_replaced =
      seen("both, replaced", both, 0, "<p><b>x</b></p>", " 0\"x\" 1'x(removed) 1$(removed)");
  both_replaced.text = replaced.text;
  both_replaced.expected = "<p><b>1&lt;R&gt;2</b></p>";
  Row both_around = seen("both, around", both, 0, "<p><b>x</b></p>", " 0\"x\" 1'x 1$");
  both_around.text = [](TextChunk& t) { EXPECT_TRUE(t.before("[", kHtml) && t.after("]", kHtml)); };
  both_around.expected = "<p><b>[[x][]]</b></p>";
  expect_rows({
      seen("each once", p, 0, "<p>a&amp;é<b>c</b>d", " 0\"a&amp;é\" 0\"c\" 0\"d\""),
      seen("of the document", {}, Told::text_nodes, "a<p>b", " \"a\" \"b\""),
      seen("beside pieces", both, 0, "<p>a<b>c</b>d", " 0\"a\" 0\"c\" 1'c 1$ 0\"d\""),
      replaced,
      both_replaced,
      both_around,
  });
}

TEST(RewriterTokens, comments) {
  const std::vector<Wanted> p = {{"p", Told::comments}};
  const auto with = [](Row row, std::function<void(Comment&)> change, std::string_view expected) {
    row.comment = std::move(change);
    row.expected = expected;
    return row;
  };
  const auto around = [](Comment& c) {
    EXPECT_TRUE(c.before("1", kHtml) && c.before("2", kHtml));
    EXPECT_TRUE(c.after("3", kHtml) && c.after("4", kHtml));
  };
  const auto set = [](Comment& c) {
    EXPECT_TRUE(c.set_text("n <ew> é"));
    EXPECT_EQ(c.text(), "n <ew> é");
  };
  const auto refused = [](Comment& c) {
    for (const char* bad : {"-->", "a-->b", "--!>", ">", "->", "->x", ">x"}) {
      EXPECT_FALSE(c.set_text(bad)) << bad;
    }
  };
  const auto removed = [](Comment& c) {
    c.remove();
    EXPECT_TRUE(c.removed());
  };
  const auto replaced = [](Comment& c) { EXPECT_TRUE(c.replace("<i>", kHtml)); };
  Row legacy = with(seen("text set in another encoding", p, 0, "<p><!--\xE9-->", " 0!é!"), set,
                    "<p><!--n <ew> ?-->");
  legacy.encoding = ContentEncoding::ascii;
  expect_rows({
      seen("inside", p, 0, "<!--a--><p><!--b--><b><!-- c --></b></p><!--d-->", " 0!b! 0! c !"),
      seen("bogus ones", p, 0, "<p><?a?><!b></ c><![CDATA[d]]><!>",
           " 0!?a?! 0!b! 0! c! 0![CDATA[d]]! 0!!"),
      seen("odd ones", p, 0, "<p><!--><!---><!----><!--a--!><!--a--b-->",
           " 0!! 0!! 0!! 0!a! 0!a--b!"),
      seen("not in text", p, 0, "<p><textarea><!--a--></textarea><svg><![CDATA[<!--b-->]]>", ""),
      seen("document", {}, Told::comments, "<!--a--><p><!--b-->", " !a! !b!"),
      seen("unfinished", p, 0, "<p>x<!-- a", " 0! a!"),
      seen("with text", {{"p", Told::comments | Told::text}}, 0, "<p>x<!--a-->y",
           " 0'x 0$ 0!a! 0'y 0$"),
      with(seen("around", p, 0, "<p><!--a-->", " 0!a!"), around, "<p>12<!--a-->43"),
      with(seen("around an unfinished one", p, 0, "<p><!--a", " 0!a!"), around, "<p>12<!--a"),
      with(seen("text set", p, 0, "<p><!--a--><?b>", " 0!a! 0!?b!"), set,
           "<p><!--n <ew> é--><!--n <ew> é-->"),
      with(seen("text set of an unfinished one", p, 0, "<p><!--a", " 0!a!"), set,
           "<p><!--n <ew> é-->"),
      with(seen("text refused", p, 0, "<p><!--a-->", " 0!a!"), refused, "<p><!--a-->"),
      with(seen("removed", p, 0, "<p>&am<!--a-->p;", " 0!a!"), removed, "<p>&am<!---->p;"),
      with(seen("replaced", p, 0, "<p>x<!--a-->y", " 0!a!"), replaced, "<p>x<i>y"),
      with(seen("in what is removed", {{"del", Told::elements}, {"p", Told::comments}}, 0,
                "<p><del><!--a--></del><!--b-->", "<del> 1!a! 1!b!"),
           around, "<p>12<!--b-->43"),
      legacy,
  });
}

TEST(RewriterTokens, doctypes) {
  expect_rows({
      seen("html", {}, Told::doctype, "<!doctype html>x", "Dhtml,-,-;"),
      seen("with ids", {}, Told::doctype, "<!DOCTYPE HTML PUBLIC \"a\" 'b'>", "Dhtml,a,b;"),
      seen("empty id", {}, Told::doctype, "<!DOCTYPE HTML SYSTEM \"\">", "Dhtml,-,;"),
      seen("none", {}, Told::doctype, "<!doctype>x<!doctype x>", "D-,-,-;Dx,-,-;"),
      seen("unfinished", {}, Told::doctype, "<!doctype html", "Dhtml,-,-;"),
  });
}

// Of a long node pieces are cut by size alone, and not within a character.
TEST(RewriterTokens, long_text) {
  std::string text(1022, 'x');
  text.append("é€").append(3000, 'y');
  const std::string page = "<p>" + text + "</p>";
  for (const size_t chunk : {size_t{1}, size_t{7}, size_t{1000}, page.size()}) {
    std::vector<size_t> sizes;
    Row row = seen("", {{"p", Told::text}}, 0, page, "");
    row.text = [&](TextChunk& t) { sizes.push_back(t.text().size()); };
    SelectorSet selectors;
    ASSERT_TRUE(selectors.add("p"));
    Script script(row);
    Rewriter rewriter(script, &selectors, Implied::skipped, {});
    rewriter.set_encoding(ContentEncoding::utf8);
    rewriter.tell(0, Told::text);
    CollectedMarkup output;
    feed_in_chunks(rewriter, page, chunk, output);
    EXPECT_EQ(output.text, page);
    EXPECT_EQ(sizes, (std::vector<size_t>{1024, 1024, 1024, 955, 0})) << chunk;
  }
}

class TooLong final : public RewriteHandler {
 public:
  void element(Element&, std::span<const uint32_t>) override {}
  void text_node(TextChunk& whole, std::span<const uint32_t>) override {
    log.append(whole.text().substr(0, 3)).append(" ");
  }
  void text(TextChunk&, std::span<const uint32_t>) override { ++pieces; }
  void fails(const Error& error) override { log.append(error.detail).append(" "); }
  std::string log;
  size_t pieces = 0;
};

TEST(RewriterTokens, a_node_too_long_to_be_whole) {
  const std::string page = "<p>abc</p><p>" + std::string(3000, 'x') + "</p><p>def</p>";
  for (const size_t chunk : {size_t{1}, size_t{64}, page.size()}) {
    SelectorSet selectors;
    ASSERT_TRUE(selectors.add("p"));
    TooLong handler;
    RewriterLimits limits;
    limits.text_node_bytes_max = 2048;
    Rewriter rewriter(handler, &selectors, Implied::skipped, limits);
    rewriter.tell(0, Told::text_nodes | Told::text);
    CollectedMarkup output;
    feed_in_chunks(rewriter, page, chunk, output);
    EXPECT_EQ(output.text, page);
    EXPECT_EQ(handler.log,
              "abc text node: more than 2048 bytes, which is the limit for one that is read as a "
              "whole def ");
    EXPECT_EQ(handler.pieces, 2U + 4U + 2U);
  }
}

}  // namespace
}  // namespace inlay::html
