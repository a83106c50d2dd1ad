#include "apps/source_map.h"

#include <array>
#include <limits>

#include "apps/edge_package.h"
#include "apps/json.h"

namespace inlay::apps {
namespace {

constexpr int64_t kNumberMax = std::numeric_limits<int32_t>::max();
constexpr size_t kFieldsMax = 5;  // of a segment: generated column, source, line, column, name

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// A base64 VLQ number from the front of `text`: five bits a digit, the lowest first; the lowest bit
// of all is the sign.
std::optional<int64_t> take_number(std::string_view& text) {
  int64_t value = 0;
  for (unsigned shift = 0; shift <= 30; shift += 5) {
    const int digit = text.empty() ? -1 : digit_of(text.front());
    if (digit < 0) return std::nullopt;
    text.remove_prefix(1);
    value |= int64_t{digit & 31} << shift;
    if ((digit & 32) == 0) return (value & 1) != 0 ? -(value >> 1) : value >> 1;
  }
  return std::nullopt;
}

// Goes over the segments of a map; all numbers but the generated line are differences.
class Walk {
 public:
  explicit Walk(std::string_view mappings) : left_(mappings) {}

  // The next segment; false at the end, and before what is damaged.
  bool next() {
    while (!left_.empty() && (left_.front() == ';' || left_.front() == ',')) {
      if (left_.front() == ';') {
        ++line;
        column = 0;
      }
      left_.remove_prefix(1);
    }
    std::array<int64_t, kFieldsMax> fields{};
    size_t count = 0;
    while (!left_.empty() && left_.front() != ';' && left_.front() != ',') {
      const auto number = take_number(left_);
      if (!number || count == kFieldsMax) return false;
      fields[count++] = *number;
    }
    if (count != 1 && count != 4 && count != 5) return false;
    has_source = count > 1;
    return add(column, fields[0]) && add(source, fields[1]) && add(source_line, fields[2]) &&
           add(source_column, fields[3]);
  }

  int64_t line = 0;
  int64_t column = 0;
  int64_t source = 0;
  int64_t source_line = 0;
  int64_t source_column = 0;
  bool has_source = false;

 private:
  static bool add(int64_t& number, int64_t difference) {
    number += difference;
    return number >= 0 && number <= kNumberMax;
  }

  std::string_view left_;
};

}  // namespace

std::optional<SourceMap> SourceMap::read(std::string_view json) {
  auto document = read_json(json, kEdgeSourceMapBytesMax);
  if (!document) return std::nullopt;
  const Json* sources = document->root.find("sources");
  const Json* mappings = document->root.find("mappings");
  if (sources == nullptr || !sources->is_array() || mappings == nullptr || !mappings->is_string()) {
    return std::nullopt;
  }
  SourceMap map;
  for (const Json& source : sources->items()) map.sources_.push_back(source.as_string());
  map.mappings_ = mappings->as_string();
  return map;
}

std::optional<SourcePlace> SourceMap::find(uint32_t line, uint32_t column) const {
  std::optional<SourcePlace> found;
  Walk walk(mappings_);
  while (walk.next()) {
    // The place looked for counts from 1, the map from 0.
    if (walk.line + 1 > line || (walk.line + 1 == line && walk.column + 1 > column)) break;
    if (walk.line + 1 < line) continue;
    found.reset();
    const auto source = static_cast<size_t>(walk.source);
    if (!walk.has_source || source >= sources_.size()) continue;
    found = SourcePlace{sources_[source], static_cast<uint32_t>(walk.source_line + 1),
                        static_cast<uint32_t>(walk.source_column + 1)};
  }
  return found;
}

}  // namespace inlay::apps
