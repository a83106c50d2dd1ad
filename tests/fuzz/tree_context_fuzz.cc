// What the tree context answers does not depend on how the page is cut, nor on who else wants its
// text; and its stack stays within its bound.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

class Answers final : public ScannerHandler {
 public:
  explicit Answers(const TreeContext& context) : context_(context) {}
  void tag(const TagEvent& event) override {
    CHECK(context_.depth() >= 1 && context_.depth() <= TreeContext::kDepthMax);
    text += std::to_string(event.begin) + (event.kind == TagKind::start ? '+' : '-');
    text += context_.made_element() ? "hms"[static_cast<size_t>(context_.element_space())] : '.';
    text += std::to_string(static_cast<int>(context_.phase()));
    text += context_.cdata_allowed() ? 'c' : ' ';
    text += context_.in_template() ? 't' : ' ';
    text += std::to_string(context_.depth()) + ';';
  }
  std::string text;

 private:
  const TreeContext& context_;
};

std::string answers(std::string_view page, size_t cut, TokenSet wanted) {
  TreeContext context;
  Answers made(context);
  Scanner scanner(made, &context, ScannerLimits{.token_bytes_max = 256}, wanted);
  scanner.feed(page.substr(0, cut));
  scanner.feed(page.substr(cut));
  scanner.finish();
  return made.text + (context.quirks() ? 'q' : ' ');
}

}  // namespace
}  // namespace inlay::html

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::html;
  if (size < 2) return 0;
  const std::string_view page(reinterpret_cast<const char*>(data + 2), size - 2);
  const size_t cut = (data[0] | static_cast<size_t>(data[1]) << 8) % (page.size() + 1);
  const std::string whole = answers(page, page.size(), Tokens::tags);
  CHECK(whole == answers(page, cut, Tokens::tags));
  CHECK(whole == answers(page, cut, Tokens::tags | Tokens::classified_text));
  return 0;
}
