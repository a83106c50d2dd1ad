// The tree context by tables: which start tags become elements and of which kind, how the text
// after them is read, how far the document has come, what each bound does.
#include "html/tree_context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "html/scanner.h"

namespace inlay::html {
namespace {

std::string kind_prefix(const TreeContext& context) {
  if (!context.made_element()) return "-";
  switch (context.element_space()) {
    case Namespace::html:
      return "";
    case Namespace::mathml:
      return "math:";
    case Namespace::svg:
      return "svg:";
  }
  return "";
}

// Writes each start tag: `p`, `svg:p`, or `-p` where a browser makes no element of it. Markup in
// raw text does not show up.
class StartTags final : public ScannerHandler {
 public:
  explicit StartTags(const TreeContext& context) : context_(context) {}

  void tag(const TagEvent& event) override {
    if (event.kind != TagKind::start) return;
    names += names.empty() ? "" : " ";
    names += kind_prefix(context_);
    names += event.name_bytes();
    if (const auto id = event.attributes().find("id"); id && context_.made_element()) {
      ids += ids.empty() ? "" : " ";
      ids += std::string(id->value) + ":" + "hms"[static_cast<size_t>(context_.element_space())];
    }
  }

  std::string names;
  std::string ids;

 private:
  const TreeContext& context_;
};

struct Followed {
  explicit Followed(std::string_view page, size_t piece = 1 << 20) {
    Scanner scanner(tags, &context, ScannerLimits{}, Tokens::tags);
    for (size_t at = 0; at < page.size(); at += piece) scanner.feed(page.substr(at, piece));
    scanner.finish();
  }
  TreeContext context;
  StartTags tags{context};
};

struct StartTagRow {
  const char* name;
  const char* page;
  const char* start_tags;
};

constexpr StartTagRow kRows[] = {
    // Text modes, scripting on
    {"noscript in the head is raw text", "<head><noscript><b></noscript><i>", "head noscript i"},
    {"noscript in the body is raw text", "<p><noscript><b></noscript><i>", "p noscript i"},
    {"title, textarea are RCDATA", "<title><b></title><textarea><b></textarea><i>",
     "title textarea i"},
    {"style, xmp, iframe, noembed, noframes are raw text",
     "<style><b></style><xmp><b></xmp><iframe><b></iframe><noembed><b></noembed><noframes><b></"
     "noframes>",
     "style xmp iframe noembed noframes"},
    {"script", "<script>'<b>'</script><i>", "script i"},
    {"plaintext never ends", "<plaintext><b></plaintext><i>", "plaintext"},
    {"title in SVG is markup", "<svg><title><b></title>", "svg:svg svg:title b"},
    {"style in SVG is markup", "<svg><style><g></style>", "svg:svg svg:style svg:g"},
    {"an ignored textarea in a frameset switches nothing", "<frameset><textarea><frame>",
     "frameset -textarea frame"},
    {"an ignored title after framesets", "<frameset></frameset><title><b></title>",
     "frameset -title -b"},
    {"noframes in a frameset is raw text", "<frameset><noframes><frame></noframes><frame>",
     "frameset noframes frame"},
    {"style in a table is raw text", "<table><style><td></style><td>", "table style td"},
    {"textarea in a select is RCDATA today", "<select><textarea><b></textarea><i>",
     "select textarea i"},
    {"select in a select ends it", "<select><option><select><svg>",
     "select option -select svg:svg"},

    // The document's outline
    {"second html, head, body are no elements", "<html><html><head><head><body><body><html><head>",
     "html -html head -head body -body -html -head"},
    {"frameset after content is ignored", "<p>x<frameset><frame>", "p -frameset -frame"},
    {"frameset after blank content takes the body's place", "<p> <frameset><frame>",
     "p frameset frame"},
    {"br's end tag is content", "</br><frameset>", "-frameset"},
    {"hidden input is no content", "<input type=HIDDEN><frameset>", "input frameset"},
    {"other input is content", "<input type=text><frameset>", "input -frameset"},
    {"NUL is no content", "<p>\\0<frameset>", "p frameset"},
    {"a reference to a blank is blank", "<p>&#32;<frameset>", "p frameset"},
    {"a reference to NUL is content", "<p>&#0;<frameset>", "p -frameset"},

    // Tables
    {"table parts outside of tables", "<td><tr><tbody><caption><col>",
     "-td -tr -tbody -caption -col"},
    {"table parts in a table", "<table><caption><col><tr><td><th>", "table caption col tr td th"},
    {"td in a div in a table", "<table><div><td>", "table div td"},
    {"table in a cell", "<table><td><table><td></table><td>", "table td table td td"},
    {"form in a table is one", "<table><form><form><tr>", "table form -form tr"},
    {"form in a form", "<form><div><form></form><form>", "form div -form form"},

    // Templates
    {"row in a template", "<template><tr><td></template><td>", "template tr td -td"},
    {"cell in a template", "<template><td><tr></template>", "template td -tr"},
    {"row after text in a template", "<template>x<tr><td>", "template tr td"},
    {"row after a div in a template", "<template><div></div><tr>", "template div -tr"},

    // Foreign content
    {"integration points", "<svg><foreignObject><p><g></p></foreignObject><g>",
     "svg:svg svg:foreignObject p g svg:g"},
    {"MathML text integration points", "<math><mi><p></p></mi><mglyph></mglyph><mi><mglyph>",
     "math:math math:mi p math:mglyph math:mi math:mglyph"},
    {"annotation-xml by encoding",
     "<math><annotation-xml encoding=Text/HTML><g></g></annotation-xml><annotation-xml><g>",
     "math:math math:annotation-xml g math:annotation-xml math:g"},
    {"svg in annotation-xml", "<math><annotation-xml><svg><g>",
     "math:math math:annotation-xml svg:svg svg:g"},
    {"breaking out", "<svg><g><div><g>", "svg:svg svg:g div g"},
    {"font breaks out by attribute", "<svg><font><g><font Color><g>",
     "svg:svg svg:font svg:g font g"},
    {"p's and br's end tags break out", "<svg></p><g><svg></br><g>", "svg:svg g svg:svg g"},
    {"self-closing", "<svg/><g><svg><g/><path/></svg><g>", "svg:svg g svg:svg svg:g svg:path g"},
    {"an HTML end tag closes around it", "<div><svg><g></div><g>", "div svg:svg svg:g g"},
    {"an end tag of nothing stays inside", "<svg><g></x></b><g>", "svg:svg svg:g svg:g"},

    // Formatting elements
    {"formatting end tag leaves SVG", "<b><svg></b><g>", "b svg:svg g"},
    {"formatting end tag does not reach past an object", "<b><object><svg></b><g>",
     "b object svg:svg svg:g"},
    {"a reopened b leaves SVG too", "<p><b></p><svg></b><g>", "p b svg:svg g"},
    {"three equal b are reopened at most", "<p><b><b><b><b></p>x</b></b></b><svg></b><g>",
     "p b b b b svg:svg svg:g"},
    {"four different b are reopened", "<p><b id=1><b><b><b></p>x</b></b></b><svg></b><g>",
     "p b b b b svg:svg g"},
    {"the order of attributes does not count",
     "<p><b x=1 y=2><b y=2 x=1><b Y=2 X=1><b x=1 y=2></p>x</b></b></b><svg></b><g>",
     "p b b b b svg:svg svg:g"},
};

TEST(TreeContext, StartTagsAtEveryPieceSize) {
  for (const StartTagRow& row : kRows) {
    std::string page = row.page;
    if (const size_t at = page.find("\\0"); at != page.npos) page.replace(at, 2, 1, '\0');
    for (size_t piece : {size_t{1}, size_t{2}, size_t{5}, page.size()}) {
      EXPECT_EQ(Followed(page, piece).tags.names, row.start_tags) << row.name << ", " << piece;
    }
  }
}

TEST(TreeContext, PhaseAndTemplate) {
  struct Row {
    const char* page;
    Phase phase;
    bool in_template;
  };
  for (const Row& row : {
           Row{"", Phase::before_head, false},
           Row{" <!-- x --> <!doctype html> <html> ", Phase::before_head, false},
           Row{"</p></div>", Phase::before_head, false},
           Row{"<head>", Phase::in_head, false},
           Row{"<title>x</title> ", Phase::in_head, false},
           Row{"<template><body><p>x", Phase::in_head, true},
           Row{"<template><template></template>", Phase::in_head, true},
           Row{"<template></template>", Phase::in_head, false},
           Row{"<head></head> ", Phase::after_head, false},
           Row{"<head></head><script></script>", Phase::after_head, false},
           Row{"<head></head><template>x", Phase::after_head, true},
           Row{"x", Phase::in_body, false},
           Row{"</br>", Phase::in_body, false},
           Row{"<x-y>", Phase::in_body, false},
           Row{"<body></body></html>", Phase::in_body, false},
           Row{"<frameset>", Phase::in_frameset, false},
       }) {
    const Followed followed(row.page);
    EXPECT_EQ(followed.context.phase(), row.phase) << row.page;
    EXPECT_EQ(followed.context.in_template(), row.in_template) << row.page;
  }
}

TEST(TreeContext, Quirks) {
  struct Row {
    const char* page;
    bool quirks;
  };
  for (const Row& row : {
           Row{"<!DOCTYPE html><p>", false},
           Row{"<!doctype HTML SYSTEM 'about:legacy-compat'><p>", false},
           Row{"<!doctype html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN' 'x'><p>", false},
           Row{"<!doctype html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'><p>", true},
           Row{"<!doctype html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><p>", false},
           Row{"<!doctype html PUBLIC '-//w3c//dtd html 3.2//EN'><p>", true},
           Row{"<!doctype html PUBLIC html><p>", true},
           Row{"<!doctype html PUBLIC 'HTML'><p>", true},
           Row{"<!doctype x><p>", true},
           Row{"<!doctype><p>", true},
           Row{"<p>", true},
           Row{"x", true},
           Row{"</p>", true},
           Row{"<p><!doctype html>", true},
       }) {
    EXPECT_EQ(Followed(row.page).context.quirks(), row.quirks) << row.page;
  }
}

TEST(TreeContext, QuirksDecideWhetherATableEndsAParagraph) {
  EXPECT_EQ(Followed("<!doctype html><p><table></table>").context.depth(), 2u);  // html, body
  EXPECT_EQ(Followed("<p><table></table>").context.depth(), 3u);
}

TEST(TreeContext, SameElementsAsChromium) {
  std::ifstream file(INLAY_ROOT "/tests/golden/tree_context/chromium_elements.txt");
  ASSERT_TRUE(file.is_open());
  size_t rows = 0;
  for (std::string page, expected; std::getline(file, page);) {
    if (page.starts_with('#')) continue;
    ASSERT_TRUE(std::getline(file, expected));
    for (size_t at = 0; (at = page.find("\\n", at)) != page.npos;) page.replace(at, 2, "\n");
    EXPECT_EQ(Followed(page, 1 + rows % 50).tags.ids, expected) << page;
    ++rows;
  }
  EXPECT_EQ(rows, 300u);
}

std::string repeated(std::string_view text, size_t times) {
  std::string made;
  made.reserve(text.size() * times);
  for (size_t i = 0; i < times; ++i) made += text;
  return made;
}

TEST(TreeContext, DeepPagesStayBounded) {
  constexpr size_t kMany = 3 * TreeContext::kDepthMax;
  for (const char* opening :
       {"<div>", "<x-y>", "<svg>", "<math><mi>", "<b>", "<table><td>", "<template>", "<ul><li>",
        "<button><object>", "<svg><foreignObject>", "<table><template><tr><td>", "<select><div>",
        "<p><b id=1><i>", "<form><table><caption>", "<ruby><rt>"}) {
    const Followed followed(repeated(opening, kMany) + "</p></b></div><script><p></script><i>");
    EXPECT_LE(followed.context.depth(), TreeContext::kDepthMax) << opening;
    EXPECT_TRUE(followed.tags.names.ends_with("script i") ||
                followed.tags.names.ends_with("script svg:i"))
        << opening;
  }
}

TEST(TreeContext, BeyondTheDepthBoundTextModesStillHold) {
  const std::string deep = repeated("<div>", TreeContext::kDepthMax + 10);
  const Followed followed(deep + "<title><b></title><style><b></style><textarea><b></textarea><u>");
  EXPECT_TRUE(followed.tags.names.ends_with(" div title style textarea u"));
}

TEST(TreeContext, ManyFormattingElementsStayBounded) {
  std::string page = "<p>";
  for (int i = 0; i < 1000; ++i) page += "<b id=" + std::to_string(i) + ">";
  page += repeated("</p><p>x", 50);
  // What was forgotten is not reopened: html, body, p and as many b as the list holds.
  EXPECT_EQ(Followed(page).context.depth(), 3 + TreeContext::kFormattingMax);
}

TEST(TreeContext, OversizeForeignTagsCloseThemselvesLate) {
  const std::string attribute(1000, 'a');
  struct Row {
    const char* name;
    std::string page;
    const char* start_tags;
  };
  for (const Row& row : {
           Row{"self-closing", "<svg x='" + attribute + "'/><g>", "svg:svg g"},
           Row{"not self-closing", "<svg x='" + attribute + "'><g>", "svg:svg svg:g"},
           Row{"inner self-closing", "<svg><a x='" + attribute + "'/></svg><g>", "svg:svg svg:a g"},
       }) {
    TreeContext context;
    StartTags tags(context);
    Scanner scanner(tags, &context, ScannerLimits{.token_bytes_max = 64}, Tokens::tags);
    scanner.feed(row.page);
    scanner.finish();
    EXPECT_EQ(tags.names, row.start_tags) << row.name;
  }
}

TEST(TreeContext, WantsTextOnlyWhereItChangesSomething) {
  struct Row {
    const char* page;
    bool wants;
  };
  for (const Row& row : {
           Row{"", true},
           Row{"<head>", true},
           Row{"<head><script>", false},
           Row{"<p>", true},  // it decides about a frameset
           Row{"<p>x", false},
           Row{"<p>x<b></p>", true},  // b reopens
           Row{"<p>x<b></p>x", false},
           Row{"<p>x<svg>", false},
           Row{"<p>x<table>", false},
           Row{"<p>x<table><colgroup>", true},
           Row{"<p>x</body>", true},
           Row{"<frameset>", false},
       }) {
    EXPECT_EQ(Followed(row.page).context.wants_text(), row.wants) << row.page;
  }
}

}  // namespace
}  // namespace inlay::html
