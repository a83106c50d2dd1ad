#include "config/settings.h"

#include <array>
#include <charconv>
#include <vector>

#include "base/nearest.h"

namespace inlay {
namespace {

constexpr std::string_view kWireVersion = "inlay-settings 1\n";
constexpr uint64_t kDay = 86'400;
constexpr uint64_t kGiB = 1ull << 30;

constexpr std::array kRows{
    SettingRow{"edge.loops", &Settings::edge_loops, 0, 256,
               "event loops, each a thread with its own listening socket; 0: one per core"},
    SettingRow{"http.line_bytes_max", &Settings::http_line_bytes_max, 64, 1 << 20,
               "request line; a longer one is answered 414"},
    SettingRow{"http.head_bytes_max", &Settings::http_head_bytes_max, 1024, 1 << 20,
               "request line and fields together; a larger head is answered 431"},
    SettingRow{"http.fields_max", &Settings::http_fields_max, 8, 10'000,
               "fields in a request; more are answered 431"},
    SettingRow{"http.chunk_extension_bytes_max", &Settings::http_chunk_extension_bytes_max, 0,
               1 << 20, "chunk extensions in one message, dropped; more are answered 400"},
    SettingRow{"http.trailer_bytes_max", &Settings::http_trailer_bytes_max, 0, 1 << 20,
               "trailer section of one message, dropped; a larger one is answered 400"},
    SettingRow{"http.trailer_fields_max", &Settings::http_trailer_fields_max, 0, 10'000,
               "trailer fields of one message; more are answered 400"},
    SettingRow{"http.connections_max", &Settings::http_connections_max, 1, 1'000'000,
               "visitors' connections per loop; a further one is closed unanswered"},
    SettingRow{"http.request_body_bytes_max", &Settings::http_request_body_bytes_max, 0,
               1024 * kGiB, "body of one request; a larger one is answered 413"},
    SettingRow{"http.head_timeout_seconds", &Settings::http_head_timeout_seconds, 1, kDay,
               "from the first byte of a head to its last; then 408"},
    SettingRow{"http.idle_timeout_seconds", &Settings::http_idle_timeout_seconds, 1, kDay,
               "between two requests of a connection; then it is closed"},
    SettingRow{"http.body_timeout_seconds", &Settings::http_body_timeout_seconds, 1, kDay,
               "between two pieces of a request's body; then 408"},
    SettingRow{"http.write_timeout_seconds", &Settings::http_write_timeout_seconds, 1, kDay,
               "in which a visitor takes not one byte of an answer; then the connection is closed"},
    SettingRow{
        "http.tunnel_timeout_seconds", &Settings::http_tunnel_timeout_seconds, 1, kDay,
        "in which nothing moves in a connection whose protocol was switched; then it is closed"},
    SettingRow{"origin.line_bytes_max", &Settings::origin_line_bytes_max, 64, 1 << 20,
               "status line of an origin; a longer one becomes a 502"},
    SettingRow{"origin.head_bytes_max", &Settings::origin_head_bytes_max, 1024, 1 << 20,
               "head of an origin's response; a larger one becomes a 502"},
    SettingRow{"origin.fields_max", &Settings::origin_fields_max, 8, 10'000,
               "fields in an origin's response; more become a 502"},
    SettingRow{"origin.interim_responses_max", &Settings::origin_interim_responses_max, 0, 1000,
               "1xx responses before the real one; more become a 502"},
    SettingRow{"origin.connections_max", &Settings::origin_connections_max, 1, 100'000,
               "connections to one origin per loop; further requests wait"},
    SettingRow{
        "origin.waiting_max", &Settings::origin_waiting_max, 0, 1'000'000,
        "requests that wait for a connection per origin and loop; a further one is answered 503"},
    SettingRow{"origin.connect_timeout_seconds", &Settings::origin_connect_timeout_seconds, 1, kDay,
               "until an origin accepts a connection; then 504"},
    SettingRow{"origin.response_timeout_seconds", &Settings::origin_response_timeout_seconds, 1,
               kDay, "from the request's end to the whole head of the response; then 504"},
    SettingRow{"origin.body_timeout_seconds", &Settings::origin_body_timeout_seconds, 1, kDay,
               "between two pieces of a response's body; then the visitor's connection is cut"},
    SettingRow{"origin.write_timeout_seconds", &Settings::origin_write_timeout_seconds, 1, kDay,
               "in which an origin takes not one byte of a request's body; then 504"},
    SettingRow{"origin.idle_timeout_seconds", &Settings::origin_idle_timeout_seconds, 1, kDay,
               "an unused connection to an origin is kept; then it is closed"},
    SettingRow{"origin.name_keep_seconds", &Settings::origin_name_keep_seconds, 1, kDay,
               "the longest that an origin's name is kept, also where its DNS record lives longer; "
               "then it is looked up again"},
    SettingRow{"coding.ratio_max", &Settings::coding_ratio_max, 10, 100'000,
               "bytes that one byte of a compressed page may become, counted after the first MiB; "
               "a page that exceeds it is cut"},
    SettingRow{"coding.window_bytes_max", &Settings::coding_window_bytes_max, 32 << 10, 1 << 27,
               "window that a compressed page may ask its decoder for; one that asks for more is "
               "passed on unchanged"},
    SettingRow{"coding.memory_bytes_max", &Settings::coding_memory_bytes_max, 1 << 20, 1024 * kGiB,
               "memory for decoding and encoding pages, per loop; a page for which nothing is left "
               "is passed on unchanged"},
    SettingRow{
        "html.token_bytes_max", &Settings::html_token_bytes_max, 1024, 1 << 24,
        "one tag that is cut by chunks is held back up to this; a longer one leaves unchanged"},
    SettingRow{"apps.keep_days", &Settings::apps_keep_days, 1, 365,
               "what bundles are made of is kept after the last plan that names it; then an old "
               "page gets 404 for its bundle"},
    SettingRow{"apps.keep_bytes_max", &Settings::apps_keep_bytes_max, 1 << 20, 1024 * kGiB,
               "disk for what bundles are made of; then the oldest that no site uses goes first"},
    SettingRow{
        "apps.bundle_memory_bytes_max", &Settings::apps_bundle_memory_bytes_max, 1 << 20,
        1024 * kGiB,
        "bundles in memory; the one unused longest goes, and is built again when it is asked for"},
    SettingRow{"cells.max", &Settings::cells_max, 1, 10'000,
               "processes for edge scripts, spares among them; where another is needed, the one "
               "unused longest ends"},
    SettingRow{"cells.spares", &Settings::cells_spares, 0, 100,
               "cells that stand ready as long as a site has edge scripts; 0: each is started when "
               "it is needed"},
    SettingRow{
        "cells.start_ms", &Settings::cells_start_ms, 1, 60'000,
        "time a page waits for a cell that is not there yet; then it passes without scripts"},
    SettingRow{"cells.retain_bytes", &Settings::cells_retain_bytes, 16 << 10, kGiB,
               "what the edge scripts of one page may hold back of it; a script that would need "
               "more is left out from there on"},
    SettingRow{"cells.retain_total_bytes", &Settings::cells_retain_total_bytes, 1 << 20,
               1024 * kGiB,
               "the same of all pages together, set aside before a page's scripts begin; "
               "a page for which nothing is left passes without them"},
    SettingRow{"cells.cpu_ms", &Settings::cells_cpu_ms, 1, 600'000,
               "CPU time of one edge script for one request, unless the app asks for less; then "
               "the script is left out from there on"},
    SettingRow{"cells.wall_ms", &Settings::cells_wall_ms, 1, 600'000,
               "time in which one edge script owes an answer for one request, unless the app asks "
               "for less; then the script is left out from there on"},
    SettingRow{"cells.memory_mb", &Settings::cells_memory_mb, 8, 2'048,
               "heap and buffers of one edge script, unless the app asks for less; a script that "
               "needs more is left out and starts anew"},
};

Result<uint64_t> parse_number(std::string_view text, std::string_view key) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return fail(Fault::malformed, Blame::config,
                std::string(key) + ": wanted a whole number, got '" +
                    std::string(text.substr(0, 40)) + "'");
  }
  return value;
}

}  // namespace

