#include "apps/author_stack.h"

#include <charconv>
#include <optional>

#include "apps/source_map.h"

namespace inlay::apps {
namespace {

// ":NUMBER" off the front.
std::optional<uint32_t> take_number(std::string_view& text) {
  if (!text.starts_with(':')) return std::nullopt;
  uint32_t number = 0;
  const auto parsed = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
  return number;
}

// A name of a file that only ends like the bundle's is another file.
bool begins_name(std::string_view before) {
  return before.empty() || before.back() == ' ' || before.back() == '(' || before.back() == '\n';
}

std::string map_file(const EdgeFile& file, std::string_view text) {
  const auto map = SourceMap::read(file.source_map);
  if (!map) return std::string(text);
  std::string out;
  for (size_t places = 0; places < kMappedPlacesMax; ++places) {
    const size_t at = text.find(file.path);
    if (at == std::string_view::npos) break;
    std::string_view rest = text.substr(at + file.path.size());
    out += text.substr(0, at);
    const auto line = take_number(rest);
    const auto column = line ? take_number(rest) : std::nullopt;
    const auto place =
        column && begins_name(text.substr(0, at)) ? map->find(*line, *column) : std::nullopt;
    if (place) {
      out += place->file + ':' + std::to_string(place->line) + ':' + std::to_string(place->column);
    } else {
      out += text.substr(at, text.size() - at - rest.size());
    }
    text = rest;
  }
  return out.append(text);
}

}  // namespace

std::string author_stack(const EdgePackage& package, std::string_view text) {
  std::string out(text);
  for (const EdgeFile& file : package.files) {
    if (!file.source_map.empty()) out = map_file(file, out);
  }
  return out;
}

}  // namespace inlay::apps
