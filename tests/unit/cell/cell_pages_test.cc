#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cell_world.h"

namespace inlay::cell {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr size_t kChunks[] = {0, 1, 2, 7, 64};

const std::string kPage =
    "<!doctype html><html><head><title>t</title></head><body><p>one</p>"
    "<div class=a><p>two <b>bold</b></p></div><!-- note --><p>three</p></body></html>";

std::string html_script(const std::string& body) {
  return "export default { html(rewriter, ctx) { " + body + " } };";
}
std::string fetch_script(const std::string& body) {
  return "export default { async fetch(request, env, ctx) { " + body + " } };";
}

std::string with(std::string text, std::string_view what, std::string_view by) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

struct Row {
  const char* name;
  std::vector<std::string> scripts;
  std::string want;  // of kPage
  std::vector<Outcome> outcomes = {Outcome::ok};
  std::vector<std::string> errors = {};
};

const std::string kMarkP =
    html_script("rewriter.on('p', { element(e) { e.setAttribute('m', '1'); } });");
const std::string kBold =
    html_script("rewriter.on('p[m]', { element(e) { e.before('<i>', { html: true }); } });");

const std::vector<Row> kRows{
    {"a script that registers nothing", {html_script("")}, kPage},
    {"one that looks only",
     {html_script("rewriter.on('p', { element(e) { e.tagName; } });")},
     kPage},
    {"attributes", {kMarkP}, with(kPage, "<p>", "<p m=\"1\">")},
    {"the second sees what the first did",
     {kMarkP, kBold},
     with(kPage, "<p>", "<i><p m=\"1\">"),
     {Outcome::ok, Outcome::ok}},
    {"a handler that throws: what it did stays, the other goes on",
     {html_script(
          "let n = 0; rewriter.on('p', { element(e) { if (++n === 2) throw new TypeError('no'); "
          "e.setAttribute('m', n); } });"),
      html_script("rewriter.on('p', { element(e) { e.setAttribute('s', ''); } });")},
     with(with(kPage, "<p>", "<p s=\"\">"), "<p s=\"\">one", "<p m=\"1\" s=\"\">one"),
     {Outcome::threw, Outcome::ok},
     {"threw TypeError: no"}},
    {"html() throws",
     {html_script("throw new RangeError('x');"), kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::threw, Outcome::ok},
     {"threw RangeError: x"}},
    {"html() is async",
     {"export default { async html(rewriter) { await null; rewriter.on('b', { element(e) { "
      "e.remove(); } }); } };"},
     with(kPage, "<b>bold</b>", "")},
    {"html() waits for a timer",
     {"export default { async html(rewriter) { await new Promise((done) => setTimeout(done, 5)); "
      "rewriter.on('b', { element(e) { e.remove(); } }); } };"},
     with(kPage, "<b>bold</b>", "")},
    {"handlers that wait",
     {html_script(
          "rewriter.on('p', { async element(e) { await new Promise((done) => setTimeout(done, "
          "1)); e.setAttribute('m', '1'); } });"),
      kBold},
     with(kPage, "<p>", "<i><p m=\"1\">"),
     {Outcome::ok, Outcome::ok}},
    {"text, comments, end",
     {html_script(
         "rewriter.on('b', { text(t) { if (t.text) t.replace('thin'); } }).onDocument({ "
         "comments(c) { c.text = 'c'; }, end(e) { e.append('<!--end-->', { html: true }); } });")},
     with(with(kPage, ">bold<", ">thin<"), "<!-- note -->", "<!--c-->") + "<!--end-->"},
    {"a loop",
     {html_script("rewriter.on('b', { element() { while (true); } });"), kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::over_cpu, Outcome::ok},
     {"over_cpu Error: stopped: more processor time than its limit (cpuMs)"}},
    {"a promise that is never settled",
     {html_script("rewriter.on('b', { element() { return new Promise(() => {}); } });"), kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::over_wall, Outcome::ok},
     {"over_wall Error: stopped: no answer within its limit (wallMs)"}},
    {"no entry point",
     {"export default {};", kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::start_failed, Outcome::ok},
     {"start_failed TypeError: the default export has neither html() nor fetch()"}},
    {"a script that cannot start",
     {"throw new Error('at start');", kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::start_failed, Outcome::ok},
     {"start_failed Error: at start"}},
    {"an answer of its own", {fetch_script("return new Response('mine');")}, "mine"},
    {"an answer of its own, in pieces",
     {fetch_script(
         "let n = 0; return new Response(new ReadableStream({ async pull(c) { await null; if "
         "(n++ === 3) return c.close(); c.enqueue(new Uint8Array([64 + n])); } }));")},
     "ABC"},
    {"fetch() that gives no Response",
     {fetch_script("return 'text';")},
     kPage,
     {Outcome::threw},
     {"threw TypeError: fetch() gave no Response"}},
};

TEST(CellPages, rows) {
  CellWorld world;
  for (const Row& row : kRows) {
    for (const size_t chunk : kChunks) {
      SCOPED_TRACE(std::string(row.name) + ", chunk " + std::to_string(chunk));
      PageToRun page{.scripts = {}, .html = kPage, .chunk = chunk};
      for (const std::string& source : row.scripts) {
        page.scripts.push_back({.source = source, .cpu_ms = 50, .wall_ms = 200});
      }
      const PageSeen seen = world.run(page);
      EXPECT_EQ(seen.bytes, row.want);
      EXPECT_EQ(seen.outcomes, row.outcomes);
      EXPECT_EQ(seen.errors, row.errors);
      EXPECT_TRUE(seen.whole);
      if (seen.has_offsets && !seen.places.empty()) {
        EXPECT_EQ(seen.places.back().offset, kPage.size());
        EXPECT_EQ(seen.places.back().output, row.want.size());
      }
    }
  }
}

}  // namespace
}  // namespace inlay::cell
