#include "html/page_detector.h"

#include <gtest/gtest.h>

#include <string>

#include "html/encoding_label.h"

namespace inlay::html {
namespace {

using Verdict = PageDetector::Verdict;

Verdict detect(std::string_view bytes, size_t piece) {
  PageDetector detector;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    Verdict verdict = detector.feed(bytes.substr(at, piece));
    if (verdict != Verdict::undecided) return verdict;
  }
  return detector.finish();
}

TEST(PageDetector, table_at_every_piece_size) {
  struct Row {
    const char* name;
    std::string bytes;
    Verdict verdict;
  };
  const std::string blanks(1000, ' ');
  for (const Row& row : {
           Row{"doctype", "<!DOCTYPE html>", Verdict::page},
           Row{"html", "<html lang=en>", Verdict::page},
           Row{"head", "<head>", Verdict::page},
           Row{"upper case", "<HTML>", Verdict::page},
           Row{"after blanks and comments", " \n<!-- <p> --><?xml?>\t<!doctype html>",
               Verdict::page},
           Row{"byte order mark", "\xef\xbb\xbf<!doctype html>", Verdict::page},
           Row{"late but within the first kilobyte", blanks + "<!doctype html>", Verdict::page},
           Row{"too late", blanks + blanks + "<!doctype html>", Verdict::not_page},
           Row{"fragment", "<div><html></div>", Verdict::not_page},
           Row{"body", "<body>", Verdict::not_page},
           Row{"text", "hello <html>", Verdict::not_page},
           Row{"header is not head", "<header>", Verdict::not_page},
           Row{"end tag", "</p><html>", Verdict::not_page},
           Row{"JSON that says it is HTML", "{\"html\":\"<html>\"}", Verdict::not_page},
           Row{"only a comment", "<!-- <html> -->", Verdict::not_page},
           Row{"an unfinished tag", "<html", Verdict::not_page},
           Row{"nothing", "", Verdict::not_page},
       }) {
    for (size_t piece : {size_t{1}, size_t{2}, size_t{7}, size_t{64}, size_t{4096}}) {
      EXPECT_EQ(detect(row.bytes, piece), row.verdict) << row.name << ", pieces of " << piece;
    }
  }
}

TEST(UntouchableEncoding, table) {
  struct Row {
    std::string_view charset, bytes;
    bool untouchable;
  };
  for (const Row& row : {
           Row{"", "<!d", false},
           Row{"utf-8", "<!d", false},
           Row{"shift_jis", "<!d", false},
           Row{"UTF-16", "<!d", true},
           Row{" utf-16le ", "<!d", true},
           Row{"ISO-2022-JP", "<!d", true},
           Row{"csISO2022JP", "<!d", true},
           Row{"iso-2022-kr", "<!d", true},
           Row{"utf-32", "<!d", true},
           Row{"", "\xff\xfe<", true},
           Row{"utf-8", "\xfe\xff<", true},
           Row{"utf-16", "\xef\xbb\xbf", false},
           Row{"unicode-1-1-utf-8", "<!d", false},
           Row{"", "\xff", false},
           Row{"", "", false},
       }) {
    EXPECT_EQ(is_untouchable_encoding(row.charset, row.bytes), row.untouchable)
        << row.charset << " " << row.bytes;
  }
}

// Whether HTTP or a byte order mark settles the encoding, so that meta elements say nothing.
TEST(EncodingTold, table) {
  struct Row {
    std::string_view charset, bytes;
    bool told;
  };
  for (const Row& row : {
           Row{"utf-8", "<!d", true},
           Row{" UTF-8 ", "<!d", true},
           Row{"Shift_JIS", "<!d", true},
           Row{"latin1", "<!d", true},
           Row{"iso_8859-1:1987", "<!d", true},
           Row{"x-user-defined", "<!d", true},
           Row{"ansi_x3.4-1968", "<!d", true},
           Row{"", "\xef\xbb\xbf", true},
           Row{"iso-2022-jp", "\xef\xbb\xbf", true},
           Row{"", "<!d", false},
           Row{"utf-9", "<!d", false},
           Row{"none", "<!d", false},
           Row{"iso-2022-jp", "<!d", false},
           Row{"utf-16", "<!d", false},
           Row{"a label that is longer than any of the standard's", "<!d", false},
       }) {
    EXPECT_EQ(is_encoding_told(row.charset, row.bytes), row.told)
        << row.charset << " " << row.bytes;
  }
}

}  // namespace
}  // namespace inlay::html
