// Every number an operator can set, in one table: key, unit, range, meaning and what happens at the
// bound.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay {

// Defaults here are the documented defaults. Units are in the keys.
struct Settings {
  uint64_t edge_loops = 0;  // 0: one per core

  uint64_t http_line_bytes_max = 8 * 1024;
  uint64_t http_head_bytes_max = 64 * 1024;
  uint64_t http_fields_max = 100;
  uint64_t http_chunk_extension_bytes_max = 4 * 1024;
  uint64_t http_trailer_bytes_max = 16 * 1024;
  uint64_t http_trailer_fields_max = 100;
  uint64_t http_connections_max = 10'000;
  uint64_t http_request_body_bytes_max = 100 * 1024 * 1024;
  uint64_t http_head_timeout_seconds = 10;
  uint64_t http_idle_timeout_seconds = 75;
  uint64_t http_body_timeout_seconds = 30;
  uint64_t http_write_timeout_seconds = 60;
  uint64_t http_tunnel_timeout_seconds = 3600;

  uint64_t origin_line_bytes_max = 8 * 1024;
  uint64_t origin_head_bytes_max = 64 * 1024;
  uint64_t origin_fields_max = 200;
  uint64_t origin_interim_responses_max = 8;
  uint64_t origin_connections_max = 256;
  uint64_t origin_waiting_max = 1024;
  uint64_t origin_connect_timeout_seconds = 5;
  uint64_t origin_response_timeout_seconds = 60;
  uint64_t origin_body_timeout_seconds = 60;
  uint64_t origin_write_timeout_seconds = 60;
  uint64_t origin_idle_timeout_seconds = 30;
  uint64_t origin_name_keep_seconds = 30;

  uint64_t coding_ratio_max = 200;
  uint64_t coding_window_bytes_max = 8 * 1024 * 1024;
  uint64_t coding_memory_bytes_max = 256 * 1024 * 1024;

  uint64_t html_token_bytes_max = 64 * 1024;

  uint64_t apps_keep_days = 7;
  uint64_t apps_keep_bytes_max = 256 * 1024 * 1024;
  uint64_t apps_bundle_memory_bytes_max = 64 * 1024 * 1024;

  uint64_t cells_max = 200;
  uint64_t cells_spares = 2;
  uint64_t cells_start_ms = 500;
  uint64_t cells_retain_bytes = 512 * 1024;
  uint64_t cells_retain_total_bytes = 128 * 1024 * 1024;
  uint64_t cells_cpu_ms = 50;
  uint64_t cells_wall_ms = 2'000;
  uint64_t cells_memory_mb = 64;
};

struct SettingRow {
  std::string_view key;  // as in the file and for --set
  uint64_t Settings::*value;
  uint64_t min;
  uint64_t max;
  std::string_view about;  // what it bounds, and what happens at the bound
};

// In the order in which they are documented.
std::span<const SettingRow> setting_rows();

// Refuses an unknown key (naming the nearest) and a value out of range (naming the range).
Result<> set_setting(Settings& settings, std::string_view key, uint64_t value);
// "key=value" with a decimal number.
Result<> set_setting(Settings& settings, std::string_view assignment);

// Lines "key=value" for another process, after a line with the version of this format; and back.
std::string settings_to_wire(const Settings& settings);
Result<Settings> settings_from_wire(std::string_view text);

}  // namespace inlay
