// Pages that fetch handlers fetch, transform and put together.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cell_world.h"

namespace inlay::cell {
namespace {

constexpr size_t kChunks[] = {0, 1, 2, 7, 64};

const std::string kPage = "<!doctype html><title>t</title><p>one</p><p>two</p>";

std::string fetch_script(const std::string& body) {
  return "const on = (name, element) => new HTMLRewriter().on(name, { element }); "
         "export default { async fetch(request, env, ctx) { " +
         body + " } };";
}

struct Row {
  const char* name;
  std::string script;  // the body of fetch()
  std::string want;
  bool keeps_places = false;
  Outcome outcome = Outcome::ok;
  std::string error = {};
};

const std::string kMarked = "<!doctype html><title>t</title><p m=\"1\">one</p><p m=\"1\">two</p>";
const std::string kMark = "on('p', (p) => void p.setAttribute('m', '1'))";

const std::vector<Row> kRows{
    {"the page itself", "return fetch(request);", kPage, true},
    {"transformed", "return " + kMark + ".transform(await fetch(request));", kMarked, true},
    {"transformed twice: the inner one comes first",
     "return on('p[m]', (p) => void p.before('!')).transform(" + kMark +
         ".transform(await fetch(request)));",
     "<!doctype html><title>t</title>!<p m=\"1\">one</p>!<p m=\"1\">two</p>", true},
    {"with another head",
     "return new Response(" + kMark + ".transform(await fetch(request)).body);", kMarked, true},
    {"a handler that waits",
     "return on('p', (p) => new Promise((done) => setTimeout(() => { p.setAttribute('m', '1'); "
     "done(); }, 1))).transform(await fetch(request));",
     kMarked, true},
    {"a handler that throws: what it did stays",
     "let n = 0; return on('p', (p) => { if (++n === 2) throw new RangeError('no'); "
     "p.setAttribute('m', '1'); }).transform(await fetch(request));",
     "<!doctype html><title>t</title><p m=\"1\">one</p><p>two</p>", true, Outcome::threw,
     "threw RangeError: no"},
    {"read as text, and answered with it",
     "return new Response((await " + kMark + ".transform(await fetch(request)).text()) + '!');",
     kMarked + "!"},
    {"read through its stream",
     "const reader = " + kMark +
         ".transform(await fetch(request)).body.getReader(); return new Response(new "
         "ReadableStream({ async pull(c) { const { done, value } = await reader.read(); if (done) "
         "c.close(); else c.enqueue(value); } }));",
     kMarked},
    {"transformed, of bytes", "return " + kMark + ".transform(new Response('<p>own</p>'));",
     "<p m=\"1\">own</p>"},
    {"the page put into an answer of its own",
     "const page = await fetch(request); return on('div', (div) => void div.append(page, { html: "
     "true })).transform(new Response('<div></div>'));",
     "<div>" + kPage + "</div>"},
    {"a transformed one put into the page",
     "const own = " + kMark +
         ".transform(new Response('<p>own</p>')); return on('title', (t) => void t.after(own, { "
         "html: true })).transform(await fetch(request));",
     "<!doctype html><title>t</title><p m=\"1\">own</p><p>one</p><p>two</p>", true},
    {"a handler whose error the script catches",
     "try { await on('p', () => { throw new RangeError('no'); }).transform(await "
     "fetch(request)).text(); } catch (error) { return new Response(error.name); }",
     "RangeError"},
    {"bodies that hold too much together",
     "const big = new Uint8Array(1 << 20).fill(120); const long = () => { let n = 0; return new "
     "Response(new ReadableStream({ pull(c) { if (++n > 9) return new Promise(() => {}); "
     "c.enqueue(big); } })); }; const texts = [1, 2, 3, 4].map(() => on('p', () => "
     "{}).transform(long()).text()); return new Response(await Promise.race(texts).catch((error) "
     "=> error.name));",
     "RangeError"},
    {"fetched twice", "await fetch(request); await fetch(request);", kPage, false, Outcome::threw,
     "threw TypeError: fetch: the page's own response was fetched already, or is html()'s"},
    {"another host", "return fetch('https://other.test/a');", kPage, false, Outcome::denied,
     "denied TypeError: fetch: other.test may not be called: that needs \"permissions\": "
     "{\"fetch\": [\"https://other.test\"]}, and this version calls no other hosts yet"},
    {"another host, caught",
     "try { await fetch('https://other.test/a'); } catch {} return fetch(request);", kPage, true},
};

TEST(CellFetch, rows) {
  CellWorld world;
  for (const Row& row : kRows) {
    for (const size_t chunk : kChunks) {
      SCOPED_TRACE(std::string(row.name) + ", chunk " + std::to_string(chunk));
      PageToRun page{.scripts = {}, .html = kPage, .chunk = chunk};
      page.scripts.push_back({.source = fetch_script(row.script)});
      const PageSeen seen = world.run(page);
      EXPECT_EQ(seen.bytes, row.want);
      EXPECT_EQ(seen.outcomes, std::vector{row.outcome});
      const std::vector<std::string> errors =
          row.error.empty() ? std::vector<std::string>{} : std::vector{row.error};
      EXPECT_EQ(seen.errors, errors);
      EXPECT_TRUE(seen.whole);
      if (row.keeps_places) {
        EXPECT_TRUE(seen.has_offsets);
        ASSERT_FALSE(seen.places.empty());
        EXPECT_EQ(seen.places.back().offset, kPage.size());
        EXPECT_EQ(seen.places.back().output, row.want.size());
      }
    }
  }
}

}  // namespace
}  // namespace inlay::cell
