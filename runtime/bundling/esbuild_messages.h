// What esbuild says on standard error (of the version that sdk/package-lock.json pins).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inlay {

struct EsbuildMessage {
  bool error = true;  // or a warning
  std::string text = {};
  std::string file = {};  // inside the folder; empty: no place is named
  uint32_t line = 0;      // from 1
  uint32_t column = 0;    // from 0, in bytes
};

// In their order. Of a message, only its first line and its place; notes are left out.
std::vector<EsbuildMessage> read_esbuild_messages(std::string_view text);

}  // namespace inlay
