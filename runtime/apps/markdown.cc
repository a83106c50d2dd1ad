#include "apps/markdown.h"

#include <cmark.h>

#include <cstdlib>
#include <memory>

#include "base/check.h"

namespace inlay::apps {
namespace {

std::string escaped(std::string_view text) {
  std::string out = "<pre>";
  for (char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out + "</pre>";
}

std::string render(std::string_view source) {
  if (source.size() > kMarkdownBytesMax) return escaped(source);
  // Without CMARK_OPT_UNSAFE: app code puts this into pages with innerHTML, and an owner who wants
  // raw HTML has the format `richtext` for it. What comes out here is harmless whoever wrote the
  // text.
  const std::unique_ptr<char, decltype(&std::free)> html(
      cmark_markdown_to_html(source.data(), source.size(), CMARK_OPT_DEFAULT), &std::free);
  CHECK(html != nullptr);
  return html.get();
}

}  // namespace

Json markdown_value(std::string_view source) {
  return Json::object({
      {"html", Json::string(render(source))},
      {"markdown", Json::string(std::string(source))},
  });
}

}  // namespace inlay::apps
