#include "config/edge_start.h"

#include <charconv>

namespace inlay {
namespace {

constexpr std::string_view kVersion = "edge start 1\n";
constexpr size_t kLoopsMax = 1024;
constexpr size_t kAddressesMax = 1024;

// NAME SIZE:VALUE and a line feed; the size in front lets a value hold anything.
void append(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(" ").append(std::to_string(value.size())).append(":");
  out.append(value).append("\n");
}

tl::unexpected<Error> malformed(std::string what) {
  return fail(Fault::malformed, Blame::self, "edge start: " + std::move(what));
}

Result<size_t> number(std::string_view text, size_t max) {
  size_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > max) {
    return malformed("number '" + std::string(text.substr(0, 20)) + "'");
  }
  return value;
}

struct Line {
  std::string_view name;
  std::string_view value;
};

// Takes the first line off `text`.
Result<Line> take_line(std::string_view& text) {
  const size_t space = text.find(' ');
  const size_t colon = text.find(':');
  if (space == text.npos || colon == text.npos || colon < space) return malformed("no name");
  auto size = number(text.substr(space + 1, colon - space - 1), text.size());
  if (!size) return fail(size.error());
  const std::string_view rest = text.substr(colon + 1);
  if (rest.size() <= *size || rest[*size] != '\n') return malformed("cut short");
  Line line{text.substr(0, space), rest.substr(0, *size)};
  text = rest.substr(*size + 1);
  return line;
}

Result<> take_number(size_t& place, std::string_view text, size_t max) {
  auto value = number(text, max);
  if (!value) return fail(value.error());
  place = *value;
  return {};
}

Result<> take_settings(Settings& place, std::string_view text) {
  auto settings = settings_from_wire(text);
  if (!settings) return fail(settings.error());
  place = *settings;
  return {};
}

Result<> take(EdgeStart& start, const Line& line) {
  if (line.name == "loops") return take_number(start.loops, line.value, kLoopsMax);
  if (line.name == "addresses") return take_number(start.addresses, line.value, kAddressesMax);
  if (line.name == "settings") return take_settings(start.settings, line.value);
  std::string value(line.value);
  if (line.name == "state") {
    start.state = std::move(value);
  } else if (line.name == "node") {
    start.node = std::move(value);
  } else if (line.name == "path_prefix") {
    start.path_prefix = std::move(value);
  } else if (line.name == "access_log") {
    start.access_log = std::move(value);
  } else if (line.name == "trusted_proxy") {
    start.trusted_proxies.push_back(std::move(value));
  } else if (line.name == "name_server") {
    start.name_servers.push_back(std::move(value));
  } else {
    return malformed("name '" + std::string(line.name.substr(0, 40)) + "'");
  }
  return {};
}

}  // namespace

std::string edge_start_to_wire(const EdgeStart& start) {
  std::string out(kVersion);
  append(out, "state", start.state);
  append(out, "node", start.node);
  append(out, "path_prefix", start.path_prefix);
  append(out, "access_log", start.access_log);
  for (const std::string& range : start.trusted_proxies) append(out, "trusted_proxy", range);
  for (const std::string& server : start.name_servers) append(out, "name_server", server);
  append(out, "loops", std::to_string(start.loops));
  append(out, "addresses", std::to_string(start.addresses));
  append(out, "settings", settings_to_wire(start.settings));
  return out;
}

Result<EdgeStart> edge_start_from_wire(std::string_view text) {
  if (!text.starts_with(kVersion)) {
    return fail(Fault::unsupported, Blame::self, "edge start of another version of the program");
  }
  text.remove_prefix(kVersion.size());
  EdgeStart start;
  while (!text.empty()) {
    auto line = take_line(text);
    if (!line) return fail(line.error());
    if (auto taken = take(start, *line); !taken) return fail(taken.error());
  }
  if (start.loops == 0 || start.addresses == 0) return malformed("no loops or no addresses");
  return start;
}

}  // namespace inlay
