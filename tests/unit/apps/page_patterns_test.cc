#include "apps/page_patterns.h"

#include <gtest/gtest.h>

namespace inlay::apps {
namespace {

TEST(PagePatterns, MatchPaths) {
  const struct {
    std::string_view pattern, path;
    bool matches;
  } rows[] = {
      {"/", "/", true},
      {"/", "/a", false},
      {"*", "/", true},
      {"*", "/a/b", true},
      {"/*", "/", true},
      {"/blog/*", "/blog/", true},
      {"/blog/*", "/blog/a/b", true},
      {"/blog/*", "/blog", false},
      {"/blog*", "/blog", true},
      {"/blog*", "/blogs/x", true},
      {"/blog", "/blog/", false},
      {"/Blog", "/blog", false},
      {"*.html", "/a/b.html", true},
      {"*.html", "/a/b.htm", false},
      {"/*/edit", "/a/edit", true},
      {"/*/edit", "/edit", false},
      {"/*/edit", "//edit", true},
      {"/a*b*c", "/axbxbxc", true},
      {"/a*b*c", "/axcxb", false},
      {"/a*b*c", "/abc", true},
      {"/ab*ba", "/aba", false},  // the two ends do not share
      {"/ab*ba", "/abba", true},
      {"/**", "/", true},
      {"/a**b", "/ab", true},
      {"/*a*a*a", "/aa", false},
      {"/*a*a*a", "/aaa", true},
      {"/a.c", "/abc", false},
      {"/a+", "/aa", false},
      {"/[a]", "/a", false},
      {"/%61", "/a", true},
      {"/a", "/%61", true},
      {"/%7e", "/~", true},
      {"/a%2fb", "/a%2Fb", true},
      {"/a%2Fb", "/a/b", false},
      {"/%2A", "/*", false},
      {"/\xC3\xA4", "/%C3%A4", true},
      {"/%c3%a4", "/\xC3\xA4", true},
      {"/a b", "/a%20b", true},
      {"/100%", "/100%25", true},
      {"/%zz", "/%25zz", true},
      {"/a/../b", "/b", false},
      {"/a", "", false},
      {"*", "", true},
  };
  for (const auto& row : rows) {
    PagePatterns including;
    PagePatterns excluding;
    ASSERT_TRUE(including.include(row.pattern)) << row.pattern;
    ASSERT_TRUE(excluding.exclude(row.pattern)) << row.pattern;
    const std::string path = comparable_path(row.path);
    EXPECT_EQ(including.match(path), row.matches) << row.pattern << " " << row.path;
    EXPECT_EQ(excluding.match(path), !row.matches) << row.pattern << " " << row.path;
  }
}

TEST(PagePatterns, ExcludeWins) {
  PagePatterns patterns;
  EXPECT_TRUE(patterns.match_all() && patterns.match("/"));
  ASSERT_TRUE(patterns.include("/blog/*") && patterns.include("/news") &&
              patterns.exclude("*/drafts/*"));
  EXPECT_FALSE(patterns.match_all());
  EXPECT_TRUE(patterns.match("/blog/a") && patterns.match("/news"));
  EXPECT_FALSE(patterns.match("/") || patterns.match("/blog/drafts/a"));
}

TEST(PagePatterns, RefuseWhatIsNoPath) {
  const struct {
    std::string pattern;
    size_t offset;
  } rows[] = {
      {"", 0},
      {"blog", 0},
      {"?a", 0},
      {"/a?b", 2},
      {"/*#x", 2},
      {"/" + std::string(kPagePatternBytesMax, 'a'), 0},
      {" /a", 0},
      {"https://a.example/", 0},
      {"/" + std::string(kPagePatternBytesMax / 2, ' '), 0},
  };
  for (const auto& row : rows) {
    PagePatterns patterns;
    const auto added = patterns.include(row.pattern);
    ASSERT_FALSE(added) << row.pattern;
    EXPECT_EQ(added.error().offset, row.offset) << row.pattern;
    EXPECT_TRUE(patterns.match_all());
  }
  PagePatterns full;
  for (size_t i = 0; i < kPagePatternsMax; ++i) ASSERT_TRUE(full.exclude("/a"));
  EXPECT_FALSE(full.exclude("/a"));
}

TEST(ComparablePath, IsStable) {
  for (const std::string_view path :
       {"/%%361", "/%2541", "/%", "/%4", "/%%41", "/\xFF\x01", "/%E4", "%%%", "/%7E%7e~"}) {
    const std::string once = comparable_path(path);
    EXPECT_EQ(comparable_path(once), once) << path;
  }
}

}  // namespace
}  // namespace inlay::apps
