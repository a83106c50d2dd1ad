// Contents that come piece by piece, changes that break off, and what handlers are told about where
// elements stand and how many there were.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "html/contained_stream.h"
#include "html/rewriter.h"
#include "insert_run.h"

namespace inlay::html {
namespace {

constexpr auto kHtml = ContentType::html;
constexpr auto kText = ContentType::text;

struct Contained {
  const char* name;
  ContentPlace place;
  ContentType type;
  std::string_view content;
  std::string_view expected;
  bool stands = true;
  ContentEncoding encoding = ContentEncoding::utf8;
};

const std::vector<Contained>& contained_rows() {
  constexpr auto kMarkup = ContentPlace::markup;
  static const std::vector<Contained> kRows = {
      {"plain", kMarkup, kHtml, "<b>x</b>", "<b>x</b>"},
      {"unbalanced", kMarkup, kHtml, "<div>", "<div>"},
      {"text", kMarkup, kText, "<b>&\"", "&lt;b&gt;&amp;\""},
      {"unfinished tag", kMarkup, kHtml, "<b", "<b>"},
      {"unfinished value", kMarkup, kHtml, "<a href=\"x", "<a href=\"x\">"},
      {"unfinished value in single quotes", kMarkup, kHtml, "<a href='x", "<a href='x'>"},
      {"unfinished comment", kMarkup, kHtml, "<!-- x", "<!-- x-->"},
      {"half a comment", kMarkup, kHtml, "<!-", "<!->"},
      {"unfinished script", kMarkup, kHtml, "<script>x</scr", "<script>x</scr</script>"},
      {"escaped script", kMarkup, kHtml, "<script><!--<script>",
       "<script><!--<script></script></script>"},
      {"unfinished script tag", kMarkup, kHtml, "<script a", "<script a></script>"},
      {"less-than", kMarkup, kHtml, "1 <", "1 &lt;"},
      {"two of them", kMarkup, kHtml, "1 <<", "1 <&lt;"},
      {"end tag begun", kMarkup, kHtml, "1 </", "1 &lt;/"},
      {"reference", kMarkup, kHtml, "&am", "&amp;am"},
      {"known reference", kMarkup, kHtml, "&amp", "&amp;"},
      {"carriage return", kMarkup, kHtml, "x\r", "x\n"},
      {"carriage return within", kMarkup, kHtml, "x\r\ny", "x\r\ny"},
      {"malformed", kMarkup, kHtml, "\xC3(\xE2\x82", "\xEF\xBF\xBD(\xEF\xBF\xBD"},
      {"plaintext", kMarkup, kHtml, "<plaintext>", "", false},
      {"plaintext begun", kMarkup, kHtml, "<plaintext", "", false},
      {"nearly plaintext", kMarkup, kHtml, "<plain", "<plain>"},
      {"in a foreign place", ContentPlace::foreign, kHtml, "<g><![CDATA[x", "<g><![CDATA[x]]>"},
      {"in a title", ContentPlace::rcdata, kHtml, "</title>&lt<", "&lt;/title>&lt&lt;"},
      {"text in a title", ContentPlace::rcdata, kText, "</title>", "&lt;/title&gt;"},
      {"in a script", ContentPlace::script, kHtml, "a<b>", "a<b>"},
      {"script begun at the end", ContentPlace::script, kHtml, "a</scr", "a", false},
      {"CDATA", ContentPlace::cdata, kHtml, "a<b>]", "a<b>", false},
      {"beyond ASCII", kMarkup, kHtml, "é<a title='é'><!--é--><script>é</script>",
       "&#233;<a title='&#233;'><!--?--><script>?</script>", true, ContentEncoding::ascii},
      {"text beyond ASCII", kMarkup, kText, "é", "&#233;", true, ContentEncoding::ascii},
  };
  return kRows;
}

void expect_contained(const Contained& row, size_t first, size_t second) {
  ContainedStream stream(row.place, row.type, row.encoding);
  std::string out;
  bool stands = stream.feed(row.content.substr(0, first), out);
  stands = stands && stream.feed(row.content.substr(first, second - first), out);
  stands = stands && stream.feed(row.content.substr(second), out);
  stands = stream.finish(out) && stands;
  EXPECT_EQ(stands, row.stands) << row.name << ", cut at " << first << " and " << second;
  EXPECT_EQ(out, row.expected) << row.name << ", cut at " << first << " and " << second;
}

TEST(ContainedStream, table_at_all_cuts) {
  for (const Contained& row : contained_rows()) {
    for (size_t first = 0; first <= row.content.size(); ++first) {
      for (size_t second = first; second <= row.content.size(); ++second) {
        expect_contained(row, first, second);
      }
    }
  }
}

TEST(ContainedStream, what_was_written_is_closed_when_it_fails) {
  ContainedStream stream(ContentPlace::markup, kHtml, ContentEncoding::utf8);
  std::string out;
  EXPECT_TRUE(stream.feed("<a href=\"x", out));
  EXPECT_EQ(stream.closing(), "\">");
  EXPECT_FALSE(stream.feed("\"><plaintext>", out));
  EXPECT_FALSE(stream.finish(out));
  EXPECT_EQ(out, "<a href=\"x\">");
}

// Pieces of one byte; may fail instead of the end.
class Bytes final : public ContentSource {
 public:
  Bytes(std::string content, Next last) : content_(std::move(content)), last_(last) {}
  Next next(std::string_view& piece) override {
    piece = std::string_view(content_).substr(at_, 1);
    return ++at_ >= content_.size() ? last_ : Next::more;
  }

