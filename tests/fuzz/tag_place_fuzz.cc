// The tag's place does not depend on how the page is cut; the page leaves as it came around it; and
// what is put in is a script element of the head for whoever parses the result.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "html/page_rewriter.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr std::string_view kTag = "<script src=/x></script>";
constexpr ScannerLimits kLimits{.token_bytes_max = 256};

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    CHECK(!bytes.empty());
    text.append(bytes);
  }
  std::string text;
};

struct Inserted {
  std::string text;
  bool inserted = false;
};

Inserted insert(std::string_view page, size_t cut) {
  PageRewriter rewriter({.tag = kTag,
                         .inserts = nullptr,
                         .active = {},
                         .encoding = EncodingFrom::page,
                         .policy = nullptr},
                        kLimits);
  Collected output;
  for (std::string_view piece : {page.substr(0, cut), page.substr(cut)}) {
    rewriter.feed(piece, output);
    CHECK(rewriter.kept_bytes() <= kLimits.token_bytes_max);
  }
  rewriter.finish(output);
  CHECK(rewriter.done());
  return {output.text, rewriter.tag_inserted()};
}

// Finds the tag at one place of the result.
class HeadScript final : public ScannerHandler {
 public:
  HeadScript(const TreeContext& context, uint64_t at) : context_(context), at_(at) {}
  void tag(const TagEvent& event) override {
    if (event.begin != at_) return;
    found = event.name.tag == Tag::script && context_.made_element() &&
            context_.element_space() == Namespace::html && context_.phase() == Phase::in_head &&
            !context_.in_template();
  }
  bool found = false;

 private:
  const TreeContext& context_;
  uint64_t at_;
};

bool is_head_script(std::string_view page, uint64_t at) {
  TreeContext context;
  HeadScript handler(context, at);
  Scanner scanner(handler, &context, kLimits, Tokens::tags);
  scanner.feed(page);
  scanner.finish();
  return handler.found;
}

size_t common_prefix(std::string_view a, std::string_view b) {
  size_t size = 0;
  while (size < a.size() && size < b.size() && a[size] == b[size]) ++size;
  return size;
}

// Where the tag was put; beginnings of the tag may stand in the page before it.
bool stands_rightly(std::string_view page, std::string_view result) {
  for (size_t at = common_prefix(page, result) + 1; at-- > 0;) {
    const bool here = result.substr(at, kTag.size()) == kTag &&
                      result.substr(0, at) == page.substr(0, at) &&
                      result.substr(at + kTag.size()) == page.substr(at);
    if (here && is_head_script(result, at)) return true;
  }
  return false;
}

void check(std::string_view page, size_t cut) {
  const Inserted whole = insert(page, page.size());
  const Inserted pieces = insert(page, cut);
  CHECK(pieces.text == whole.text);
  CHECK(pieces.inserted == whole.inserted);
  CHECK(whole.inserted ? stands_rightly(page, whole.text) : whole.text == page);
}

}  // namespace
}  // namespace inlay::html

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view page(reinterpret_cast<const char*>(data + 2), size - 2);
  const size_t cut = (data[0] | static_cast<size_t>(data[1]) << 8) % (page.size() + 1);
  inlay::html::check(page, cut);
  return 0;
}
