#include "telemetry/access_entry.h"

#include "telemetry/json_line.h"

namespace inlay {
namespace {

constexpr size_t kAppsShown = 16;

void append_text(JsonLine& line, std::string_view key, std::string_view value) {
  if (!value.empty()) line.text(key, value);
}

void append_number(JsonLine& line, std::string_view key, uint64_t value) {
  if (value != 0) line.number(key, value);
}

}  // namespace

std::string_view answer_kind_name(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::relay:
      return "relay";
    case AnswerKind::page:
      return "page";
    case AnswerKind::bundle:
      return "bundle";
    case AnswerKind::error:
      return "error";
    case AnswerKind::tunnel:
      return "tunnel";
  }
  return "";
}

std::string_view format_access(JsonLine& line, const AccessEntry& entry) {
  line.begin();
  line.time("time", entry.at);
  append_text(line, "request", entry.request_id);
  append_text(line, "client", entry.client);
  append_text(line, "method", entry.method);
  append_text(line, "host", entry.host);
  append_text(line, "path", entry.path.substr(0, entry.path.find('?')));
  line.number("status", uint64_t{entry.status});
  line.text("kind", answer_kind_name(entry.kind));
  line.number("bytes", entry.bytes);
  line.number("duration_us", entry.duration_us);
  line.number("edge_us", entry.edge_us);
  append_number(line, "origin_status", entry.origin_status);
  append_number(line, "origin_us", entry.origin_us);
  if (!entry.apps.empty()) {
    line.number("app_count", uint64_t{entry.apps.size()});
    line.texts("apps", entry.apps, kAppsShown);
    line.number("bytes_added", entry.bytes_added);
  }
  if (!entry.scripts.empty()) line.texts("scripts", entry.scripts, kAppsShown);
  append_text(line, "coding", entry.coding);
  append_text(line, "cache", entry.cache);
  if (entry.failed) line.text("reason", reason_name(entry.reason));
  return line.finish();
}

}  // namespace inlay
