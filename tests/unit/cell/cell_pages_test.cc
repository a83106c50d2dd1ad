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
    {"fetch() hands the page on", {fetch_script("return fetch(request);")}, kPage},
    {"fetch() by its address", {fetch_script("return await fetch(request.url);")}, kPage},
    {"transform()",
     {fetch_script("return new HTMLRewriter().on('p', { element(e) { e.setAttribute('m', '1'); } "
                   "}).transform(await fetch(request));"),
      kBold},
     with(kPage, "<p>", "<i><p m=\"1\">"),
     {Outcome::ok, Outcome::ok}},
    {"two of them, and html()",
     {"const one = (a) => new HTMLRewriter().on('b', { element(e) { e.append(a); } });"
      "export default { async fetch(request) { return one('2').transform(one('1').transform(await "
      "fetch(request))); }, html(rewriter) { rewriter.on('b', { element(e) { e.append('3'); } }); "
      "} };"},
     with(kPage, "bold</b>", "bold123</b>")},
    {"the page as text",
     {fetch_script("const page = await fetch(request); return new Response((await "
                   "page.text()).toUpperCase(), { headers: { 'content-type': 'text/plain' } });")},
     [] {
       std::string upper = kPage;
       std::ranges::transform(upper, upper.begin(), [](char c) {
         return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
       });
       return upper;
     }()},
    {"fetch() that fails after it has read the page",
     {fetch_script("await (await fetch(request)).text(); throw new Error('late');"), kMarkP},
     with(kPage, "<p>", "<p m=\"1\">"),
     {Outcome::threw, Outcome::ok},
     {"threw Error: late"}},
    {"transform() over a body that was read by a stream",
     {fetch_script(
         "const page = await fetch(request); return new HTMLRewriter().on('b', { element(e) { "
         "e.remove(); } }).transform(new Response(page.body.pipeThrough(new "
         "TransformStream()), page));")},
     with(kPage, "<b>bold</b>", "")},
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

// What a script logs, joined by blanks.
std::string logged(CellWorld& world, PageToRun page) {
  std::string all;
  for (const std::string& piece : world.run(page).console) {
    all += (all.empty() ? "" : " ") + piece;
  }
  return all;
}

TEST(CellPages, scripts_know_what_they_are_told) {
  struct Told {
    const char* name;
    std::string log;  // what the script logs
    std::string want;
    channel::ScriptRights rights = {};
  };
  const std::vector<Told> rows{
      {"options", "ctx.options.color, Object.isFrozen(ctx.options.deep)", "red true"},
      {"the install", "ctx.install.id, ctx.install.appId, ctx.install.version, ctx.install.siteId",
       "install app 1 site"},
      {"the request", "ctx.request.method, ctx.request.url, ctx.request.headers.get('accept')",
       "GET https://example.com/page text/html"},
      {"the answer", "ctx.page.status, ctx.page.headers.get('content-type')",
       "200 text/html; charset=utf-8"},
      {"no cookies", "ctx.request.headers.get('cookie'), ctx.page.headers.get('set-cookie')",
       "null null"},
      {"cookies",
       "ctx.request.headers.get('cookie'), ctx.page.headers.get('set-cookie')",
       "a=1 b=2",
       {.cookies = true}},
      {"INSTALL_OPTIONS", "INSTALL_OPTIONS.color", "red"},
  };
  CellWorld world;
  for (const Told& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(logged(world, {.scripts = {{.source = html_script("console.log(" + row.log + ");"),
                                          .rights = row.rights,
                                          .options = R"({"color":"red","deep":{}})"}},
                             .html = kPage,
                             .request = {{"Accept", "text/html"}, {"Cookie", "a=1"}},
                             .response = {{"Content-Type", "text/html; charset=utf-8"},
                                          {"Set-Cookie", "b=2"}}}),
              row.want);
  }
}

