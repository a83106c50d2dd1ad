// What changes to elements make of a page, by table, at every size of chunks.
#include "html/rewriter.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "insert_run.h"

namespace inlay::html {
namespace {

using Change = std::function<void(Element&)>;

class Changer final : public RewriteHandler {
 public:
  explicit Changer(const Change& change) : change_(change) {}
  void element(Element& element, std::span<const uint32_t>) override { change_(element); }
  void end_tag(EndTag& end_tag, uint32_t hook) override {
    hooks.append(std::to_string(hook)).append(end_tag.name()).append(" ");
    if (hook == 2) {
      EXPECT_TRUE(end_tag.before("[eb]", ContentType::html));
    }
    if (hook == 3) {
      EXPECT_TRUE(end_tag.after("[ea]", ContentType::html));
    }
    if (hook == 4) end_tag.remove();
    if (hook == 5) {
      EXPECT_TRUE(end_tag.set_name("x-y"));
    }
  }
  std::string hooks;

 private:
  const Change& change_;
};

struct Row {
  const char* name;
  const char* selector;
  std::string_view page;
  Change change;
  std::string_view expected;
  std::string_view hooks = {};
};

constexpr auto kHtml = ContentType::html;
constexpr auto kText = ContentType::text;

void all_places(Element& e) {
  (void)e.before("[b]", kHtml);
  (void)e.prepend("[p]", kHtml);
  (void)e.append("[a]", kHtml);
  (void)e.after("[f]", kHtml);
}

void hooked(Element& e, uint32_t hook) { EXPECT_TRUE(e.on_end_tag(hook)); }

const std::vector<Row>& rows() {
  static const std::vector<Row> kRows = {
      {"order of calls", "b", "<b>x</b>",
       [](Element& e) {
         all_places(e);
         (void)e.before("2", kHtml);
         (void)e.prepend("2", kHtml);
         (void)e.append("2", kHtml);
         (void)e.after("2", kHtml);
       },
       "[b]2<b>2[p]x[a]2</b>2[f]"},
      {"text is escaped", "b", "<b>x</b>", [](Element& e) { (void)e.before("<i>&\"", kText); },
       "&lt;i&gt;&amp;\"<b>x</b>"},
      {"replace keeps outside", "b", "<b>x<i>y</i></b>z",
       [](Element& e) {
         all_places(e);
         (void)e.replace("R", kHtml);
       },
       "[b]R[f]z"},
      {"replace counts last", "b", "<b>x</b>",
       [](Element& e) {
         (void)e.replace("1", kHtml);
         (void)e.replace("2", kHtml);
       },
       "2"},
      {"inside after replace stays", "b", "<b>x</b>",
       [](Element& e) {
         (void)e.replace("R", kHtml);
         (void)e.prepend("p", kHtml);
         (void)e.append("a", kHtml);
       },
       "Rpa"},
      {"remove", "b", "1<b>x</b>2",
       [](Element& e) {
         all_places(e);
         e.remove();
       },
       "1[b][f]2"},
      {"keep content", "b", "1<b>x</b>2",
       [](Element& e) {
         all_places(e);
         e.remove_and_keep_content();
       },
       "1[b][p]x[a][f]2"},
      {"inner content", "b", "<b a=1>x<i></i></b>",
       [](Element& e) {
         all_places(e);
         (void)e.set_inner_content("I", kHtml);
         (void)e.prepend("p", kHtml);
         (void)e.append("a", kHtml);
       },
       "[b]<b a=1>pIa</b>[f]"},
      {"void", "img", "<img>x",
       [](Element& e) {
         all_places(e);
         (void)e.set_inner_content("I", kHtml);
       },
       "[b]<img>[f]x"},
      {"void replaced", "br", "a<br/>b", [](Element& e) { (void)e.replace("R", kHtml); }, "aRb"},
      {"void removed", "br", "a<br/>b", [](Element& e) { e.remove(); }, "ab"},
      {"foreign void", "path", "<svg><path/></svg>", all_places, "<svg>[b]<path/>[f]</svg>"},
      {"optional end tags", "li", "<ul><li>1<li>2</ul>3", all_places,
       "<ul>[b]<li>[p]1[a][f][b]<li>[p]2[a][f]</ul>3"},
      {"ended by an ancestor", "i", "<p><i>x</p>y", all_places, "<p>[b]<i>[p]x[a][f]</p>y"},
      {"nested, ending together", "div, i", "<div><i>x</div>y", all_places,
       "[b]<div>[p][b]<i>[p]x[a][f][a]</div>[f]y"},
      {"adoption agency", "a", "<a><p>1</a>2</p>3", all_places, "[b]<a>[p]<p>1[a]</a>[f]2</p>3"},
      {"formatting reopened is not the page's", "b", "<p><b>1<p>2</b>3", all_places,
       "<p>[b]<b>[p]1[a][f]<p>2</b>3"},
      {"end of input", "p", "<p>x", all_places, "[b]<p>[p]x[a][f]"},
      {"end of input in a tag", "p", "<p>x<b a=", all_places, "[b]<p>[p]x[a][f]<b a="},
      {"end of input in a comment", "p", "<p>x<!-- a", all_places, "[b]<p>[p]x<!-- a"},
      {"end of input in a title", "title", "<title>x", all_places, "[b]<title>[p]x[a]"},
      {"body ends once", "body", "<body>1</body>2</body>3", all_places,
       "[b]<body>[p]1[a]</body>[f]2</body>3"},
      {"body ended by html", "body", "<body>1</html>2", all_places, "[b]<body>[p]1[a][f]</html>2"},
      {"open at the end of the body", "div", "<body><div>1</body>2</div>", all_places,
       "<body>[b]<div>[p]1[a][f]</body>2</div>"},
      {"html", "html", "<html><body>1</body></html>2", all_places,
       "[b]<html>[p]<body>1</body>[a]</html>[f]2"},
      {"ended by another heading's tag", "h1", "<h1>1</h2>3", all_places,
       "[b]<h1>[p]1[a][f]</h2>3"},
      {"text in a head that is written", "head", "<head><meta>x", all_places,
       "[b]<head>[p]<meta>x[a][f]"},
      {"removed unclosed", "li", "<ul><li>1<li>2</ul>3",
       [](Element& e) {
         e.remove();
         (void)e.after("f", kHtml);
       },
       "<ul>ff</ul>3"},
      {"removed to the end", "div", "1<div>2<p>3<!-- ",
       [](Element& e) {
         e.remove();
         (void)e.after("f", kHtml);
       },
       "1f"},
      {"removed raw text", "script", "1<script>a</b></script>2", [](Element& e) { e.remove(); },
       "12"},
      {"nothing of what lies in removed", "div, i", "1<div>2<i>3</i></div>4",
       [](Element& e) {
         all_places(e);
         e.remove();
       },
       "1[b][f]4"},
      {"removal does not make a tag", "b", "x <<b>y</b>script>z", [](Element& e) { e.remove(); },
       "x <<!---->script>z"},
      {"content does not make a tag", "b", "x <<b>y</b>",
       [](Element& e) { (void)e.before("img src=", kHtml); }, "x <<!---->img src=<b>y</b>"},
      {"tag name", "b", "<B a=1 >x</B >y", [](Element& e) { EXPECT_TRUE(e.set_tag_name("i")); },
       "<i a=1 >x</i >y"},
      {"tag name of an unclosed one", "b", "<p><b>x</p>y",
       [](Element& e) { EXPECT_TRUE(e.set_tag_name("i")); }, "<p><i>x</p>y"},
      {"attribute set in place", "a", "<a x=1  HREF = 'o' y>",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("href", "\"<&>é")); },
       "<a x=1  HREF=\"&quot;&lt;&amp;&gt;&#233;\" y>"},
      {"attribute set to what it is", "a", "<a href=a&amp;b>",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("href", "a&b")); }, "<a href=a&amp;b>"},
      {"attribute without value", "a", "<a x y>",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("x", "1")); }, "<a x=\"1\" y>"},
      {"attribute added", "a", "<a x>", [](Element& e) { EXPECT_TRUE(e.set_attribute("Y", "1")); },
       "<a x y=\"1\">"},
      {"attribute added to a self-closing tag", "br", "<br />",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("y", "1")); }, "<br y=\"1\" />"},
      {"attribute added after an unquoted slash", "a", "<a x=y/>",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("z", "1")); }, "<a x=y/ z=\"1\">"},
      {"attribute added after a missing value", "a", "<a x= >",
       [](Element& e) { EXPECT_TRUE(e.set_attribute("z", "1")); }, "<a x= \"\" z=\"1\">"},
      {"attribute removed", "a", "<a x=1 y='2' z>", [](Element& e) { e.remove_attribute("Y"); },
       "<a x=1 z>"},
      {"attribute removed with duplicates", "a", "<a x=1 y x=2>",
       [](Element& e) { e.remove_attribute("x"); }, "<a y>"},
      {"last attribute without value removed", "a", "<a x= >",
       [](Element& e) { e.remove_attribute("x"); }, "<a >"},
      {"attribute removed and set again", "a", "<a x=1 y>",
       [](Element& e) {
         e.remove_attribute("x");
         EXPECT_TRUE(e.set_attribute("x", "2"));
         EXPECT_EQ(e.attribute("x"), "2");
       },
       "<a y x=\"2\">"},
      {"tokens", "a", "<a rel='me x\"'>",
       [](Element& e) { EXPECT_TRUE(e.add_attribute_tokens("rel", "me noopener")); },
       "<a rel=\"me x&quot; noopener\">"},
      {"tokens there", "a", "<a rel=noopener>",
       [](Element& e) { EXPECT_TRUE(e.add_attribute_tokens("rel", "noopener")); },
       "<a rel=noopener>"},
      {"tokens of a new attribute", "a", "<a>",
       [](Element& e) { EXPECT_TRUE(e.add_attribute_tokens("rel", "a b")); }, "<a rel=\"a b\">"},
      {"refused names change nothing", "b", "<b>x</b>",
       [](Element& e) {
         EXPECT_FALSE(e.set_tag_name("a b"));
         EXPECT_FALSE(e.set_tag_name(""));
         EXPECT_FALSE(e.set_tag_name("1"));
         EXPECT_FALSE(e.set_tag_name("a>"));
         EXPECT_FALSE(e.set_attribute("a=", "1"));
         EXPECT_FALSE(e.set_attribute("a/", "1"));
         EXPECT_FALSE(e.set_attribute("", "1"));
         EXPECT_FALSE(e.set_attribute("a\n", "1"));
       },
       "<b>x</b>"},
      {"content is contained", "b", "<b>x</b>y", [](Element& e) { (void)e.after("<!-- a", kHtml); },
       "<b>x</b><!-- a-->y"},
      {"plaintext is refused", "b", "<b>x</b>",
       [](Element& e) { EXPECT_FALSE(e.before("<plaintext>", kHtml)); }, "<b>x</b>"},
      {"raw text: end refused", "script", "<script>x</script>",
       [](Element& e) {
         EXPECT_FALSE(e.append("</script>", kHtml));
         EXPECT_FALSE(e.append("<!--", kHtml));
         EXPECT_FALSE(e.append("a<", kHtml));
         EXPECT_TRUE(e.append("<b>", kHtml));
       },
       "<script>x<b></script>"},
      {"raw text: half an end in the page", "style", "<style>a</sty</style>",
       [](Element& e) { (void)e.append("le>", kHtml); }, "<style>a</sty</style>"},
      {"hooks at the own end tag", "b", "<b>x</b>",
       [](Element& e) {
         all_places(e);
         hooked(e, 1);
         hooked(e, 2);
         hooked(e, 3);
       },
       "[b]<b>[p]x[a][eb]</b>[ea][f]", "1b 2b 3b "},
      {"hook removes the end tag", "b", "<b>x</b>", [](Element& e) { hooked(e, 4); }, "<b>x",
       "4b "},
      {"hook renames", "b", "<b>x</B>", [](Element& e) { hooked(e, 5); }, "<b>x</x-y>", "5b "},
      {"hook at an ancestor's end tag", "i", "<p><i>x</p>",
       [](Element& e) {
         hooked(e, 1);
         hooked(e, 4);
       },
       "<p><i>x</p>", "1i 4i "},
      {"no hook where the end is implied", "li", "<li>1<li>2", [](Element& e) { hooked(e, 1); },
       "<li>1<li>2", ""},
      {"no end tag", "br", "<br>", [](Element& e) { EXPECT_FALSE(e.on_end_tag(1)); }, "<br>"},
  };
  return kRows;
}

void run(const Row& row, size_t chunk) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add(row.selector));
  Changer changer(row.change);
  Rewriter rewriter(changer, &selectors, Implied::skipped, {});
  CollectedMarkup output;
  feed_in_chunks(rewriter, row.page, chunk, output);
  EXPECT_EQ(output.text, row.expected) << row.name << ", chunks of " << chunk;
  EXPECT_EQ(changer.hooks, row.hooks) << row.name << ", chunks of " << chunk;
}

TEST(Rewriter, table_at_every_chunk_size) {
  for (const Row& row : rows()) {
    for (const size_t chunk : kChunkSizes) {
      run(row, chunk);
    }
  }
}

TEST(Rewriter, changing_nothing_changes_nothing) {
  for (Row row : rows()) {
    row.change = [](Element&) {};
    row.expected = row.page;
    row.hooks = "";
    for (const size_t chunk : {size_t{1}, size_t{7}, size_t{4096}}) run(row, chunk);
  }
}

}  // namespace
}  // namespace inlay::html
