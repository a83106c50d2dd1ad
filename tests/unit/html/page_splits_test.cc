// Whole pages cut in two: with a tag, and idle, what leaves does not depend on the cut. Every cut
// of the sample site's pages; of Debian documentation every cut of the start, where the tag's place
// is, and cuts spread over the rest.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "html/page_rewriter.h"
#include "idle_rewriter.h"

namespace inlay::html {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTag = "<script src=\"/x.js\"></script>";

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override { text.append(bytes); }
  std::string text;
};

std::string through(std::string_view page, std::string_view tag, size_t cut) {
  PageRewriter inserter({.tag = tag,
                         .inserts = nullptr,
                         .active = {},
                         .encoding = EncodingFrom::page,
                         .policy = nullptr},
                        ScannerLimits{});
  Collected output;
  output.text.reserve(page.size() + tag.size());
  inserter.feed(page.substr(0, cut), output);
  inserter.feed(page.substr(cut), output);
  inserter.finish(output);
  return output.text;
}

std::vector<std::string> pages_below(const fs::path& folder) {
  std::vector<std::string> pages;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string ending = entry.path().extension().string();
    if (!entry.is_regular_file() || (ending != ".html" && ending != ".htm")) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    pages.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return pages;
}

size_t tags_in(std::string_view page) {
  IdleRewriter idle;
  idle.feed(page);
  EXPECT_TRUE(idle.finish() == page);
  return idle.tags();
}

void expect_no_difference(const std::string& page, size_t cut, const std::string& marked,
                          size_t tags) {
  const std::string_view all = page;
  ASSERT_TRUE(through(all, kTag, cut) == marked)
      << "cut at " << cut << " of " << all.substr(0, 200);
  IdleRewriter idle;
  idle.feed(all.substr(0, cut));
  idle.feed(all.substr(cut));
  ASSERT_TRUE(idle.finish() == page) << "idle, cut at " << cut << " of " << all.substr(0, 200);
  ASSERT_EQ(idle.tags(), tags) << "cut at " << cut << " of " << all.substr(0, 200);
}

TEST(PageSplits, every_cut_of_the_sample_site) {
  auto pages = pages_below(fs::path(INLAY_ROOT) / "runtime/cli/demo_site");
  EXPECT_GE(pages.size(), 5u);
  for (const std::string& page : pages) {
    std::string marked = through(page, kTag, page.size());
    ASSERT_EQ(marked.size(), page.size() + kTag.size());
    const size_t tags = tags_in(page);
    EXPECT_GT(tags, 0u);
    for (size_t cut = 0; cut <= page.size(); cut++) expect_no_difference(page, cut, marked, tags);
  }
}

TEST(PageSplits, cuts_of_documentation_pages) {
  const char* folder = std::getenv("INLAY_PAGES");
  if (folder == nullptr || !fs::is_directory(folder))
    GTEST_SKIP() << "no folder of pages in INLAY_PAGES";
  const char* scale_text = std::getenv("INLAY_TEST_SCALE");
  size_t scale =
      scale_text != nullptr ? static_cast<size_t>(std::max(1, std::atoi(scale_text))) : 1;
  auto pages = pages_below(folder);
  EXPECT_GE(pages.size(), 30u);
  for (const std::string& page : pages) {
    std::string marked = through(page, kTag, page.size());
    ASSERT_EQ(marked.size(), page.size() + kTag.size());
    const size_t tags = tags_in(page);
    EXPECT_GT(tags, 0u);
    size_t start = std::min(page.size(), 500 * scale);
    for (size_t cut = 0; cut < start; cut++) expect_no_difference(page, cut, marked, tags);
    size_t step = std::max<size_t>(1, page.size() / (50 * scale));
    for (size_t cut = start; cut < page.size(); cut += step)
      expect_no_difference(page, cut, marked, tags);
  }
}

}  // namespace
}  // namespace inlay::html
