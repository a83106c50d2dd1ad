// Pages whose handlers wait, fail, and are given up, on fibers, in isolates.
#include "api/rewriting.h"

#include <gtest/gtest.h>

#include "script_world.h"

namespace inlay {
namespace {

using State = Rewriting::State;

constexpr std::string_view kPage = "<p>one</p><p>two</p><i>three</i>";
constexpr size_t kChunks[] = {0, 1, 2, 7};

struct Row {
  std::string_view name;
  std::string_view script;  // registers at `rewriter`
  std::string_view expected;
  std::string_view error;  // "Name: message" of what drops the script
};

constexpr Row kRows[] = {
    {"nothing is registered", "", kPage, {}},
    {"a handler that does not wait",
     "rewriter.on('p', { element(e) { e.setAttribute('x', '1'); } });",
     "<p x=\"1\">one</p><p x=\"1\">two</p><i>three</i>",
     {}},
    {"one that waits for what is settled",
     "rewriter.on('p', { async element(e) { await null; e.tagName = 'b'; } });",
     "<b>one</b><b>two</b><i>three</i>",
     {}},
    {"one that waits for a timer, and one behind it",
     "let n = 0; rewriter.on('*', { element(e) { return new Promise(done => setTimeout(() => { "
     "e.before(String(++n)); done(); })); } }).on('i', { element(e) { e.before('i' + n); } });",
     "1<p>one</p>2<p>two</p>3i3<i>three</i>",
     {}},
    {"the page's end waits",
     "rewriter.onDocument({ async end(e) { await new Promise(d => setTimeout(d)); e.append('!'); "
     "} });",
     "<p>one</p><p>two</p><i>three</i>!",
     {}},
    {"the second call throws",
     "let n = 0; rewriter.on('p', { element(e) { e.before(String(++n)); if (n === 2) throw new "
     "RangeError('no'); } }).on('i', { element(e) { e.remove(); } });",
     "1<p>one</p>2<p>two</p><i>three</i>", "RangeError: no"},
    {"one is rejected later",
     "rewriter.on('p', { element(e) { return new Promise((_, no) => setTimeout(() => no(new "
     "TypeError('late')))); } }).on('i', { element(e) { e.remove(); } });",
     kPage, "TypeError: late"},
};

TEST(Rewriting, rows_come_out_as_expected) {
  for (const Row& row : kRows) {
    for (const size_t chunk : kChunks) {
      SCOPED_TRACE(std::string(row.name) + ", in pieces of " + std::to_string(chunk));
      ScriptWorld world;
      v8::Local<v8::Value> rewriter;
      ASSERT_TRUE(
          world.run("const rewriter = new HTMLRewriter(); " + std::string(row.script) + " rewriter")
              .ToLocal(&rewriter))
          << world.error();
      TextOutput output;
      const auto rewriting = world.rewriting(rewriter.As<v8::Object>(), output);
      put_through(world, *rewriting, kPage, chunk);
      EXPECT_EQ(rewriting->state(), State::ended);
      EXPECT_EQ(output.text, row.expected);
      EXPECT_EQ(rewriting->rewriter().dropped(), !row.error.empty());
      EXPECT_FALSE(rewriting->needs_turn());
      if (!row.error.empty()) {
        EXPECT_EQ(world.error(), row.error);
      }
    }
  }
}

// Waits at the first <p> until `go()`, and puts a mark before all.
constexpr std::string_view kWaiting =
    "const rewriter = new HTMLRewriter().on('p', { async element(e) { globalThis.kept = e; "
    "await new Promise(done => { globalThis.go = done; }); e.before('|'); } }); rewriter";

class Waiting : public testing::Test {
 protected:
  Waiting() {
    v8::Local<v8::Value> rewriter;
    CHECK(world_.run(kWaiting).ToLocal(&rewriter));
    ScriptedRewriterSettings settings;
    settings.tell_offsets = true;  // so that what is done leaves before the next call
    rewriting_ = world_.rewriting(rewriter.As<v8::Object>(), output_, settings);
    rewriting_->bring(kPage);
  }

