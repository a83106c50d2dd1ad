// rewrite_bench MODE SECS FILE…: how fast one core takes pages through the scan lane. Prints one
// JSON line; of its members `start_tags`, `calls` and `out` count per pass over the files. Start
// tags are counted apart, before the time is taken.
//
// The modes do what those of the bench's own contenders do:
//   none    a selector that never matches, and a handler for it
//   inject  a link at the end of the head, a script at the end of the body: two inserts, compiled
//   ten     ten selectors; a handler reads an attribute of each match, and sets one of links
// With -16k behind it, pages come in pieces of 16 KiB, as a network would bring them; else whole.
//
// Compare with peers by the bench's `run-rewrite --cmd ours=build/release/rewrite_bench`.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "html/page_rewriter.h"
#include "html/rewriter.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace {

using namespace inlay::html;

constexpr size_t kPieceBytes = 16 * 1024;

struct Totals {
  uint64_t bytes = 0;
  uint64_t out = 0;
  uint64_t calls = 0;
};

// Where a server would queue the span: it is not copied.
class HandOn final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    const char* volatile sink = bytes.data();
    sent += sink == nullptr ? 0 : bytes.size();
  }
  uint64_t sent = 0;
};

// What the bench's ten handlers do; that of the first selector is about links.
class Handlers final : public RewriteHandler {
 public:
  void element(Element& element, std::span<const uint32_t> selectors) override {
    for (uint32_t selector : selectors) {
      calls++;
      if (selector != 0) {
        read += element.attribute("class").has_value() ? 1 : 0;
      } else if (!element.attribute("href").value_or("").empty()) {
        read += element.set_attribute("data-eb", "1").has_value() ? 1 : 0;
      }
    }
  }
  uint64_t calls = 0;
  uint64_t read = 0;
};

class StartTagCount final : public ScannerHandler {
 public:
  void tag(const TagEvent& event) override { count += event.kind == TagKind::start ? 1 : 0; }
  uint64_t count = 0;
};

uint64_t start_tags_of(std::string_view page) {
  StartTagCount tags;
  TreeContext context;
  Scanner scanner(tags, &context, {}, Tokens::tags);
  scanner.feed(page);
  scanner.finish();
  return tags.count;
}

template <typename AnyRewriter>
void feed(AnyRewriter& rewriter, std::string_view page, size_t piece, Totals& totals) {
  HandOn output;
  for (size_t at = 0; at < page.size(); at += piece) {
    rewriter.feed(page.substr(at, piece), output);
  }
  rewriter.finish(output);
  totals.bytes += page.size();
  totals.out += output.sent;
}

class Workload {
 public:
  virtual ~Workload() = default;
  virtual void rewrite(std::string_view page, size_t piece, Totals& totals) const = 0;
};

class BySelectors final : public Workload {
 public:
  explicit BySelectors(const std::vector<std::string_view>& selectors) {
    for (std::string_view selector : selectors) {
      if (!set_.add(selector)) std::abort();
    }
  }
  void rewrite(std::string_view page, size_t piece, Totals& totals) const override {
    Handlers handlers;
    Rewriter rewriter(handlers, &set_, Implied::skipped, {});
    feed(rewriter, page, piece, totals);
    totals.calls += handlers.calls;
  }

 private:
  SelectorSet set_;
};

class ByInserts final : public Workload {
 public:
  explicit ByInserts(const std::vector<Insert>& inserts) {
    auto program = InsertProgram::compile(inserts);
    if (!program) std::abort();
    program_ = std::move(*program);
  }
  void rewrite(std::string_view page, size_t piece, Totals& totals) const override {
    PageChanges changes;
    changes.inserts = program_.get();
    changes.active = {1};
    PageRewriter rewriter(changes, {});
    feed(rewriter, page, piece, totals);
    for (uint32_t matches : rewriter.matched()) totals.calls += matches;
  }

 private:
  std::unique_ptr<const InsertProgram> program_;
};

Insert appended(const char* selector, const char* html) {
  Insert insert;
  insert.selector = selector;
  insert.method = InsertMethod::append;
  insert.html = html;
  return insert;
}

std::unique_ptr<const Workload> workload(std::string_view name) {
  if (name == "none") {
    return std::make_unique<BySelectors>(std::vector<std::string_view>{"x-no-such-element"});
  }
  if (name == "inject") {
    return std::make_unique<ByInserts>(
        std::vector<Insert>{appended("head", "<link rel=\"stylesheet\" href=\"/_app/app.css\">"),
                            appended("body", "<script src=\"/_app/app.js\" defer></script>")});
  }
  if (name == "ten") {
    return std::make_unique<BySelectors>(std::vector<std::string_view>{
        "a[href]", "img[src]", "p", "div[class]", "h2", "ul > li", "table td", "span",
        "link[rel=\"stylesheet\"]", "script[src]"});
  }
  return nullptr;
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

void run(const Workload& work, size_t piece, double seconds,
         const std::vector<std::string>& pages) {
  const auto pass = [&](Totals& totals) {
    for (const std::string& page : pages) {
      work.rewrite(page, piece == 0 ? page.size() : piece, totals);
    }
  };
  uint64_t start_tags = 0;
  for (const std::string& page : pages) start_tags += start_tags_of(page);
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
      passes, start_tags, totals.out / passes);
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view mode = argc > 1 ? argv[1] : "";
  constexpr std::string_view kInPieces = "-16k";
  const bool in_pieces = mode.ends_with(kInPieces);
  if (in_pieces) mode.remove_suffix(kInPieces.size());
  const auto work = workload(mode);
  if (argc < 4 || work == nullptr) {
    std::fputs("usage: rewrite_bench none|inject|ten[-16k] SECS FILE…\n", stderr);
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
  run(*work, in_pieces ? kPieceBytes : 0, std::strtod(argv[2], nullptr), pages);
  return 0;
}
