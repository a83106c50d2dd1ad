// The tag's place, by table, at every chunking; and that a page leaves as it came where there is
// nothing to insert.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "html/page_rewriter.h"

namespace inlay::html {
namespace {

constexpr std::string_view kTag = "[TAG]";

class Collected final : public MarkupOutput {
 public:
  void markup(std::string_view bytes) override {
    EXPECT_FALSE(bytes.empty());
    text.append(bytes);
  }
  std::string text;
};

// `cuts`: sizes of the pieces, the last one repeated.
std::string insert(std::string_view page, std::string_view tag, const std::vector<size_t>& cuts,
                   ScannerLimits limits = {}) {
  PageRewriter rewriter({.tag = tag,
                         .inserts = nullptr,
                         .active = {},
                         .encoding = EncodingFrom::page,
                         .policy = nullptr},
                        limits);
  Collected output;
  for (size_t piece = 0; !page.empty(); piece++) {
    size_t size = std::min(cuts[std::min(piece, cuts.size() - 1)], page.size());
    rewriter.feed(page.substr(0, size), output);
    page.remove_prefix(size);
  }
  rewriter.finish(output);
  return output.text;
}

struct Row {
  const char* name;
  std::string_view expected;  // with [TAG] where the tag belongs
};

constexpr Row kRows[] = {
    {"before the first script",
     "<!doctype html><head><meta a><title>t</title>[TAG]<script></script></head>"},
    {"before the first link, whatever its rel",
     "<head>[TAG]<link rel=icon href=x><script></script></head>"},
    {"style does not count", "<head><style>a{}</style>[TAG]</head>"},
    {"end of a head without either",
     "<!doctype html><html><head><title>t</title>\n[TAG]</head><body><script></script>"},
    {"upper case", "<!DOCTYPE HTML><HTML><HEAD>[TAG]<SCRIPT></SCRIPT></HEAD>"},
    {"head omitted", "<!doctype html><title>t</title>[TAG]<script></script>"},
    {"head and html omitted, body begins", "<!doctype html><title>t</title>\n[TAG]<p>x"},
    {"body tag", "<html><head><title>t</title>[TAG]<body>"},
    {"text ends the head, blanks do not", "<head> \n [TAG]x</head>"},
    {"blank by reference", "<head>&#32;&#x9;[TAG]&amp;</head>"},
    {"text before html", "[TAG]hello<html><head><script></script></head>"},
    {"comment with markup", "<head><!-- <script></script></head> -->[TAG]</head>"},
    {"conditional comment",
     "<head><!--[if IE]><script src=x></script><![endif]-->[TAG]<link></head>"},
    {"bogus comments", "<?xml version=1.0?><!x></ y><head>[TAG]<script></script>"},
    {"in a title", "<head><title></head><script></title>[TAG]</head>"},
    {"in a style", "<head><style></head></style>[TAG]<script></script>"},
    {"in an attribute", "<head><meta content='</head><script>' x=\"<link>\">[TAG]</head>"},
    {"noscript is raw text", "<head><noscript><link rel=x></noscript>[TAG]<link>"},
    {"template content is not the head's",
     "<head><template><script></script><link></template>[TAG]<script>"},
    {"template in a template",
     "<head><template><template></template><link></template>[TAG]</head>"},
    {"base, meta, noframes stay",
     "<head><base href=/><bgsound><basefont><noframes><link></noframes>[TAG]</head>"},
    {"second head is ignored", "<head><head><meta>[TAG]<link></head>"},
    {"ignored end tags", "<head></p></div></title>[TAG]<script></script>"},
    {"br end tag ends the head", "<head>[TAG]</br>"},
    {"body end tag", "<head>[TAG]</body>"},
    {"script before head", "<!doctype html>[TAG]<script></script><html><head></head>"},
    {"script after head is too late", "<head>[TAG]</head><script></script>"},
    {"frameset", "<html><head><title>f</title>[TAG]<frameset><frame></frameset>"},
    {"svg ends the head", "<head>[TAG]<svg><script></script></svg>"},
    {"unknown element ends the head", "<head><meta>[TAG]<x-y></x-y><script></script></head>"},
    {"byte order mark", "\xef\xbb\xbf<!doctype html><head>[TAG]</head>"},
    {"byte order mark and text", "\xef\xbb\xbf[TAG]x"},
    {"nothing stays nothing", ""},
    {"only a doctype", "<!doctype html>[TAG]"},
    {"only blanks", "  \n[TAG]"},
    {"ends in the head", "<head><meta>[TAG]"},
    {"ends inside a tag, which browsers drop", "<head><meta>[TAG]<scri"},
    {"ends inside a tag's attribute", "<head>[TAG]<meta content=\"x"},
    {"ends after a less-than sign", "<head>[TAG]<"},
    {"ends inside a title: no place", "<head><title>x"},
    {"ends inside a comment: no place", "<head><!-- x"},
    {"ends inside a template: no place", "<head><template><p>"},
    {"ends inside a script", "<head>[TAG]<script>x"},
    {"NUL", std::string_view("<head>[TAG]\0</head>", 19)},
    {"meta names ISO-2022-JP", "<head><meta charset=iso-2022-jp><script></script></head>"},
    {"meta names it by http-equiv",
     "<head><meta http-equiv=Content-Type content='text/html; charset=ISO-2022-JP'></head>"},
    {"meta with another encoding", "<head><meta charset=shift_jis>[TAG]<script></script></head>"},
    {"meta after the place does not matter",
     "<head>[TAG]<script></script><meta charset=iso-2022-jp></head>"},
    {"bytes of another encoding", "<head><title>\x83\x5c</title>[TAG]</head>\xff"},
};

std::string without_tag(std::string_view expected) {
  std::string page(expected);
  size_t at = page.find(kTag);
  if (at != std::string::npos) page.erase(at, kTag.size());
  return page;
}

TEST(TagPlace, table_at_every_cut) {
  for (const Row& row : kRows) {
    std::string page = without_tag(row.expected);
    for (size_t size : {size_t{1}, size_t{2}, size_t{3}, size_t{7}, page.size() + 1}) {
      EXPECT_EQ(insert(page, kTag, {size}), row.expected) << row.name << ", pieces of " << size;
    }
    for (size_t cut = 1; cut < page.size(); cut++) {
      ASSERT_EQ(insert(page, kTag, {cut, page.size()}), row.expected)
          << row.name << ", cut at " << cut;
    }
  }
}

TEST(TagPlace, nothing_to_insert_changes_nothing) {
  for (const Row& row : kRows) {
    std::string page(row.expected);
    for (size_t size : {size_t{1}, size_t{5}, page.size() + 1}) {
      EXPECT_EQ(insert(page, "", {size}), page) << row.name;
    }
  }
}

TEST(TagPlace, a_tag_longer_than_the_limit_is_found_and_not_kept) {
  ScannerLimits limits{.token_bytes_max = 1024};
  std::string attribute(100'000, 'a');
  std::string page = "<head><script x='" + attribute + "'></script></head>";
  std::string expected = "<head>[TAG]<script x='" + attribute + "'></script></head>";
  for (size_t size : {size_t{1}, size_t{100}, size_t{65536}, page.size()}) {
    EXPECT_EQ(insert(page, kTag, {size}, limits), expected) << size;
  }
  std::string meta = "<head><meta x='" + attribute + "'><p>";
  EXPECT_EQ(insert(meta, kTag, {333}, limits), meta.substr(0, meta.size() - 3) + "[TAG]<p>");
}

TEST(TagPlace, says_when_it_is_done) {
  Collected output;
  PageRewriter rewriter({.tag = kTag,
                         .inserts = nullptr,
                         .active = {},
                         .encoding = EncodingFrom::page,
                         .policy = nullptr},
                        {});
  rewriter.feed("<head><meta>", output);
  EXPECT_FALSE(rewriter.done());
  EXPECT_EQ(output.text, "<head><meta>") << "text before the place leaves at once";
  rewriter.feed("<scr", output);
  EXPECT_EQ(output.text, "<head><meta>") << "an unfinished tag is held";
  rewriter.feed("ipt>", output);
  EXPECT_TRUE(rewriter.done());
  EXPECT_EQ(output.text, "<head><meta>[TAG]<script>");
}

}  // namespace
}  // namespace inlay::html