  ScriptWorld world_;
  TextOutput output_;
  std::unique_ptr<Rewriting> rewriting_;
};

TEST_F(Waiting, goes_on_when_the_promise_is_settled) {
  EXPECT_EQ(rewriting_->run(world_.turn()), State::waits);
  EXPECT_EQ(rewriting_->run(world_.turn()), State::waits);
  EXPECT_TRUE(rewriting_->needs_turn());
  EXPECT_EQ(output_.text, "");
  world_.run("go()");
  world_.turn().run_microtasks();
  EXPECT_EQ(rewriting_->run(world_.turn()), State::waits);
  EXPECT_EQ(output_.text, "|<p>one</p>");
}

TEST_F(Waiting, is_given_up) {
  EXPECT_EQ(rewriting_->run(world_.turn()), State::waits);
  rewriting_->drop();
  EXPECT_FALSE(rewriting_->needs_turn());
  EXPECT_EQ(rewriting_->run_untouched(), State::hungry);
  EXPECT_EQ(output_.text, kPage);
  rewriting_->bring("<p>");
  EXPECT_EQ(rewriting_->run_untouched(), State::hungry);
  rewriting_->end(true);
  EXPECT_EQ(rewriting_->run_untouched(), State::ended);
  EXPECT_EQ(output_.text, std::string(kPage) + "<p>");
  EXPECT_TRUE(world_.run("kept.before('late')").IsEmpty());
}

TEST_F(Waiting, dies) {
  EXPECT_EQ(rewriting_->run(world_.turn()), State::waits);
  rewriting_.reset();
  EXPECT_EQ(output_.text, "");
  EXPECT_TRUE(world_.run("kept.before('late')").IsEmpty());
  EXPECT_EQ(ScriptEngine::get().stacks.in_use(), 0U);
}

TEST_F(Waiting, dies_before_it_began) {
  rewriting_.reset();
  EXPECT_EQ(ScriptEngine::get().stacks.in_use(), 0U);
}

TEST_F(Waiting, ends_with_a_page_that_breaks_off) {
  rewriting_->run(world_.turn());
  rewriting_->drop();
  EXPECT_EQ(rewriting_->run_untouched(), State::hungry);
  rewriting_->end(false);
  EXPECT_EQ(rewriting_->run_untouched(), State::ended);
  EXPECT_EQ(output_.text, kPage);
}

TEST(Rewriting, stops_while_the_output_is_full) {
  ScriptWorld world;
  v8::Local<v8::Value> rewriter;
  ASSERT_TRUE(world.run("new HTMLRewriter().on('p', { element(e) { e.before('|'); } })")
                  .ToLocal(&rewriter));
  TextOutput output;
  output.full = true;
  auto rewriting = world.rewriting(rewriter.As<v8::Object>(), output);
  rewriting->bring(kPage);
  EXPECT_EQ(rewriting->run(world.turn()), State::full);
  EXPECT_EQ(output.text, "|");
  EXPECT_EQ(rewriting->run(world.turn()), State::full);
  EXPECT_EQ(output.text, "|");
  output.full = false;
  EXPECT_EQ(rewriting->run(world.turn()), State::hungry);
  EXPECT_EQ(output.text, "|<p>one</p>|<p>two</p><i>three</i>");
  output.full = true;
  rewriting->bring(kPage);
  EXPECT_EQ(rewriting->run(world.turn()), State::full);
  rewriting.reset();
  EXPECT_EQ(output.text, "|<p>one</p>|<p>two</p><i>three</i>|");
}

TEST(Rewriting, a_handler_that_never_returns_is_stopped_and_the_page_goes_on) {
  FiberStacks stacks(4);
  FilesByPath files{{"script.js", "new HTMLRewriter().on('p', { element(e) { while (true); } })"}};
  Isolate isolate(ScriptEngine::get().platform, *ScriptEngine::get().snapshot,
                  ScriptEngine::get().watch, IsolateLimits{});
  ModuleGraph modules(isolate, files);
  std::unique_ptr<HtmlRewriterState> state;
  std::unique_ptr<Rewriting> rewriting;
  TextOutput output;
  Budget budget{.cpu_left = std::chrono::seconds(10)};
  {
    Turn turn = isolate.enter(budget);
    state = std::make_unique<HtmlRewriterState>(isolate, nullptr, nullptr);
    auto rewriter = modules.run_script(turn, "script.js");
    ASSERT_TRUE(rewriter);
    auto made = Rewriting::make(isolate, rewriter->As<v8::Object>(), stacks, {}, output);
    ASSERT_TRUE(made);
    rewriting = std::move(*made);
  }
  rewriting->bring(kPage);
  Budget short_budget{.cpu_left = std::chrono::milliseconds(5)};
  {
    Turn turn = isolate.enter(short_budget);
    EXPECT_EQ(rewriting->run(turn), State::hungry);
    EXPECT_EQ(turn.leave().outcome, Outcome::over_cpu);
  }
  EXPECT_FALSE(rewriting->needs_turn());
  EXPECT_EQ(output.text, kPage);
  Turn turn = isolate.enter(budget);
  rewriting.reset();
  state.reset();
}

TEST(Rewriting, says_when_no_stack_is_left) {
  ScriptWorld world;
  v8::Local<v8::Value> rewriter;
  ASSERT_TRUE(world.run("new HTMLRewriter()").ToLocal(&rewriter));
  FiberStacks none(0);
  TextOutput output;
  const auto made = Rewriting::make(world.isolate(), rewriter.As<v8::Object>(), none, {}, output);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::busy);
}

}  // namespace
}  // namespace inlay
