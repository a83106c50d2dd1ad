// What the tree context answers, marks of ended elements too, does not depend on how the page is
// cut, nor on who else wants its text; its stack stays within its bound, and the quick lane leaves
// the same one.
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/check.h"
#include "html/scanner.h"
#include "html/tag_filter.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

// By offset of the tag.
using Answers = std::map<uint64_t, std::string>;

class AnswersNoted final : public ScannerHandler {
 public:
  explicit AnswersNoted(TreeContext& context) : context_(context) {}
  void tag(const TagEvent& event) override {
    CHECK(context_.depth() >= 1 && context_.depth() <= TreeContext::kDepthMax);
    std::string text(1, event.kind == TagKind::start ? '+' : '-');
    text += event.kind == TagKind::start
                ? static_cast<char>('0' + static_cast<int>(context_.opened()))
                : ' ';
    text += "hms"[static_cast<size_t>(context_.element_space())];
    text += std::to_string(static_cast<int>(context_.phase()));
    text += context_.cdata_allowed() ? 'c' : ' ';
    text += context_.in_template() ? 't' : ' ';
    text += context_.wants_text() ? 'w' : ' ';
    text += std::to_string(static_cast<int>(context_.document_end()));
    text += std::to_string(context_.depth());
    answers[event.begin] = text + follow();
  }
  void text(const TextEvent& event) override {
    const std::string changes = follow();
    if (!changes.empty()) answers[event.begin] = changes;
  }
  Answers answers;

 private:
  // Watches whatever opens, and names what ends by its number.
  std::string follow() {
    std::string text;
    for (uint32_t mark : context_.ended()) text += " -" + std::to_string(began_.at(mark));
    for (uint32_t mark : context_.ended()) began_.erase(mark);
    for (size_t i = context_.depth() - context_.newly_open(); i < context_.depth(); ++i) {
      if (context_.open().at(i).origin == Origin::clone) continue;
      CHECK(began_.emplace(context_.watch(i), elements_).second);
      text += " +" + std::to_string(elements_++);
    }
    CHECK(began_.size() <= TreeContext::kDepthMax);
    return text;
  }

  TreeContext& context_;
  std::map<uint32_t, size_t> began_;
  size_t elements_ = 0;
};

struct Followed {
  Answers answers;
  std::string end;
};

Followed follow(std::string_view page, size_t cut, TokenSet wanted) {
  TreeContext context;
  AnswersNoted made(context);
  Scanner scanner(made, &context, ScannerLimits{.token_bytes_max = 256}, wanted);
  scanner.feed(page.substr(0, cut));
  scanner.feed(page.substr(cut));
  scanner.finish();
  return {made.answers, context.quirks() ? "quirks" : ""};
}

// The stack after the page, by name, whoever is told of what.
std::string stack_at_end(std::string_view page, size_t cut, const TagFilter* filter) {
  TreeContext context;
  ScannerHandler nobody;
  Scanner scanner(nobody, &context, ScannerLimits{.token_bytes_max = 256}, Tokens::tags);
  scanner.tell_only(filter);
  scanner.feed(page.substr(0, cut));
  scanner.feed(page.substr(cut));
  scanner.finish();
  std::string names;
  for (size_t i = 0; i < context.depth(); ++i) {
    names += std::to_string(context.open().at(i).name_hash) + ' ';
  }
  return names;
}

}  // namespace
}  // namespace inlay::html

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::html;
  if (size < 2) return 0;
  const std::string_view page(reinterpret_cast<const char*>(data + 2), size - 2);
  const size_t cut = (data[0] | static_cast<size_t>(data[1]) << 8) % (page.size() + 1);
  constexpr TokenSet kLeast = Tokens::tags | Tokens::context_text;
  const Followed whole = follow(page, page.size(), kLeast);
  for (const Followed& other :
       {follow(page, cut, kLeast), follow(page, cut, kLeast | Tokens::classified_text)}) {
    CHECK(whole.end == other.end);
    CHECK(whole.answers == other.answers);
  }
  const TagFilter nothing;
  CHECK(stack_at_end(page, cut, nullptr) == stack_at_end(page, page.size(), &nothing));
  return 0;
}