 private:
  std::string content_;
  Next last_;
  size_t at_ = 0;
};

std::unique_ptr<ContentSource> streamed(std::string content) {
  return std::make_unique<Bytes>(std::move(content), ContentSource::Next::end);
}
std::unique_ptr<ContentSource> failing(std::string content) {
  return std::make_unique<Bytes>(std::move(content), ContentSource::Next::failed);
}

class Changer final : public RewriteHandler {
 public:
  void element(Element& element, std::span<const uint32_t>) override { change(element); }
  void end_tag(EndTag& end_tag, uint32_t) override { at_end(end_tag); }
  void page_end(PageEnd&) override { log.append("page end "); }
  void text(TextChunk&, std::span<const uint32_t>) override { log.append("text "); }
  void fails(const Error& error) override { log.append(error.detail); }
  std::function<void(Element&)> change;
  std::function<void(EndTag&)> at_end = [](EndTag&) {};
  std::string log;
};

struct Row {
  const char* name;
  const char* selector;
  std::string_view page;
  std::function<void(Element&, Rewriter&)> change;
  std::string_view expected;
  std::string_view log = "page end ";
};

void expect_row(const Row& row, size_t chunk) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add(row.selector));
  Changer changer;
  RewriterLimits limits;
  limits.added_bytes = {.base = 64, .per_byte = 0};
  Rewriter rewriter(changer, &selectors, Implied::skipped, limits);
  rewriter.set_encoding(ContentEncoding::utf8);
  changer.change = [&](Element& element) { row.change(element, rewriter); };
  changer.at_end = [&](EndTag&) { rewriter.drop(); };
  CollectedMarkup output;
  feed_in_chunks(rewriter, row.page, chunk, output);
  EXPECT_EQ(output.text, row.expected) << row.name << ", chunks of " << chunk;
  EXPECT_EQ(changer.log, row.log) << row.name << ", chunks of " << chunk;
}

TEST(StreamedContents, table) {
  const std::vector<Row> rows = {
      {"all places", "b", "<b>x</b>y",
       [](Element& e, Rewriter&) {
         EXPECT_TRUE(e.before(streamed("1"), kHtml) && e.before("2", kHtml));
         EXPECT_TRUE(e.prepend(streamed("3"), kHtml) && e.prepend(streamed("4"), kText));
         EXPECT_TRUE(e.append(streamed("5"), kHtml) && e.append(streamed("6"), kHtml));
         EXPECT_TRUE(e.after(streamed("7"), kHtml) && e.after(streamed("<8>"), kText));
       },
       "12<b>43x56</b>&lt;8&gt;7y"},
      {"replaced", "b", "<b>x</b>y",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.replace(streamed("<i>é"), kHtml)); }, "<i>éy"},
      {"inner content", "b", "<b>x</b>y",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.set_inner_content(streamed("<i>"), kHtml)); },
       "<b><i></b>y"},
      {"nothing", "b", "<b>x</b>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.before(streamed(""), kHtml)); }, "<b>x</b>"},
      {"closed", "b", "<b>x</b>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.before(streamed("<!-- "), kHtml)); },
       "<!-- --><b>x</b>"},
      {"failed", "b", "<b>x</b>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.before(failing("<a href='x!"), kHtml)); },
       "<a href='x'><b>x</b>"},
      {"plaintext", "b", "<b>x</b>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.before(streamed("1<plaintext>"), kHtml)); },
       "1<b>x</b>",
       "streamed content: opens something that nothing closes, such as <plaintext>, or would end "
       "or "
       "hide the end of what it stands inpage end "},
      {"too much", "b", "<b>x</b>y<b>z</b>",
       [](Element& e, Rewriter&) {
         EXPECT_TRUE(e.before(streamed("<!--" + std::string(100, 'x') + "-->"), kHtml));
       },
       "<!--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx--><b>x</b>y<b>z</b>",
       "added to the page: more than 64 bytes"},
      {"nothing runs together", "b", "&am<b>x</b>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.before(streamed("p;"), kHtml)); },
       "&am<!---->p;<b>x</b>"},
      {"in a script", "script", "<script>x</script>",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.append(streamed("<b>"), kHtml)); },
       "<script>x<b></script>"},
      {"not in what is removed", "b", "<b>x<b>y</b></b>z",
       [](Element& e, Rewriter&) {
         EXPECT_TRUE(e.before(streamed("1"), kHtml));
         e.remove();
       },
       "1z"},
  };
  for (const Row& row : rows) {
    for (const size_t chunk : kChunkSizes) expect_row(row, chunk);
  }
}

