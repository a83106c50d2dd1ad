#include "cli/demo_views.h"

#include <algorithm>
#include <cmath>

#include "apps/json.h"

namespace inlay::cli {
namespace {

constexpr double kSecondsMax = 24 * 60 * 60;  // of one message
constexpr std::string_view kOtherPaths = "(other paths)";

std::string text_of(const apps::Json& message, std::string_view key) {
  const apps::Json* value = message.find(key);
  return value != nullptr ? value->as_string() : std::string();
}

uint64_t seconds_of(const apps::Json& message) {
  const apps::Json* value = message.find("seconds");
  const double seconds = value != nullptr ? value->as_number() : 0;
  if (!(seconds > 0)) return 0;
  return static_cast<uint64_t>(std::min(std::floor(seconds), kSecondsMax));
}

void append_escaped(std::string& out, std::string_view text) {
  for (char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
}

constexpr std::string_view kPageStart =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Page views</title>\n<link rel=\"icon\" href=\"/images/mark.svg\">\n"
    "<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
    "<main class=\"text\" style=\"padding:3rem 0\">\n<h1>Page views</h1>\n"
    "<p>What the page-view beacon has told this site since the demo began. The site itself knows "
    "only its path, how often it was looked at and for how long: no visitor, no cookie.</p>\n";

}  // namespace

void DemoViews::add(std::string_view message) {
  if (message.size() > kViewMessageBytesMax) return;
  auto document = apps::read_json(message);
  if (!document) return;
  const std::string event = text_of(document->root, "event");
  const std::string path = text_of(document->root, "path");
  if (!path.starts_with('/')) return;
  if (event == "view") ++row_of(path).views;
  if (event == "time") row_of(path).seconds += seconds_of(document->root);
}

DemoViews::Row& DemoViews::row_of(const std::string& path) {
  const bool known = rows_.contains(path) || rows_.size() < kViewedPathsMax;
  return rows_[known ? path : std::string(kOtherPaths)];
}

std::string DemoViews::page() const {
  std::string out(kPageStart);
  if (rows_.empty()) out.append("<p>Nothing yet: look at a page first.</p>\n");
  if (!rows_.empty()) {
    out.append("<table>\n<tr><th>Page</th><th>Views</th><th>Seconds in view</th></tr>\n");
    for (const auto& [path, row] : rows_) {
      out.append("<tr><td>");
      append_escaped(out, path);
      out.append("</td><td>").append(std::to_string(row.views));
      out.append("</td><td>").append(std::to_string(row.seconds)).append("</td></tr>\n");
    }
    out.append("</table>\n");
  }
  return out.append(
      "<p><a href=\"/views\">Look again</a> &nbsp; <a href=\"/\">To the shop</a></p>\n"
      "</main>\n</body>\n</html>\n");
}

}  // namespace inlay::cli
