// Inserts around all kinds of elements, by table, at every size of chunks.
#include <gtest/gtest.h>

#include "insert_run.h"

namespace inlay::html {
namespace {

using M = InsertMethod;

std::vector<Insert> around(const std::string& selector) {
  return {put(selector, M::before, "[b]"), put(selector, M::prepend, "[p]"),
          put(selector, M::append, "[a]"), put(selector, M::after, "[f]")};
}

std::vector<Insert> with(std::vector<Insert> inserts, Insert another) {
  inserts.push_back(std::move(another));
  return inserts;
}

TEST(InsertElements, ends) {
  expect_rows({
      {"p before a block", around("p"), "<p>1<div>2</div>", "[b]<p>[p]1[a][f]<div>2</div>"},
      {"p before a p", around("p"), "<p>1<p>2", "[b]<p>[p]1[a][f][b]<p>[p]2[a][f]"},
      {"p at its parent's end", around("p"), "<div><p>1</div>2", "<div>[b]<p>[p]1[a][f]</div>2"},
      {"dt and dd", around("dt, dd"), "<dl><dt>1<dd>2<dt>3</dl>",
       "<dl>[b]<dt>[p]1[a][f][b]<dd>[p]2[a][f][b]<dt>[p]3[a][f]</dl>"},
      {"option and optgroup", around("option"),
       "<select><option>1<option>2<optgroup><option>3</select>",
       "<select>[b]<option>[p]1[a][f][b]<option>[p]2[a][f]<optgroup>[b]<option>[p]3[a][f]"
       "</select>"},
      {"td and th", around("td, th"), "<table><tr><td>1<th>2</table>3",
       "<table><tr>[b]<td>[p]1[a][f][b]<th>[p]2[a][f]</table>3"},
      {"tr", around("tr"), "<table><tr><td>1<tr><td>2</table>",
       "<table>[b]<tr>[p]<td>1[a][f][b]<tr>[p]<td>2[a][f]</table>"},
      {"tbody written", around("tbody"), "<table><tbody><tr><tbody></table>",
       "<table>[b]<tbody>[p]<tr>[a][f][b]<tbody>[p][a][f]</table>"},
      {"tbody implied", around("tbody"), "<table><tr></table>", "<table>[b][p]<tr>[a][f]</table>"},
      {"tr implied", around("tr"), "<table><td>1</table>", "<table>[b][p]<td>1[a][f]</table>"},
      {"colgroup implied", around("colgroup"), "<table><col><tr></table>",
       "<table>[b][p]<col>[a][f]<tr></table>"},
      {"colgroup ended by text", around("colgroup"), "<table><colgroup><col>x</table>",
       "<table>[b]<colgroup>[p]<col>[a][f]x</table>"},
      {"rt and rp", around("rt, rp"), "<ruby>1<rp>(<rt>2<rp>)</ruby>",
       "<ruby>1[b]<rp>[p]([a][f][b]<rt>[p]2[a][f][b]<rp>[p])[a][f]</ruby>"},
      {"a within a", around("a"), "<a>1<a>2</a>", "[b]<a>[p]1[a][f][b]<a>[p]2[a]</a>[f]"},
      {"button within a button", around("button"), "<button>1<button>2</button>",
       "[b]<button>[p]1[a][f][b]<button>[p]2[a]</button>[f]"},
      {"form within a form is none", around("form"), "<form><form></form>",
       "[b]<form>[p]<form>[a]</form>[f]"},
      {"heading within a heading", around("h2"), "<h1>1<h2>2</h1>3",
       "<h1>1[b]<h2>[p]2[a][f]</h1>3"},
      {"three that end together", around("div, p, b"), "<div><p><b>1</div>2",
       "[b]<div>[p][b]<p>[p][b]<b>[p]1[a][f][a][f][a]</div>[f]2"},
      {"misnested", around("b, i"), "<b><i>1</b>2</i>3",
       "[b]<b>[p][b]<i>[p]1[a][f][a]</b>[f]2</i>3"},
      {"a stray end tag ends nothing", around("div"), "<div>1</span>2</div>3",
       "[b]<div>[p]1</span>2[a]</div>[f]3"},
      {"open at the end of the page", around("ul, li"), "<ul><li>1",
       "[b]<ul>[p][b]<li>[p]1[a][f][a][f]"},
      {"open at the end of the body", around("ul, li"), "<ul><li>1</body>2",
       "[b]<ul>[p][b]<li>[p]1[a][f][a][f]</body>2"},
      {"blanks in the end tag", around("b"), "<b>1</b\r\n>2", "[b]<b>[p]1[a]</b\r\n>[f]2"},
      {"attributes in the end tag", around("b"), "<b>1</b x='</b>'>2",
       "[b]<b>[p]1[a]</b x='</b>'>[f]2"},
      {"the br of </br> is none", around("br"), "</br><br>", "</br>[b]<br>[f]"},
      {"the p of </p> is none", around("p"), "</p><p></p>", "</p>[b]<p>[p][a]</p>[f]"},
      {"NUL around", around("b"), std::string_view("\0<b>\0</b>\0", 10),
       std::string_view("\0[b]<b>[p]\0[a]</b>[f]\0", 22)},
      {"CRLF around", around("b"), "\r\n<b>\r\n</b>\r\n", "\r\n[b]<b>[p]\r\n[a]</b>[f]\r\n"},
  });
}

TEST(InsertElements, void_ones) {
  expect_rows({
      {"void", around("img"), "1<img>2", "1[b]<img>[f]2"},
      {"self-closing", around("img"), "1<img/>2", "1[b]<img/>[f]2"},
      {"self-closing, but not void", around("b"), "<b/>1</b>2", "[b]<b/>[p]1[a]</b>[f]2"},
      {"input, hr, wbr", around("input, hr, wbr"), "<input><hr><wbr>",
       "[b]<input>[f][b]<hr>[f][b]<wbr>[f]"},
      {"their end tags", around("img"), "<img></img>", "[b]<img>[f]</img>"},
      {"in the head", around("meta, link"), "<head><meta><link></head>",
       "<head>[b]<meta>[f][b]<link>[f]</head>"},
      {"replaced", {put("img", M::replace, "R")}, "1<img>2<img/>3", "1R2R3"},
      {"replaced twice", {put("img", M::replace, "R"), put("img", M::replace, "S")}, "<img>", "RS"},
      {"col", around("col"), "<table><col></table>", "<table>[b]<col>[f]</table>"},
  });
}

TEST(InsertElements, text_ones) {
  const std::vector<Insert> markup = {put("title, textarea, script, style", M::append, "</b>&am")};
  expect_rows({
      {"title", around("title"), "<title>x</title>y", "[b]<title>[p]x[a]</title>[f]y"},
      {"textarea", around("textarea"), "<textarea><b></textarea>y",
       "[b]<textarea>[p]<b>[a]</textarea>[f]y"},
      {"script", around("script"), "<script>'</b>'</script>y",
       "[b]<script>[p]'</b>'[a]</script>[f]y"},
      {"style", around("style"), "<style>a</style>y", "[b]<style>[p]a[a]</style>[f]y"},
      {"iframe and noscript", around("iframe, noscript"),
       "<iframe>x</iframe><noscript>y</noscript>",
       "[b]<iframe>[p]x[a]</iframe>[f][b]<noscript>[p]y[a]</noscript>[f]"},
      {"empty", around("title"), "<title></title>", "[b]<title>[p][a]</title>[f]"},
      {"not ended", around("title"), "<title>x", "[b]<title>[p]x[a]"},
      {"an end begun twice", around("title"), "<title>x</titl</title >y",
       "[b]<title>[p]x</titl</title >[f]y"},
      {"markup in rcdata", markup, "<title>x</title>", "<title>x&lt;/b>&amp;am</title>"},
      {"markup in a script", markup, "<script>x</script>", "<script>x</b>&am</script>"},
      {"the end is refused",
       {put("title, textarea, script, style", M::append, "</title></textarea></script></style>")},
       "<title>1</title><textarea>2</textarea><script>3</script><style>4</style>",
       "<title>1&lt;/title>&lt;/textarea>&lt;/script>&lt;/style></title>"
       "<textarea>2&lt;/title>&lt;/textarea>&lt;/script>&lt;/style></textarea>"
       "<script>3</script><style>4</style>"},
      {"half an end in the page",
       {put("style", M::append, "yle>")},
       "<style>a</st</style>",
       "<style>a</st</style>"},
      {"half an end in a title",
       {put("title", M::append, "tle>")},
       "<title>a</ti</title>",
       "<title>a</ti</title>"},
      {"half a comment in a script",
       {put("script", M::append, "-- x")},
       "<script>a<!</script>",
       "<script>a<!</script>"},
      {"replaced", {put("script", M::replace, "R")}, "1<script>'<b>'</script>2", "1R2"},
      {"replaced and not ended", {put("script", M::replace, "R")}, "1<script>'<b>'", "1R"},
      {"legacy encoding",
       {put("title, script", M::append, "é")},
       "<title></title><script></script>",
       "<title>&#233;</title><script>?</script>",
       EncodingFrom::page},
  });
}

TEST(InsertElements, foreign) {
  const std::vector<Insert> section = {put("svg, g, b, p", M::before, "<![CDATA[<b>"),
                                       put("svg, g, b, p", M::after, "<![CDATA[<i>")};
  expect_rows({
      {"self-closing", around("path"), "<svg><path/></svg>", "<svg>[b]<path/>[f]</svg>"},
      {"with content", around("g"), "<svg><g>1</g></svg>", "<svg>[b]<g>[p]1[a]</g>[f]</svg>"},
      {"svg", around("svg"), "<svg><g/></svg>1", "[b]<svg>[p]<g/>[a]</svg>[f]1"},
      {"not self-closing", around("path"), "<svg><path></svg>1", "<svg>[b]<path>[p][a][f]</svg>1"},
      {"math", around("mi"), "<math><mi>x</mi></math>", "<math>[b]<mi>[p]x[a]</mi>[f]</math>"},
      {"ended by an ancestor", around("svg, g"), "<div><svg><g>1</div>2",
       "<div>[b]<svg>[p][b]<g>[p]1[a][f][a][f]</div>2"},
      {"led out of", around("svg, g, p"), "<svg><g>1<p>2",
       "[b]<svg>[p][b]<g>[p]1[a][f][a][f][b]<p>[p]2[a][f]"},
      {"an SVG title has elements", around("title"), "<svg><title><b>x</b></title></svg>",
       "<svg>[b]<title>[p]<b>x</b>[a]</title>[f]</svg>"},
      {"an SVG style has elements", around("style"), "<svg><style><a></a></style></svg>",
       "<svg>[b]<style>[p]<a></a>[a]</style>[f]</svg>"},
      {"an integration point", around("p"), "<svg><foreignObject><p>1</p></foreignObject></svg>",
       "<svg><foreignObject>[b]<p>[p]1[a]</p>[f]</foreignObject></svg>"},
      {"tags in CDATA are none", around("g"), "<svg><![CDATA[<g>]]><g/></svg>",
       "<svg><![CDATA[<g>]]>[b]<g/>[f]</svg>"},
      {"CDATA in HTML is a comment", section, "<b>1</b>", "<![CDATA[<b><b>1</b><![CDATA[<i>"},
      {"CDATA in SVG is closed", section, "<svg><g>1</g></svg>",
       "<![CDATA[<b><svg><![CDATA[<b>]]><g>1</g><![CDATA[<i>]]></svg><![CDATA[<i>"},
      {"CDATA before a tag that leads out of SVG", section, "<svg><p>1</p>",
       "<![CDATA[<b><svg><![CDATA[<i>]]><![CDATA[<b>]]><p>1</p><![CDATA[<i>"},
      {"CDATA where an ancestor ends SVG", section, "<p><svg><g></p>1",
       "<![CDATA[<b><p><![CDATA[<b><svg><![CDATA[<b>]]><g><![CDATA[<i>]]><![CDATA[<i>]]></p>"
       "<![CDATA[<i>1"},
      {"CDATA at the end of the page",
       {put("svg, b", M::append, "<![CDATA[x")},
       "<b><svg>",
       "<b><svg><![CDATA[x]]><![CDATA[x]]>"},
      {"a style in SVG is none",
       {put("g", M::before, "<style>'<!--'</style>")},
       "<svg><g/></svg>",
       "<svg><style>'<!--'</style>--><g/></svg>"},
      {"legacy encoding",
       {put("title", M::append, "é<style>é</style>")},
       "<svg><title></title></svg>",
       "<svg><title>&#233;<style>&#233;</style></title></svg>",
       EncodingFrom::page},
      {"replaced", {put("svg", M::replace, "R")}, "1<svg><g>2<![CDATA[</svg>]]></svg>3", "1R3"},
      {"led out of what is replaced", {put("svg", M::replace, "R")}, "1<svg><g>2<p>3", "1R<p>3"},
  });
}

TEST(InsertElements, removed) {
  expect_rows({
      {"nothing of what lies within", with(around("i"), put("b", M::replace, "R")),
       "1<b>2<i>3</i>4</b>5<i></i>", "1R5[b]<i>[p][a]</i>[f]"},
      {"replaced within replaced",
       {put("b, i", M::replace, "R")},
       "<b>1<i>2</i></b><i>3</i>",
       "RR"},
      {"its own surroundings stay", with(around("b"), put("b", M::replace, "R")), "1<b>2</b>3",
       "1[b]R[f]3"},
      {"not ended", {put("li", M::replace, "R")}, "<ul><li>1<li>2</ul>3", "<ul>RR</ul>3"},
      {"to the end of the page", {put("b", M::replace, "R")}, "1<b>2<!-- </b>", "1R"},
      {"in an unfinished tag", {put("b", M::replace, "R")}, "1<b>2</b", "1R"},
      {"misnested", {put("b", M::replace, "R")}, "1<b><i>2</b>3</i>4", "1R3</i>4"},
      {"what ends with it", with(around("p"), put("div", M::replace, "R")), "<div><p>1</div>2",
       "R2"},
      {"nothing becomes a tag", {put("b", M::replace, "")}, "1 <<b></b>i>2", "1 <<!---->i>2"},
      {"by nothing", {put("b", M::replace, "")}, "1<b>2</b>3", "13"},
      {"what is implied stays",
       {put("tbody", M::replace, "R")},
       "<table><tr></table>",
       "<table><tr></table>"},
  });
}

TEST(InsertElements, containment) {
  const std::vector<Insert> rows = {put_balanced("table", M::append, "<tr><td>x")};
  expect_rows({
      {"unfinished tag", {put("b", M::before, "<a href='")}, "<b>x</b>", "<a href=''><b>x</b>"},
      {"unfinished comment", {put("b", M::before, "<!-- ")}, "<b>x</b>", "<!-- --><b>x</b>"},
      {"unfinished script",
       {put("b", M::before, "<script>x")},
       "<b>y</b>",
       "<script>x</script><b>y</b>"},
      {"less-than", {put("b", M::append, "1 <")}, "<b>x</b>", "<b>x1 &lt;</b>"},
      {"reference",
       {put("b", M::before, "&amp"), put("b", M::prepend, "&lt")},
       "<b>;</b>",
       "&amp;<b>&lt;;</b>"},
      {"reference of the page",
       {put("b", M::before, "amp;x")},
       "AT&<b>&am<b>",
       "AT&<!---->amp;x<b>&am<!---->amp;x<b>"},
      {"finished by nothing put", {put("b", M::before, " x")}, "AT&<b>", "AT& x<b>"},
      {"reference of a title",
       {put("title", M::append, "amp;x")},
       "<title>AT&</title>",
       "<title>AT&</title>"},
      {"reference around what is removed",
       {put("b", M::replace, "")},
       "&am<b></b>p;",
       "&am<!---->p;"},
      {"carriage return", {put("b", M::prepend, "x\r")}, "<b>\ny</b>", "<b>x\n\ny</b>"},
      {"elements need not balance",
       {put("b", M::before, "<div>"), put("b", M::after, "</div>")},
       "<b>x</b>",
       "<div><b>x</b></div>"},
      {"end tags added",
       {put_balanced("b", M::before, "<div><i>x")},
       "<b>y</b>",
       "<div><i>x</i></div><b>y</b>"},
      {"stray end tags dropped",
       {put_balanced("b", M::before, "</div>x</i>")},
       "<div><b>y</b>",
       "<div>x<b>y</b>"},
      {"tokens closed before",
       {put_balanced("b", M::before, "<div><!-- x")},
       "<b>y</b>",
       "<div><!-- x--></div><b>y</b>"},
      {"optional end tags",
       {put_balanced("ul", M::append, "<li>x")},
       "<ul><li>y</ul>",
       "<ul><li>y<li>x</li></ul>"},
      {"rows", rows, "<table><tr><td>y</table>", "<table><tr><td>y<tr><td>x</td></tr></table>"},
      {"svg", {put_balanced("b", M::before, "<svg><g>")}, "<b>y</b>", "<svg><g></g></svg><b>y</b>"},
      {"void and self-closing",
       {put_balanced("b", M::before, "<img><br/><svg><path/>")},
       "<b>y</b>",
       "<img><br/><svg><path/></svg><b>y</b>"},
      {"two of one html",
       {put("b", M::before, "<i>"), put_balanced("b", M::before, "<i>")},
       "<b>y</b>",
       "<i><i></i><b>y</b>"},
  });
}

TEST(InsertElements, order) {
  expect_rows({
      {"replace in the order of installs",
       {put("b", M::replace, "1"), put("i", M::before, "2"), put("b", M::replace, "3")},
       "<b><i></i></b><i>",
       "132<i>"},
      {"different selectors for one element",
       {put(".x", M::after, "1"), put("b", M::after, "2"), put("p, b", M::after, "3")},
       "<p class=x></p><b class=x></b>",
       "<p class=x></p>13<b class=x></b>123"},
      {"inserts do not match each other",
       {put("b", M::before, "<b></b>"), put("b", M::prepend, "<b></b>")},
       "<b></b>",
       "<b></b><b><b></b></b>"},
      {"one insert on many",
       {put("b", M::append, "1")},
       "<b><b></b></b><b></b>",
       "<b><b>1</b>1</b><b>1</b>"},
      {"an install that is not active",
       {put("b", M::before, "1"), put("b", M::replace, "2", 1)},
       "<b></b>",
       "1<b></b>"},
      {"none is active",
       {put("b", M::before, "1", 1), put("head", M::append, "2", 64)},
       "<b></b>",
       "<b></b>"},
      {"empty contents", {put("b", M::before, ""), put("b", M::append, "")}, "<b></b>", "<b></b>"},
  });
}

}  // namespace
}  // namespace inlay::html