TEST(Drop, table) {
  const std::vector<Row> rows = {
      {"what was asked for stays", "b", "<b>1</b><b>2</b>",
       [](Element& e, Rewriter& rewriter) {
         EXPECT_TRUE(e.before("[", kHtml) && e.after("]", kHtml));
         rewriter.drop();
       },
       "[<b>1</b>]<b>2</b>", ""},
      {"what is open ends as it was begun", "i, b", "<i>1<b>2</b>3</i>4<i></i>",
       [](Element& e, Rewriter& rewriter) {
         if (e.tag_name() == "b") return rewriter.drop();
         EXPECT_TRUE(e.set_tag_name("u") && e.append("5", kHtml));
       },
       "<u>1<b>2</b>35</u>4<i></i>", ""},
      {"what is removed goes on to its end", "i, b", "<i>1<b>2</b>3</i>4<b>",
       [](Element& e, Rewriter& rewriter) {
         if (e.tag_name() == "b") return rewriter.drop();
         e.remove();
       },
       "4<b>", ""},
      {"in a hook", "b", "<b>1</b>2<b>3</b>",
       [](Element& e, Rewriter&) {
         EXPECT_TRUE(e.on_end_tag(1) && e.on_end_tag(2) && e.append("+", kHtml));
       },
       "<b>1+</b>2<b>3</b>", ""},
      {"in text", "b", "<b>1</b>2<b>3</b>",
       [](Element& e, Rewriter& rewriter) {
         EXPECT_TRUE(e.after("+", kHtml));
         rewriter.drop();
       },
       "<b>1</b>+2<b>3</b>", ""},
  };
  for (const Row& row : rows) {
    for (const size_t chunk : kChunkSizes) expect_row(row, chunk);
  }
}

// From a piece of text on: the rest of the node, too, leaves as it came, and at once.
TEST(Drop, within_text) {
  class Dropping final : public RewriteHandler {
   public:
    void element(Element&, std::span<const uint32_t>) override {}
    void text(TextChunk& chunk, std::span<const uint32_t>) override {
      ++calls;
      EXPECT_TRUE(chunk.replace("R", kHtml));
      rewriter->drop();
    }
    Rewriter* rewriter = nullptr;
    int calls = 0;
  };
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add("p"));
  Dropping handler;
  Rewriter rewriter(handler, &selectors, Implied::skipped, {});
  handler.rewriter = &rewriter;
  rewriter.tell(0, Told::text);
  CollectedMarkup output;
  rewriter.feed("<p>" + std::string(1024, 'x') + "yz", output);
  EXPECT_EQ(output.text, "<p>Ryz");
  rewriter.feed("a<", output);
  rewriter.feed("b>c</p>", output);
  rewriter.finish(output);
  EXPECT_EQ(output.text, "<p>Ryza<b>c</p>");
  EXPECT_EQ(handler.calls, 1);
  EXPECT_TRUE(rewriter.stopped());
}

TEST(BreakOff, held_bytes_leave_and_nobody_is_told) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add("p"));
  Changer changer;
  changer.change = [](Element& e) { EXPECT_TRUE(e.append("!", kHtml)); };
  Rewriter rewriter(changer, &selectors, Implied::skipped, {});
  rewriter.tell(0, Told::text | Told::elements);
  CollectedMarkup output;
  rewriter.feed("<p>text<b cl", output);
  rewriter.break_off(output);
  EXPECT_EQ(output.text, "<p>text<b cl");
  EXPECT_EQ(changer.log, "text text ");
}

