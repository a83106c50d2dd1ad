// The mappings of a source map, any bytes: what is found is a place in one of its files, and a
// stack keeps what is no place.
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/author_stack.h"
#include "apps/json.h"
#include "apps/source_map.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::apps;
  if (size > 4096) return 0;
  std::string mappings;
  for (size_t i = 0; i < size; ++i) mappings += static_cast<char>(data[i] & 0x7F);
  std::string json = R"({"sources":["a.ts","b.ts"],"mappings":)";
  append_json_string(json, mappings);
  json += '}';
  const auto map = SourceMap::read(json);
  CHECK(map);
  for (uint32_t line = 1; line < 4; ++line) {
    for (uint32_t column = 1; column < 40; column += 3) {
      const auto place = map->find(line, column);
      if (!place) continue;
      CHECK(place->file == "a.ts" || place->file == "b.ts");
      CHECK(place->line >= 1 && place->column >= 1);
    }
  }
  EdgePackage package;
  package.files = {{"x.js", "", json}};
  const std::string stack = author_stack(package, "Error\n  at f (x.js:1:1)\n  at (y.js:1:1)");
  CHECK(stack.starts_with("Error\n  at f (") && stack.ends_with(")\n  at (y.js:1:1)"));
  return 0;
}