TEST(CellPages, heads) {
  struct Headed {
    const char* name;
    std::string script;
    uint16_t status;  // 0: the origin's head stays
    Fields fields;
    Outcome outcome = Outcome::ok;
    channel::ScriptRights rights = {};
  };
  const std::vector<Headed> rows{
      {"html() leaves it", html_script(""), 0, {}},
      {"a status and fields",
       fetch_script("return new Response('x', { status: 404, headers: { a: 'b' } });"),
       404,
       {{"a", "b"}, {"content-type", "text/plain;charset=UTF-8"}, {"Set-Cookie", "s=1"}}},
      {"Set-Cookie without the right to it",
       fetch_script("return new Response('x', { headers: { 'set-cookie': 'a=b' } });"),
       0,
       {},
       Outcome::denied},
      {"with it",
       fetch_script("return new Response(null, { headers: { 'set-cookie': 'a=b' } });"),
       200,
       {{"set-cookie", "a=b"}},
       Outcome::ok,
       {.cookies = true}},
  };
  CellWorld world;
  for (const Headed& row : rows) {
    SCOPED_TRACE(row.name);
    const PageSeen seen =
        world.run({.scripts = {{.source = row.script, .rights = row.rights}},
                   .html = kPage,
                   .response = {{"Content-Type", "text/html"}, {"Set-Cookie", "s=1"}}});
    EXPECT_EQ(seen.status, row.status);
    EXPECT_EQ(seen.fields, row.fields);
    EXPECT_EQ(seen.outcomes, std::vector{row.outcome});
    if (row.outcome != Outcome::ok) {
      EXPECT_EQ(seen.bytes, kPage);
    }
  }
}

TEST(CellPages, what_is_no_page_is_not_handed_to_html) {
  CellWorld world;
  const PageSeen seen = world.run({.scripts = {{.source = html_script("throw new Error('no');")}},
                                   .html = "{}",
                                   .response = {{"Content-Type", "application/json"}}});
  EXPECT_EQ(seen.bytes, "{}");
  EXPECT_EQ(seen.outcomes, std::vector{Outcome::ok});
}

TEST(CellPages, a_page_that_breaks_off_does_so_behind_scripts_too) {
  CellWorld world;
  const PageSeen seen = world.run(
      {.scripts = {{.source = html_script("rewriter.onDocument({ end(e) { e.append('end'); } });")},
                   {.source = kMarkP}},
       .html = "<p>one<p",
       .breaks_off = true});
  EXPECT_EQ(seen.bytes, "<p m=\"1\">one<p");
  EXPECT_TRUE(seen.ended);
  EXPECT_FALSE(seen.whole);
}

TEST(CellPages, work_goes_on_after_the_answer) {
  CellWorld world;
  const auto script = [](const std::string& promise) {
    return html_script("ctx.waitUntil((async () => { " + promise + " })());");
  };
  struct After {
    const char* name;
    std::string source;
    std::vector<std::string> console;
    std::vector<std::string> errors;
  };
  const std::vector<After> rows{
      {"done in time",
       script("await new Promise((d) => setTimeout(d, 5)); console.log('after');"),
       {"after"},
       {}},
      {"for ever",
       script("await new Promise(() => {});"),
       {},
       {"unhandled threw Error: waitUntil(): its time is over (half of the limit wallMs)"}},
      {"a loop",
       script("await new Promise((d) => setTimeout(d, 5)); for (;;);"),
       {},
       {"over_cpu Error: stopped: more processor time than its limit (cpuMs)"}},
  };
  for (const After& row : rows) {
    SCOPED_TRACE(row.name);
    const PageSeen seen = world.run(
        {.scripts = {{.source = row.source, .cpu_ms = 20, .wall_ms = 60}}, .html = kPage});
    EXPECT_EQ(seen.bytes, kPage);
    EXPECT_TRUE(seen.whole);
    EXPECT_EQ(seen.console, row.console);
    EXPECT_EQ(seen.errors, row.errors);
  }
}

