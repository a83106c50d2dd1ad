#include "edge/error_page.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace inlay {
namespace {

constexpr std::string_view kId = "0123456789abcdef";
constexpr std::string_view kDate = "Tue, 24 Nov 2026 12:00:00 GMT";

// Every status that we answer with ourselves: docs/operating.md has the same list.
constexpr std::array<uint16_t, 15> kStatuses{400, 404, 405, 408, 413, 414, 417, 421,
                                             431, 501, 502, 503, 504, 505, 508};

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

size_t count(std::string_view text, std::string_view part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(ErrorPage, IsSmallWholeAndLoadsNothing) {
  for (uint16_t status : kStatuses) {
    SCOPED_TRACE(status);
    const ErrorPage page = error_page(status, kId, kDate);
    EXPECT_LE(page.body.size(), kErrorPageBytesMax);
    EXPECT_TRUE(page.body.starts_with("<!doctype html>\n<html lang=\"en\">"));
    EXPECT_TRUE(page.body.ends_with("</html>\n"));
    EXPECT_TRUE(has(page.body, "Error " + std::to_string(status)));
    EXPECT_TRUE(has(page.body, kId));
    EXPECT_EQ(count(page.body, "<h1>"), 1U);
    EXPECT_EQ(count(page.body, "<main>"), 1U);
    for (std::string_view never : {"<script", "<img", "url(", "@import", "http:", "https:"})
      EXPECT_FALSE(has(page.body, never)) << never;
  }
}

TEST(ErrorPage, EachStatusHasItsOwnWords) {
  std::string titles;
  for (uint16_t status : kStatuses) {
    const ErrorPage page = error_page(status, kId, kDate, ErrorForm::text);
    const std::string title = page.body.substr(4, page.body.find('\n') - 4);
    EXPECT_FALSE(has(titles, title)) << status << ' ' << title;
    titles += title + '\n';
  }
}

TEST(ErrorPage, SaysThatAServersFailureIsNotTheVisitors) {
  for (uint16_t status : std::array<uint16_t, 3>{502, 503, 504}) {
    for (ErrorForm form : {ErrorForm::html, ErrorForm::text})
      EXPECT_TRUE(has(error_page(status, kId, kDate, form).body, "not your fault")) << status;
    EXPECT_TRUE(has(error_page(status, kId, kDate).body, ">Try again<")) << status;
  }
}

TEST(ErrorPage, TextSaysTheSame) {
  for (uint16_t status : kStatuses) {
    SCOPED_TRACE(status);
    const ErrorPage html = error_page(status, kId, kDate);
    const ErrorPage text = error_page(status, kId, kDate, ErrorForm::text);
    EXPECT_FALSE(has(text.body, "<"));
    EXPECT_TRUE(text.body.starts_with(std::to_string(status) + " "));
    EXPECT_TRUE(text.body.ends_with("\n\nrequest 0123456789abcdef\n"));
    for (size_t at = 4; at < text.body.find("\n\nrequest");) {
      const size_t end = text.body.find('\n', at);
      EXPECT_TRUE(has(html.body, text.body.substr(at, end - at)));
      at = end + 1;
    }
  }
}

TEST(ErrorPage, FieldsOfTheHead) {
  struct Row {
    uint16_t status;
    ErrorForm form;
    std::string_view line;
    std::string_view field;
    bool expected;
  };
  for (const Row& row : {
           Row{503, ErrorForm::html, "HTTP/1.1 503 Service Unavailable\r\n", "Retry-After: 10\r\n",
               true},
           Row{502, ErrorForm::html, "HTTP/1.1 502 Bad Gateway\r\n", "Retry-After", false},
           Row{405, ErrorForm::html, "HTTP/1.1 405 Method Not Allowed\r\n", "Allow: GET, HEAD\r\n",
               true},
           Row{404, ErrorForm::html, "HTTP/1.1 404 Not Found\r\n",
               "Content-Type: text/html; charset=utf-8\r\n", true},
           Row{404, ErrorForm::text, "HTTP/1.1 404 Not Found\r\n",
               "Content-Type: text/plain; charset=utf-8\r\n", true},
           Row{508, ErrorForm::text, "HTTP/1.1 508 Loop Detected\r\n",
               "Cache-Control: no-store\r\n", true},
           Row{400, ErrorForm::html, "HTTP/1.1 400 Bad Request\r\n",
               "X-Request-Id: 0123456789abcdef\r\n", true},
       }) {
    const ErrorPage page = error_page(row.status, kId, kDate, row.form);
    EXPECT_TRUE(page.head.starts_with(row.line)) << page.head;
    EXPECT_EQ(has(page.head, row.field), row.expected) << page.head;
    EXPECT_TRUE(has(page.head, "Date: Tue, 24 Nov 2026 12:00:00 GMT\r\n"));
  }
}

TEST(ErrorPage, FormFollowsTheRequest) {
  struct Row {
    std::string_view name;
    std::string_view accept;  // empty: absent
    std::string_view destination;
    ErrorForm expected;
  };
  constexpr std::string_view kBrowser = "text/html,application/xhtml+xml,*/*;q=0.8";
  for (const Row& row : {
           Row{"a navigation", kBrowser, "document", ErrorForm::html},
           Row{"a frame", kBrowser, "iframe", ErrorForm::html},
           Row{"a script's fetch", "*/*", "empty", ErrorForm::text},
           Row{"an image", "image/*,*/*;q=0.8", "image", ErrorForm::text},
           Row{"an older browser", kBrowser, "", ErrorForm::html},
           Row{"nothing said", "", "", ErrorForm::html},
           Row{"a plain tool", "*/*", "", ErrorForm::html},
           Row{"JSON", "application/json", "", ErrorForm::text},
           Row{"JSON first", "application/json, text/plain, */*", "", ErrorForm::text},
           Row{"anything but HTML", "text/html;q=0, text/plain", "", ErrorForm::text},
       }) {
    http::RequestHead head;
    if (!row.accept.empty()) head.fields.add("Accept", row.accept);
    if (!row.destination.empty()) head.fields.add("Sec-Fetch-Dest", row.destination);
    EXPECT_EQ(error_form(page_request(head), head.fields), row.expected) << row.name;
  }
}

TEST(ErrorPage, UnknownStatusesAreAnsweredToo) {
  EXPECT_TRUE(has(error_page(499, kId, kDate).body, "could not be understood"));
  EXPECT_TRUE(has(error_page(599, kId, kDate).body, "not your fault"));
}

}  // namespace
}  // namespace inlay
