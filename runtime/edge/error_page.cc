#include "edge/error_page.h"

#include <algorithm>
#include <array>

#include "http_messages/head_writer.h"

namespace inlay {
namespace {

enum class Way : uint8_t { none, home, again };

struct Text {
  uint16_t status;
  std::string_view title;
  std::string_view happened;
  std::string_view advice;
  Way way;  // the link below the advice
};

constexpr std::array kTexts{
    Text{400, "The request could not be understood",
         "What arrived does not follow the rules of HTTP.",
         "Go back and try once more. If that does not help, try another browser or network.",
         Way::home},
    Text{404, "There is nothing at this address",
         "The file that was asked for is not here, or no longer.",
         "Check the address, or start from the site’s first page.", Way::home},
    Text{405, "This address can only be read",
         "The request wanted to change something that cannot be changed here.",
         "Go back, or start from the site’s first page.", Way::home},
    Text{408, "The request took too long to arrive",
         "The connection was slow or broke off before the whole request was here.",
         "Check your connection, then try again. What you typed into a form may have to be sent "
         "once more.",
         Way::again},
    Text{413, "This is too much to send", "The form or the file is larger than this site accepts.",
         "Go back, and send a smaller file or a shorter text.", Way::none},
    Text{414, "The address is too long", "It is longer than this site accepts.",
         "Check where the address came from, or start from the site’s first page.", Way::home},
    Text{417, "The request expects something unknown",
         "The program that sent it expects what this site does not offer.",
         "In a browser: go back and try once more.", Way::home},
    Text{421, "This site is not served here",
         "The address leads to this server, but the server does not know the site. That is not "
         "your fault, unless the address is mistyped.",
         "Check the address. If it is right, please tell the people who run the site.", Way::none},
    Text{431, "The request carries too much",
         "What the browser sends along, mostly cookies, is more than this site accepts.",
         "Delete the cookies of this site in the browser’s settings, then try again.", Way::again},
    Text{501, "This is not possible here",
         "The request uses a part of HTTP that this server does not offer.",
         "In a browser: go back, or start from the site’s first page.", Way::home},
    Text{502, "The site does not answer as it should",
         "Its server is down, or what it sent makes no sense. This is not your fault, and nothing "
         "is wrong with your device.",
         "Try again in a minute. If it stays like this, please tell the people who run the site.",
         Way::again},
    Text{503, "The site is very busy",
         "More is asked of its server right now than it can answer. This is not your fault.",
         "Wait a little, then try again.", Way::again},
    Text{504, "The site takes too long to answer",
         "Its server did not answer in time. This is not your fault, and nothing is wrong with "
         "your device.",
         "Try again in a minute. If it stays like this, please tell the people who run the site.",
         Way::again},
    Text{505, "This version of HTTP is not spoken here",
         "The program that sent the request speaks another version of HTTP.",
         "Use a current browser.", Way::none},
    Text{508, "The site leads back to itself",
         "Its requests go round in a circle. This is a mistake in how the site is set up, not "
         "yours.",
         "Please tell the people who run the site.", Way::none},
};

const Text& text_for(uint16_t status) {
  const auto* row = std::ranges::find(kTexts, status, &Text::status);
  if (row != kTexts.end()) return *row;
  return *std::ranges::find(kTexts, status < 500 ? 400 : 502, &Text::status);
}

// Contrast of text is at least 5:1 in both schemes.
constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--back:#eef1f5;--card:#fff;--ink:#1b2430;--soft:#566373;"
    "--line:#d9dfe7;--act:#1d5bb8;--on-act:#fff}"
    "@media(prefers-color-scheme:dark){:root{--back:#11161d;--card:#1a212b;--ink:#e7ebf1;"
    "--soft:#a4afbd;--line:#303a47;--act:#8fb8ff;--on-act:#0b1a30}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;"
    "justify-content:center;padding:1.25rem;background:var(--back);color:var(--ink);"
    "font:1.0625rem/1.6 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}"
    "main,footer{width:100%;max-width:34rem}"
    "main{background:var(--card);border:1px solid var(--line);border-top:4px solid var(--act);"
    "border-radius:.5rem;padding:clamp(1.4rem,6vw,2.5rem)}"
    "h1{margin:.2rem 0 1rem;font-size:clamp(1.4rem,5.5vw,1.85rem);line-height:1.25;"
    "text-wrap:balance}"
    "p{margin:0 0 1rem}p:last-child{margin:0}"
    ".status,footer{color:var(--soft);font-size:.9375rem}.status{margin:0}"
    "a{display:inline-block;margin-top:.6rem;padding:.6rem 1.25rem;border-radius:.4rem;"
    "background:var(--act);color:var(--on-act);font-weight:600;text-decoration:none}"
    "a:hover{text-decoration:underline}a:focus-visible{outline:3px solid var(--ink);"
    "outline-offset:3px}"
    "footer{padding:1rem .25rem 0;overflow-wrap:anywhere}code{user-select:all;color:var(--ink)}";

void append_link(std::string& out, Way way) {
  // An empty address asks for the same page again, without a script.
  if (way == Way::again) out.append("<p><a href=\"\">Try again</a></p>\n");
  if (way == Way::home) out.append("<p><a href=\"/\">To the first page</a></p>\n");
}

std::string html_body(uint16_t status, const Text& text, std::string_view request_id) {
  const std::string number = std::to_string(status);
  std::string out;
  out.reserve(kErrorPageBytesMax);
  out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
      .append(text.title)
      .append("</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
      .append("\n<meta name=\"robots\" content=\"noindex\">\n")
      // Without it browsers would ask for /favicon.ico, which may be as ill as this page's address.
      .append("<link rel=\"icon\" href=\"data:,\">\n<style>")
      .append(kStyle)
      .append("</style>\n</head>\n<body>\n<main>\n<p class=\"status\">Error ")
      .append(number)
      .append("</p>\n<h1>")
      .append(text.title)
      .append("</h1>\n<p>")
      .append(text.happened)
      .append("</p>\n<p>")
      .append(text.advice)
      .append("</p>\n");
  append_link(out, text.way);
  out.append("</main>\n<footer>When you ask for help, name request <code>")
      .append(request_id)
      .append("</code></footer>\n</body>\n</html>\n");
  return out;
}

std::string text_body(uint16_t status, const Text& text, std::string_view request_id) {
  std::string out = std::to_string(status);
  out.append(" ").append(text.title).append("\n\n").append(text.happened).append("\n");
  out.append(text.advice).append("\n\nrequest ").append(request_id).append("\n");
  return out;
}

}  // namespace

ErrorForm error_form(PageRequest page, const http::FieldList& fields) {
  const bool plain_tool =
      page == PageRequest::possible && !fields.has(http::FieldId::sec_fetch_dest);
  return page == PageRequest::navigation || plain_tool ? ErrorForm::html : ErrorForm::text;
}

ErrorPage error_page(uint16_t status, std::string_view request_id, std::string_view date,
                     ErrorForm form) {
  const Text& text = text_for(status);
  const bool html = form == ErrorForm::html;
  ErrorPage page;
  http::append_status_line(page.head, status);
  http::append_field(page.head, "Date", date);
  http::append_field(page.head, "Content-Type",
                     html ? "text/html; charset=utf-8" : "text/plain; charset=utf-8");
  http::append_field(page.head, "Cache-Control", "no-store");
  http::append_field(page.head, "X-Request-Id", request_id);
  if (status == 405) http::append_field(page.head, "Allow", "GET, HEAD");
  if (status == 503) http::append_field(page.head, "Retry-After", kRetryAfterSeconds);
  page.body = html ? html_body(status, text, request_id) : text_body(status, text, request_id);
  return page;
}

}  // namespace inlay