// Each stops at its own time; none hears of the others.
TEST(CellPages, pages_wait_side_by_side) {
  CellWorld world;
  std::vector<PageToRun> pages;
  for (size_t i = 0; i < 40; ++i) {
    pages.push_back(
        {.scripts =
             {{.source = html_script(
                   "let n = 0; rewriter.on('p', { async element(e) { await new Promise((d) => "
                   "setTimeout(d, (n * 7) % 5)); e.setAttribute('n', ++n); } });")}},
         .html = kPage + "<!--" + std::to_string(i) + "-->",
         .chunk = 1 + i % 9,
         .takes_at_once = i % 3});
  }
  const std::vector<PageSeen> seen = world.run_together(pages);
  for (size_t i = 0; i < pages.size(); ++i) {
    std::string want = pages[i].html;
    for (int n = 1; n <= 3; ++n) {
      want.replace(want.find("<p>"), 3, "<p n=\"" + std::to_string(n) + "\">");
    }
    EXPECT_EQ(seen[i].bytes, want);
    EXPECT_EQ(seen[i].outcomes, std::vector{Outcome::ok});
  }
}

// A stopped turn empties the isolate: what waits in it cannot go on, but pages do.
TEST(CellPages, a_stopped_turn_takes_along_what_waits_in_its_isolate) {
  CellWorld world;
  const std::string source = html_script(
      "rewriter.on('b', { async element(e) { await new Promise((d) => setTimeout(d, 3000)); "
      "e.remove(); } }).on('i', { element() { for (;;); } });");
  const std::string looping = "<p><i>x</i></p>";
  const std::vector<PageSeen> seen =
      world.run_together({{.scripts = {{.source = source, .cpu_ms = 20}}, .html = kPage},
                          {.scripts = {}, .html = looping}});
  EXPECT_EQ(seen[0].bytes, kPage);
  EXPECT_EQ(seen[0].outcomes, std::vector{Outcome::over_cpu});
  EXPECT_EQ(seen[1].bytes, looping);
  EXPECT_EQ(seen[1].outcomes, std::vector{Outcome::over_cpu});
}

TEST(CellPages, an_isolate_that_was_stopped_is_made_anew) {
  CellWorld world;
  PageToRun page{
      .scripts = {{.source = "let n = 0; export default { html(rewriter) { console.log(n++); "
                             "rewriter.on('i', { element() { for (;;); } }); } };",
                   .cpu_ms = 20}},
      .html = "<p>"};
  PageToRun looping = page;
  looping.html = "<i>";
  // Streams of one call share the scripts, each begun when the ones before are under way.
  const auto first = world.run_together({page, page, looping});
  EXPECT_EQ(first[0].console, std::vector<std::string>{"0"});
  EXPECT_EQ(first[1].console, std::vector<std::string>{"1"});
  EXPECT_EQ(first[2].outcomes, std::vector{Outcome::over_cpu});
  const auto later = world.run_again(page);
  EXPECT_EQ(later.console, std::vector<std::string>{"0"});
  EXPECT_EQ(later.outcomes, std::vector{Outcome::ok});
}

