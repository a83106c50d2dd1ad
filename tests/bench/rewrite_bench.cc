// rewrite_bench MODE SECS FILE…: how fast one core takes pages through the scan lane. Prints one
// JSON line; of its members `start_tags`, `calls` and `out` count per pass over the files.
//
// MODE none: every tag is found, with tree context, and none matches; the page is handed on in
// spans. MODE none-16k: the same with pages cut into pieces of 16 KiB, as a network would.
//
// Compare with peers by the bench's `run-rewrite --cmd ours=build/release/rewrite_bench`.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"
#include "html/tag_filter.h"
#include "html/tree_context.h"

namespace {

using namespace inlay::html;

constexpr size_t kPieceBytes = 16 * 1024;

struct Totals {
  uint64_t bytes = 0;
  uint64_t out = 0;
  uint64_t start_tags = 0;
  uint64_t calls = 0;
};

// What a rewriter whose selectors never match does with each tag that its filter cannot rule out.
class MatchNothing final : public ScannerHandler {
 public:
  MatchNothing() { filter.want(wanted_.tag); }

  void tag(const TagEvent& event) override {
    start_tags += event.kind == TagKind::start ? 1 : 0;
    matches += event.name == wanted_ ? 1 : 0;
  }

  TagFilter filter;
  uint64_t start_tags = 0;
  uint64_t matches = 0;

 private:
  TagName wanted_ = find_tag("x-no-such-element");
};

// Where a server would queue the span: it is not copied.
size_t hand_on(std::string_view span) {
  const char* volatile sink = span.data();
  return sink == nullptr ? 0 : span.size();
}

void scan(std::string_view page, size_t piece, Totals& totals) {
  MatchNothing handler;
  TreeContext context;
  Scanner scanner(handler, &context, ScannerLimits{}, Tokens::tags);
  scanner.tell_only(&handler.filter);
  uint64_t sent = 0;
  for (size_t at = 0; at < page.size(); at += piece) {
    scanner.feed(page.substr(at, piece));
    sent += hand_on(page.substr(sent, scanner.held_from() - sent));
  }
  scanner.finish();
  sent += hand_on(page.substr(sent));
  totals.bytes += page.size();
  totals.out += sent;
  totals.start_tags += handler.start_tags;
  totals.calls += handler.matches;
}

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

void run(std::string_view mode, double seconds, const std::vector<std::string>& pages) {
  const bool whole = mode == "none";
  const auto pass = [&](Totals& totals) {
    for (const std::string& page : pages) {
      scan(page, whole ? page.size() : kPieceBytes, totals);
    }
  };
  Totals warm;
  for (int i = 0; i < 3; ++i) pass(warm);

  Totals totals;
  uint64_t passes = 0;
  const double cpu_start = cpu_seconds();
  const double wall_start = wall_seconds();
  while (wall_seconds() - wall_start < seconds) {
    pass(totals);
    ++passes;
  }
  std::printf(
      "{\"bytes\":%lu,\"wall\":%.6f,\"cpu\":%.6f,\"calls\":%lu,\"passes\":%lu,\"start_tags\":%lu,"
      "\"out\":%lu}\n",
      totals.bytes, wall_seconds() - wall_start, cpu_seconds() - cpu_start, totals.calls / passes,
      passes, totals.start_tags / passes, totals.out / passes);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (argc < 4) {
    std::fputs("usage: rewrite_bench none|none-16k SECS FILE…\n", stderr);
    return 2;
  }
  if (mode != "none" && mode != "none-16k") {
    std::fprintf(stderr, "rewrite_bench: mode %s: there is no rewriting by selectors yet\n",
                 argv[1]);
    return 2;
  }
  std::vector<std::string> pages;
  for (int i = 3; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "rewrite_bench: cannot read %s\n", argv[i]);
      return 3;
    }
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  run(mode, std::strtod(argv[2], nullptr), pages);
  return 0;
}
