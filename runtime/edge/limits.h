// The operator's settings in the shapes that connections take.
#pragma once

#include "apps/edge_limits.h"
#include "config/settings.h"
#include "html/scanner.h"
#include "http/client_connection.h"
#include "http/server_connection.h"
#include "http_messages/codec_pool.h"

namespace inlay {

// One per process, read by every loop.
struct EdgeLimits {
  http::ServerLimits server;
  http::ClientLimits client;
  html::ScannerLimits scanner;
  http::DecoderLimits decoder;
  http::CodecPoolLimits codecs;
  uint64_t connections_max = 0;
  uint64_t bundle_memory_bytes_max = 0;
  uint64_t name_keep_ms = 0;
  apps::EdgeLimits scripts;  // the operator's, for one edge script
  uint64_t cell_start_ms = 0;
  uint64_t retain_bytes = 0;
};

EdgeLimits edge_limits(const Settings& settings);

}  // namespace inlay