TEST(CellPages, a_script_that_puts_in_too_much_is_left_out) {
  CellWorld world;
  const PageSeen seen =
      world.run({.scripts = {{.source = html_script("rewriter.on('p', { element(e) { "
                                                    "e.before('x'.repeat(400000)); } });")},
                             {.source = kMarkP}},
                 .html = kPage});
  EXPECT_EQ(with(seen.bytes, std::string(400'000, 'x'), ""), with(kPage, "<p>", "<p m=\"1\">"));
  EXPECT_EQ(seen.outcomes, (std::vector{Outcome::over_output, Outcome::ok}));
}

// What scripts put in is written as the page can hold it.
TEST(CellPages, encodings) {
  struct Encoded {
    const char* name;
    std::string charset;
    std::string head;
    std::string want;  // of "é"
  };
  const std::vector<Encoded> rows{
      {"the field says UTF-8", "UTF-8", "", "\u00e9"},
      {"the field says another one, the page does not count", "iso-8859-1", "<meta charset=utf-8>",
       "&#233;"},
      {"the page says UTF-8", "", "<meta charset=utf-8>", "\u00e9"},
      {"the page says it in the old way", "",
       "<meta http-equiv=content-type content='text/html; charset=utf-8'>", "\u00e9"},
      {"the page says another one", "", "<meta charset=windows-1252>", "&#233;"},
      {"nobody says", "", "<title>t</title>", "&#233;"},
      {"a byte order mark", "", "\xEF\xBB\xBF<title>t</title>", "\u00e9"},
      {"too late", "", "</head><body><meta charset=utf-8>", "&#233;"},
  };
  CellWorld world;
  for (const Encoded& row : rows) {
    for (const size_t chunk : {size_t{0}, size_t{7}}) {
      SCOPED_TRACE(std::string(row.name) + ", chunk " + std::to_string(chunk));
      const PageSeen seen =
          world.run({.scripts = {{.source = html_script(
                                      "rewriter.on('p', { element(e) { e.before('\u00e9'); } "
                                      "});")}},
                     .html = row.head + "<p>",
                     .chunk = chunk,
                     .response = {{"Content-Type", "text/html"}},
                     .charset = row.charset});
      EXPECT_EQ(seen.bytes, row.head + row.want + "<p>");
    }
  }
}

// What a script passes on unchanged, also behind what it has changed, keeps its places for the next
// one: a long insert of the second one does not wait for the end of the chunk.
TEST(CellPages, places_hold_over_a_chain) {
  CellWorld world;
  const std::string remover = html_script("rewriter.on('b', { element(e) { e.remove(); } });");
  const std::string streamer = html_script(
      "rewriter.on('i', { element(e) { let n = 0; e.before(new ReadableStream({ pull(c) { if (n++ "
      "=== "
      "8) return c.close(); c.enqueue(new TextEncoder().encode('<u>' + 'x'.repeat(20000) + "
      "'</u>')); } "
      "}), { html: true }); } });");
  const std::string page = "<p>one<b>bold</b>two<i>in</i>three<b>bold</b>four</p>";
  for (const auto& scripts : {std::vector{remover, streamer}, std::vector{streamer, remover}}) {
    const PageSeen seen =
        world.run({.scripts = {{.source = scripts[0]}, {.source = scripts[1]}}, .html = page});
    EXPECT_EQ(seen.outcomes, (std::vector{Outcome::ok, Outcome::ok}));
    // Within the insert there are places, all for the byte that it stands before.
    const size_t insert = page.find("<i>");
    const auto within = std::ranges::count(seen.places, insert, &PlaceSeen::offset);
    EXPECT_GE(within, 1);
    for (const PlaceSeen& place : seen.places) EXPECT_LE(place.restore.size(), 64U);
  }
}

TEST(CellPages, a_script_may_be_allowed_to_look_only) {
  struct Looking {
    const char* name;
    std::string source;
    Outcome outcome;
  };
  const std::vector<Looking> rows{
      {"looks",
       html_script("rewriter.on('p', { element(e) { e.getAttribute('m'); e.onEndTag(() => {}); "
                   "} });"),
       Outcome::ok},
      {"a method", html_script("rewriter.on('p', { element(e) { e.setAttribute('m', '1'); } });"),
       Outcome::denied},
      {"a setter", html_script("rewriter.on('p', { element(e) { e.tagName = 'x'; } });"),
       Outcome::denied},
      {"text", html_script("rewriter.on('p', { text(t) { t.remove(); } });"), Outcome::denied},
      {"caught", html_script("rewriter.on('p', { element(e) { try { e.remove(); } catch {} } });"),
       Outcome::ok},
      {"the page handed on", fetch_script("return fetch(request);"), Outcome::ok},
      {"another page", fetch_script("return new Response('x');"), Outcome::denied},
  };
  CellWorld world;
  for (const Looking& row : rows) {
    SCOPED_TRACE(row.name);
    const PageSeen seen = world.run(
        {.scripts = {{.source = row.source, .rights = {.html_modify = false}}}, .html = kPage});
    EXPECT_EQ(seen.bytes, kPage);
    EXPECT_EQ(seen.outcomes, std::vector{row.outcome});
  }
}

TEST(CellPages, a_module_may_listen) {
  CellWorld world;
  const PageSeen seen = world.run(
      {.scripts = {{.source = "addEventListener('fetch', (event) => event.respondWith(new "
                              "HTMLRewriter().on('b', { element(e) { e.remove(); } "
                              "}).transform ? fetch(event.request) : null));"}},
       .html = kPage});
  EXPECT_EQ(seen.bytes, kPage);
  EXPECT_EQ(seen.outcomes, std::vector{Outcome::ok});
}

}  // namespace
}  // namespace inlay::cell
