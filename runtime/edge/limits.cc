#include "edge/limits.h"

namespace inlay {

EdgeLimits edge_limits(const Settings& s) {
  http::ChunkLimits chunk{.extension_bytes_max = s.http_chunk_extension_bytes_max,
                          .trailer_bytes_max = s.http_trailer_bytes_max,
                          .trailer_fields_max = s.http_trailer_fields_max};
  EdgeLimits limits;
  limits.server = {.head = {.line_bytes_max = s.http_line_bytes_max,
                            .head_bytes_max = s.http_head_bytes_max,
                            .fields_max = s.http_fields_max},
                   .chunk = chunk,
                   .body_bytes_max = s.http_request_body_bytes_max,
                   .head_timeout_ms = s.http_head_timeout_seconds * 1000,
                   .idle_timeout_ms = s.http_idle_timeout_seconds * 1000,
                   .body_timeout_ms = s.http_body_timeout_seconds * 1000,
                   .write_timeout_ms = s.http_write_timeout_seconds * 1000,
                   .tunnel_timeout_ms = s.http_tunnel_timeout_seconds * 1000};
  limits.client = {.head = {.line_bytes_max = s.origin_line_bytes_max,
                            .head_bytes_max = s.origin_head_bytes_max,
                            .fields_max = s.origin_fields_max},
                   .chunk = chunk,
                   .interim_max = s.origin_interim_responses_max,
                   .connect_timeout_ms = s.origin_connect_timeout_seconds * 1000,
                   .response_timeout_ms = s.origin_response_timeout_seconds * 1000,
                   .body_timeout_ms = s.origin_body_timeout_seconds * 1000,
                   .write_timeout_ms = s.origin_write_timeout_seconds * 1000,
                   .idle_timeout_ms = s.origin_idle_timeout_seconds * 1000,
                   .connections_max = s.origin_connections_max,
                   .waiting_max = s.origin_waiting_max};
  limits.scanner.token_bytes_max = static_cast<uint32_t>(s.html_token_bytes_max);
  limits.decoder = {.ratio_max = s.coding_ratio_max, .window_bytes_max = s.coding_window_bytes_max};
  limits.codecs.memory_bytes_max = s.coding_memory_bytes_max;
  limits.connections_max = s.http_connections_max;
  limits.bundle_memory_bytes_max = s.apps_bundle_memory_bytes_max;
  limits.name_keep_ms = s.origin_name_keep_seconds * 1000;
  limits.scripts = {.cpu_ms = static_cast<uint32_t>(s.cells_cpu_ms),
                    .wall_ms = static_cast<uint32_t>(s.cells_wall_ms),
                    .memory_mb = static_cast<uint32_t>(s.cells_memory_mb)};
  limits.cell_start_ms = s.cells_start_ms;
  limits.retain_bytes = s.cells_retain_bytes;
  return limits;
}

}  // namespace inlay
