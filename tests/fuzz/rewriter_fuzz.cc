// Whatever page and inserts: what leaves does not depend on how the page is cut; without active
// inserts it is what came; where they only put in, taking that out again gives what came; and what
// is put in leaves the tokenizer where it found it. No page grows beyond the limit.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "html/containment.h"
#include "html/page_rewriter.h"
#include "html/rewriter.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr ScannerLimits kLimits{.token_bytes_max = 256};
constexpr std::string_view kSelectors[] = {"*", "p",     "b",      "head",  "body", "html",
                                           "a", "title", "script", "tbody", "li",   "svg *"};
constexpr InsertMethod kMethods[] = {InsertMethod::before, InsertMethod::prepend,
                                     InsertMethod::append, InsertMethod::after,
                                     InsertMethod::replace};

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    CHECK(!bytes.empty());
    text.append(bytes);
  }
  std::string text;
};

std::string rewrite(std::string_view page, size_t cut, const InsertProgram& program, bool active) {
  PageRewriter rewriter({.tag = {},
                         .inserts = &program,
                         .active = InstallBits(1, active ? 1 : 0),
                         .encoding = EncodingFrom::outside_utf8,
                         .policy = nullptr},
                        kLimits);
  Collected output;
  for (std::string_view piece : {page.substr(0, cut), page.substr(cut)}) {
    rewriter.feed(piece, output);
    CHECK(rewriter.kept_bytes() <= kLimits.token_bytes_max);
  }
  rewriter.finish(output);
  CHECK(rewriter.done());
  // The separators that contents may need are not charged.
  constexpr RewriterLimits kDefault;
  CHECK(rewriter.bytes_added() <=
        kDefault.added_bytes.base + 2 * kDefault.added_bytes.per_byte * page.size());
  return output.text;
}

// Bytes that no page of these has.
bool takes_out(std::string text, std::string_view mark, std::string_view page) {
  for (size_t at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
    text.erase(at, mark.size());
  }
  return text == page;
}

class Nobody final : public ScannerHandler {};

bool is_contained(std::string_view html, ContentPlace place, std::string_view before) {
  const auto contained = contain(html, place);
  if (!contained) return true;
  TreeContext context;
  Nobody nobody;
  Scanner scanner(nobody, &context, ScannerLimits{}, Tokens::tags);
  scanner.feed(before);
  scanner.feed(contained->html);
  return scanner.takes_markup() && scanner.held_from() == scanner.position();
}

// Some contents are so long that a few dozen of them reach the limit.
std::string content_of(std::string_view html, uint8_t choice) {
  constexpr size_t kLongBytes = 32 * 1024;
  constexpr uint8_t kLong = 0xE0;
  std::string content(html);
  if ((choice & kLong) != kLong || html.empty()) return content;
  content.resize(kLongBytes, ' ');
  return content;
}

Insert insert_of(uint8_t choice, std::string html) {
  Insert insert;
  insert.selector = kSelectors[choice % std::size(kSelectors)];
  insert.method = kMethods[choice / std::size(kSelectors) % std::size(kMethods)];
  insert.html = std::move(html);
  return insert;
}

void check(const uint8_t* choices, std::string_view html, std::string_view page, size_t cut) {
  CHECK(is_contained(html, ContentPlace::markup, "<!doctype html><body>"));
  for (const std::string_view before : {"<!doctype html><body>", "<!doctype html><body><svg>",
                                        "<!doctype html><body><svg><foreignobject>"}) {
    CHECK(is_contained(html, ContentPlace::foreign, before));
  }
  const auto program = InsertProgram::compile(
      {insert_of(choices[0], content_of(html, choices[1])), insert_of(choices[1], "x")});
  if (program) {
    CHECK(rewrite(page, cut, **program, true) == rewrite(page, page.size(), **program, true));
    CHECK(rewrite(page, cut, **program, false) == page);
  }
  // `<` before it keeps a separator from being needed.
  constexpr std::string_view kMark = "<\x01>";
  Insert adding = insert_of(choices[2], std::string(kMark));
  if (adding.method == InsertMethod::replace || page.find('\x01') != page.npos) return;
  const auto marks = InsertProgram::compile({adding});
  CHECK(marks);
  CHECK(takes_out(rewrite(page, cut, **marks, true), kMark, page));
}

}  // namespace
}  // namespace inlay::html

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 8) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data + 6), size - 6);
  const size_t html_size = data[5] % (rest.size() + 1);
  const std::string_view page = rest.substr(html_size);
  const size_t cut = (data[3] | static_cast<size_t>(data[4]) << 8) % (page.size() + 1);
  inlay::html::check(data, rest.substr(0, html_size), page, cut);
  return 0;
}
