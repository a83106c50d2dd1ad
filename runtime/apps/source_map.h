// Where a place in a bundled script comes from (ECMA-426, without sections and scopes).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::apps {

// Lines and columns count from 1, columns in UTF-16 units, as V8's do.
struct SourcePlace {
  std::string file;
  uint32_t line = 1;
  uint32_t column = 1;

  bool operator==(const SourcePlace&) const = default;
};

class SourceMap {
 public:
  // Nothing where the text is no source map, or has more than kEdgeSourceMapBytesMax.
  static std::optional<SourceMap> read(std::string_view json);

  // What the last mapping at or before that place in its line says; nothing where there is none, or
  // where the map is damaged before it. Linear in the map: for errors, not for pages.
  std::optional<SourcePlace> find(uint32_t line, uint32_t column) const;

 private:
  std::vector<std::string> sources_;
  std::string mappings_;
};

}  // namespace inlay::apps
