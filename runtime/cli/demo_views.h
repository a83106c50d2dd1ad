// What the page-view beacon told the demo's origin: counts per path, and the page that shows them.
// Kept in memory, gone with the demo. Used on the origin's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace inlay::cli {

inline constexpr size_t kViewMessageBytesMax = 4096;
inline constexpr size_t kViewedPathsMax = 200;  // further paths are counted together

class DemoViews {
 public:
  // One message as apps/page-view-beacon/README.md has it, of at most kViewMessageBytesMax;
  // anything else changes nothing, since whoever likes can send it.
  void add(std::string_view message);

  // A whole HTML document.
  std::string page() const;

 private:
  struct Row {
    uint64_t views = 0;
    uint64_t seconds = 0;  // in view
  };

  Row& row_of(const std::string& path);

  std::map<std::string, Row, std::less<>> rows_;  // by path
};

}  // namespace inlay::cli