std::span<const SettingRow> setting_rows() { return kRows; }

Result<> set_setting(Settings& settings, std::string_view key, uint64_t value) {
  for (const SettingRow& row : kRows) {
    if (row.key != key) continue;
    if (value < row.min || value > row.max) {
      return fail(Fault::too_large, Blame::config,
                  std::string(key) + ": " + std::to_string(value) + ", allowed " +
                      std::to_string(row.min) + " to " + std::to_string(row.max));
    }
    settings.*row.value = value;
    return {};
  }
  std::vector<std::string_view> known;
  for (const SettingRow& row : kRows) known.push_back(row.key);
  return fail(Fault::not_found, Blame::config,
              "unknown setting '" + std::string(key.substr(0, 60)) + "', the nearest is '" +
                  std::string(nearest_word(key, known)) + "'");
}

Result<> set_setting(Settings& settings, std::string_view assignment) {
  size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    return fail(Fault::malformed, Blame::config,
                "setting '" + std::string(assignment.substr(0, 60)) + "': wanted key=value");
  }
  std::string_view key = assignment.substr(0, equals);
  auto value = parse_number(assignment.substr(equals + 1), key);
  if (!value) return fail(value.error());
  return set_setting(settings, key, *value);
}

std::string settings_to_wire(const Settings& settings) {
  std::string text(kWireVersion);
  for (const SettingRow& row : kRows) {
    text.append(row.key).append("=").append(std::to_string(settings.*row.value)).append("\n");
  }
  return text;
}

Result<Settings> settings_from_wire(std::string_view text) {
  if (!text.starts_with(kWireVersion)) {
    return fail(Fault::unsupported, Blame::self, "settings from another version of the program");
  }
  text.remove_prefix(kWireVersion.size());
  Settings settings;
  while (!text.empty()) {
    size_t end = text.find('\n');
    if (auto set = set_setting(settings, text.substr(0, end)); !set) return fail(set.error());
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return settings;
}

}  // namespace inlay
