#include "edge/error_page.h"

#include "http_messages/head_writer.h"

namespace inlay {
namespace {

struct Text {
  std::string_view title;
  std::string_view advice;
};

Text text_for(uint16_t status) {
  switch (status) {
    case 404:
      return {"There is nothing here", "The address may be mistyped, or the file is gone."};
    case 405:
      return {"This is not possible here", "The address can only be read."};
    case 408:
      return {"The request took too long", "Please try again."};
    case 413:
      return {"That is too much to send", "Please send a smaller file or a shorter text."};
    case 414:
    case 431:
      return {"The request is too long", "Clearing the cookies of this site may help."};
    case 421:
      return {"This site is not here", "Please check the address."};
    case 502:
      return {"The site's server does not answer as it should", "Please try again in a minute."};
    case 503:
      return {"The site is busy", "Please try again in a minute."};
    case 504:
      return {"The site's server takes too long", "Please try again in a minute."};
    default:
      return {"The request could not be understood", "Please go back and try again."};
  }
}

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;"
    "font:1.05rem/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}"
    "main{max-width:32rem;padding:2rem}h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem}"
    "p{margin:0 0 1rem}small{opacity:.75}code{user-select:all}";

}  // namespace

ErrorPage error_page(uint16_t status, std::string_view request_id, std::string_view date) {
  Text text = text_for(status);
  ErrorPage page;
  http::append_status_line(page.head, status);
  http::append_field(page.head, "Date", date);
  http::append_field(page.head, "Content-Type", "text/html; charset=utf-8");
  http::append_field(page.head, "Cache-Control", "no-store");
  http::append_field(page.head, "X-Request-Id", request_id);
  if (status == 405) http::append_field(page.head, "Allow", "GET, HEAD");
  page.body.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
      .append(text.title)
      .append("</title>\n<style>")
      .append(kStyle)
      .append("</style>\n</head>\n<body>\n<main>\n<h1>")
      .append(text.title)
      .append("</h1>\n<p>")
      .append(text.advice)
      .append("</p>\n<p><small>Error ")
      .append(std::to_string(status))
      .append(", request <code>")
      .append(request_id)
      .append("</code></small></p>\n</main>\n</body>\n</html>\n");
  return page;
}

}  // namespace inlay
