// With what an edge starts, beside descriptors: written by the supervisor into sealed memory, read
// by the edge. Two edges with the same text differ in their sites and sockets only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"

namespace inlay {

struct EdgeStart {
  std::string state;  // folder
  std::string node;   // our name in Via
  std::string path_prefix;
  std::string access_log;  // path of the file whose descriptor is handed over; empty: none
  std::vector<std::string> trusted_proxies;
  std::vector<std::string> name_servers;
  size_t loops = 0;
  size_t addresses = 0;  // each has one listening socket per loop
  Settings settings;
};

std::string edge_start_to_wire(const EdgeStart& start);
Result<EdgeStart> edge_start_from_wire(std::string_view text);

}  // namespace inlay