TEST(MatchCounts, by_selector) {
  SelectorSet selectors;
  for (const char* one : {"p", "b", "p b", "x"}) ASSERT_TRUE(selectors.add(one));
  Changer changer;
  changer.change = [](Element&) {};
  Rewriter rewriter(changer, &selectors, Implied::skipped, {});
  rewriter.tell(1, Told::text);
  CollectedMarkup output;
  feed_in_chunks(rewriter, "<p><b></b></p><b></b>", 3, output);
  const auto counts = rewriter.match_counts();
  EXPECT_EQ(std::vector<uint64_t>(counts.begin(), counts.end()),
            (std::vector<uint64_t>{1, 2, 1, 0}));
}

TEST(Positions, of_elements_and_attributes) {
  const std::string_view page = "<i>\r\né<i a\rb=1>\n\n<del>\r</del> <i>";
  for (const size_t chunk : kChunkSizes) {
    SelectorSet selectors;
    ASSERT_TRUE(selectors.add("*"));
    Changer changer;
    std::string seen;
    const auto show = [&](const std::optional<SourcePosition>& position) {
      ASSERT_TRUE(position);
      seen.append(std::to_string(position->offset)).append(":");
      seen.append(std::to_string(position->line)).append(":");
      seen.append(std::to_string(position->column)).append(" ");
    };
    changer.change = [&](Element& e) {
      show(e.position());
      if (e.has_attribute("b")) show(e.attribute_position("b"));
      if (e.tag_name() == "del") e.remove();
      EXPECT_FALSE(e.attribute_position("c"));
    };
    Rewriter rewriter(changer, &selectors, Implied::skipped, {});
    rewriter.tell_positions();
    CollectedMarkup output;
    feed_in_chunks(rewriter, page, chunk, output);
    EXPECT_EQ(seen, "0:1:1 7:2:2 12:3:1 18:5:1 31:6:8 ") << chunk;
  }
}

TEST(Attributes, version_order_and_decoding) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add("a"));
  Changer changer;
  changer.change = [](Element& e) {
    const uint32_t version = e.attributes_version();
    std::string all;
    for (const auto& one : e.attributes()) {
      all.append(one.name).append("=").append(one.value).append(";");
    }
    EXPECT_EQ(all, "x=1&;y=é;z=;");
    EXPECT_EQ(e.attributes_version(), version);
    EXPECT_TRUE(e.set_attribute("w", "2"));
    EXPECT_NE(e.attributes_version(), version);
    EXPECT_EQ(e.namespace_uri(), "http://www.w3.org/1999/xhtml");
    EXPECT_FALSE(e.set_tag_name("plaintext"));
  };
  Rewriter rewriter(changer, &selectors, Implied::skipped, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, "<a X='1&amp;' y=\xE9 x=2 z>", 4, output);
  EXPECT_EQ(output.text, "<a X='1&amp;' y=\xE9 x=2 z w=\"2\">");
}

// Where a tag is taken away or renamed whose content is text, what was text is contained.
TEST(Diverging, table) {
  const std::vector<Row> rows = {
      {"noscript unwrapped", "noscript", "<body><noscript><img></noscript>x",
       [](Element& e, Rewriter&) { e.remove_and_keep_content(); }, "<body><img>x"},
      {"with something open", "noscript", "<body><noscript><!-- a</noscript>x-->",
       [](Element& e, Rewriter&) { e.remove_and_keep_content(); }, "<body><!-- a-->x-->"},
      {"renamed to text", "div", "<div>a</div>b<p><div>c",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.set_tag_name("xmp")); },
       "<xmp>a</xmp>b<p><xmp>c</xmp>"},
      {"renamed, ended by another", "b", "<p><b>a</p>b",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.set_tag_name("title")); },
       "<p><title>a</title></p>b"},
      {"script renamed", "script", "<script>'<b a=\"'</script>c",
       [](Element& e, Rewriter&) { EXPECT_TRUE(e.set_tag_name("div")); },
       "<div>'<b a=\"'</div>\">c"},
  };
  for (const Row& row : rows) {
    for (const size_t chunk : kChunkSizes) expect_row(row, chunk);
  }
}

// Nothing else would end the text.
TEST(Diverging, the_end_tag_of_a_text_element_stays) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add("script"));
  Changer changer;
  changer.change = [](Element& e) { EXPECT_TRUE(e.on_end_tag(1) && e.on_end_tag(2)); };
  changer.at_end = [](EndTag& end) {
    EXPECT_TRUE(end.set_name("b"));
    end.remove();
  };
  Rewriter rewriter(changer, &selectors, Implied::skipped, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, "<script>a</script>b", 4, output);
  EXPECT_EQ(output.text, "<script>a</script>b");
}

}  // namespace
}  // namespace inlay::html
