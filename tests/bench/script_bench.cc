// script_bench MODE SECS FILE…: rewrite_bench with handlers in JavaScript, without a JIT, as a cell
// runs them: each page through an HTMLRewriter of its own, on a fiber, one turn for a piece. Prints
// the same JSON line. Modes: none, inject, ten as there (the bench's own JavaScript), and one: an
// element handler with one getAttribute and one setAttribute. With -16k behind it, pages come in
// pieces of 16 KiB.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/api/script_world.h"
#include "base/check.h"

namespace {

using namespace inlay;  // NOLINT: a program of one file

constexpr size_t kPieceBytes = 16 * 1024;

constexpr std::string_view kWorkloads = R"js('use strict';
var calls = 0;
const HEAD = '<link rel="stylesheet" href="/_app/app.css">', BODY = '<script src="/_app/app.js" defer></script>';
const TEN = ['a[href]', 'img[src]', 'p', 'div[class]', 'h2', 'ul > li', 'table td', 'span', 'link[rel="stylesheet"]', 'script[src]'];
const links = { element(e) { calls++; if (e.getAttribute('href')) e.setAttribute('data-eb', '1'); } };
globalThis.workloads = {
  none: (r) => r.on('x-no-such-element', { element() { calls++; } }),
  inject: (r) => r.on('head', { element(e) { calls++; e.append(HEAD, { html: true }); } }).on('body', { element(e) { calls++; e.append(BODY, { html: true }); } }),
  one: (r) => r.on('a[href]', links),
  ten: (r) => { for (const s of TEN) r.on(s, s === 'a[href]' ? links : { element(e) { calls++; e.getAttribute('class'); } }); return r; },
};
)js";

class HandOn final : public RewritingOutput {
 public:
  void markup(std::string_view bytes) override {
    const char* volatile sink = bytes.data();
    sent += sink == nullptr ? 0 : bytes.size();
  }
  bool wants_more() override { return true; }
  uint64_t sent = 0;
};

struct Totals {
  uint64_t bytes = 0;
  uint64_t out = 0;
  uint64_t passes = 0;
};

double cpu_seconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

class Bench {
 public:
  explicit Bench(const std::string& mode) {
    CHECK(!world_.run(kWorkloads).IsEmpty());
    CHECK(world_.run("() => workloads." + mode + "(new HTMLRewriter())").ToLocal(&make_));
  }

  void pass(const std::vector<std::string>& pages, size_t piece, Totals& totals) {
    for (const std::string& page : pages) rewrite(page, piece, totals);
    ++totals.passes;
  }

  double calls() {
    v8::Local<v8::Value> calls;
    CHECK(world_.run("calls").ToLocal(&calls));
    return calls.As<v8::Number>()->Value();
  }

 private:
  void rewrite(std::string_view page, size_t piece, Totals& totals) {
    const v8::HandleScope handles(world_.v8());
    v8::Local<v8::Value> rewriter;
    CHECK(world_.turn()
              .call(make_.As<v8::Function>(), v8::Undefined(world_.v8()), {})
              .ToLocal(&rewriter));
    HandOn output;
    const auto rewriting = world_.rewriting(rewriter.As<v8::Object>(), output);
    for (size_t at = 0; at < page.size(); at += piece) {
      rewriting->bring(page.substr(at, piece));
      CHECK(rewriting->run(world_.turn()) == Rewriting::State::hungry);
    }
    rewriting->end(true);
    CHECK(rewriting->run(world_.turn()) == Rewriting::State::ended);
    CHECK(!rewriting->rewriter().dropped());
    totals.bytes += page.size();
    totals.out += output.sent;
  }

  ScriptWorld world_;
  v8::Local<v8::Value> make_;
};

void run(Bench& bench, size_t piece, double seconds, const std::vector<std::string>& pages) {
  Totals warm;
  for (int i = 0; i < 3; ++i) bench.pass(pages, piece, warm);
  const double calls_before = bench.calls();
  Totals totals;
  const double cpu_start = cpu_seconds();
  const double wall_start = wall_seconds();
  while (wall_seconds() - wall_start < seconds) bench.pass(pages, piece, totals);
  const double wall = wall_seconds() - wall_start;
  const double cpu = cpu_seconds() - cpu_start;
  const auto passes = static_cast<double>(totals.passes);
  std::printf(
      "{\"bytes\":%lu,\"wall\":%.6f,\"cpu\":%.6f,\"calls\":%.0f,\"passes\":%lu,\"out\":%lu}\n",
      totals.bytes, wall, cpu, (bench.calls() - calls_before) / passes, totals.passes,
      totals.out / totals.passes);
}

}  // namespace

int main(int argc, char** argv) {
  std::string mode = argc > 1 ? argv[1] : "";
  constexpr std::string_view kInPieces = "-16k";
  const bool in_pieces = mode.ends_with(kInPieces);
  if (in_pieces) mode.resize(mode.size() - kInPieces.size());
  const bool is_mode = mode == "none" || mode == "inject" || mode == "one" || mode == "ten";
  if (argc < 4 || !is_mode) {
    std::fputs("usage: script_bench none|inject|one|ten[-16k] SECS FILE…\n", stderr);
    return 2;
  }
  std::vector<std::string> pages;
  for (int i = 3; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "script_bench: cannot read %s\n", argv[i]);
      return 3;
    }
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  Bench bench(mode);
  run(bench, in_pieces ? kPieceBytes : size_t{1} << 30, std::strtod(argv[2], nullptr), pages);
  return 0;
}
