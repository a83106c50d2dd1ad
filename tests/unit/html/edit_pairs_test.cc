// Every pair of changes to one element, by table: the first puts "1", the second "2".
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "html/rewriter.h"
#include "insert_run.h"

namespace inlay::html {
namespace {

constexpr size_t kMethodCount = 8;
constexpr std::array<std::string_view, kMethodCount> kMethods = {
    "before", "prepend", "append", "after", "replace", "remove", "keep content", "inner content"};

void change(Element& element, size_t method, std::string_view content) {
  constexpr auto kHtml = ContentType::html;
  const auto done = [&]() -> Result<> {
    switch (method) {
      case 0:
        return element.before(content, kHtml);
      case 1:
        return element.prepend(content, kHtml);
      case 2:
        return element.append(content, kHtml);
      case 3:
        return element.after(content, kHtml);
      case 4:
        return element.replace(content, kHtml);
      case 5:
        element.remove();
        return {};
      case 6:
        element.remove_and_keep_content();
        return {};
      default:
        return element.set_inner_content(content, kHtml);
    }
  }();
  EXPECT_TRUE(done);
}

class TwoChanges final : public RewriteHandler {
 public:
  TwoChanges(size_t first, size_t second) : first_(first), second_(second) {}
  void element(Element& element, std::span<const uint32_t>) override {
    change(element, first_, "1");
    change(element, second_, "2");
  }

 private:
  size_t first_;
  size_t second_;
};

// By the first change; in them by the second one, in the order of kMethods.
using Pairs = std::array<std::array<std::string_view, kMethodCount>, kMethodCount>;

constexpr Pairs kWithContent = {{
    {"12<b>x</b>", "1<b>2x</b>", "1<b>x2</b>", "1<b>x</b>2", "12", "1", "1x", "1<b>2</b>"},
    {"2<b>1x</b>", "<b>21x</b>", "<b>1x2</b>", "<b>1x</b>2", "2", "", "1x", "<b>2</b>"},
    {"2<b>x1</b>", "<b>2x1</b>", "<b>x12</b>", "<b>x1</b>2", "2", "", "x1", "<b>2</b>"},
    {"2<b>x</b>1", "<b>2x</b>1", "<b>x2</b>1", "<b>x</b>21", "21", "1", "x1", "<b>2</b>1"},
    {"21", "12", "12", "12", "2", "1", "1", "12"},
    {"2", "2", "2", "2", "2", "", "", "2"},
    {"2x", "2x", "x2", "x2", "2", "", "x", "2"},
    {"2<b>1</b>", "<b>21</b>", "<b>12</b>", "<b>1</b>2", "2", "", "1", "<b>2</b>"},
}};

constexpr Pairs kVoid = {{
    {"12<br>", "1<br>", "1<br>", "1<br>2", "12", "1", "1", "1<br>"},
    {"2<br>", "<br>", "<br>", "<br>2", "2", "", "", "<br>"},
    {"2<br>", "<br>", "<br>", "<br>2", "2", "", "", "<br>"},
    {"2<br>1", "<br>1", "<br>1", "<br>21", "21", "1", "1", "<br>1"},
    {"21", "1", "1", "12", "2", "1", "1", "1"},
    {"2", "", "", "2", "2", "", "", ""},
    {"2", "", "", "2", "2", "", "", ""},
    {"2<br>", "<br>", "<br>", "<br>2", "2", "", "", "<br>"},
}};

void expect_pairs(std::string_view element, const char* selector, const Pairs& expected) {
  SelectorSet selectors;
  ASSERT_TRUE(selectors.add(selector));
  const std::string page = "(" + std::string(element) + ")";
  for (size_t first = 0; first < kMethodCount; ++first) {
    for (size_t second = 0; second < kMethodCount; ++second) {
      for (const size_t chunk : kChunkSizes) {
        TwoChanges changes(first, second);
        Rewriter rewriter(changes, &selectors, Implied::skipped, {});
        CollectedMarkup output;
        feed_in_chunks(rewriter, page, chunk, output);
        EXPECT_EQ(output.text, "(" + std::string(expected[first][second]) + ")")
            << kMethods[first] << ", then " << kMethods[second] << ", chunks of " << chunk;
      }
    }
  }
}

TEST(EditPairs, element_with_content) { expect_pairs("<b>x</b>", "b", kWithContent); }

TEST(EditPairs, void_element) { expect_pairs("<br>", "br", kVoid); }

}  // namespace
}  // namespace inlay::html
