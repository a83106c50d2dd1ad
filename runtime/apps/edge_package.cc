#include "apps/edge_package.h"

#include <algorithm>

#include "apps/byte_wire.h"
#include "apps/manifest.h"

namespace inlay::apps {
namespace {

// Layout (byte_wire.h):
//   u32 version, u8 style, u32 entries {text}, u32 files {text path, text bytes,
//   text source map},
//   u8 html, u8 flags, u32 origins {text}, u32 for each of kEdgeLimits, nothing behind.
constexpr uint32_t kVersion = 2;

constexpr bool Permissions::*kFlags[] = {&Permissions::cookies, &Permissions::request_body,
                                         &Permissions::kv, &Permissions::web_assembly};

std::string_view read_text(ByteReader& in) { return in.raw(in.u32()); }

void read_entries(ByteReader& in, EdgePackage& package) {
  const uint32_t count = in.count(4);
  const size_t most = package.style == EdgeStyle::module ? 1 : kEdgeEntriesMax;
  if (count == 0 || count > most) return in.fail_at_once();
  for (uint32_t i = 0; i < count; ++i) package.entries.push_back(read_text(in));
}

void read_files(ByteReader& in, EdgePackage& package) {
  const uint32_t count = in.count(12);
  if (count > kEdgeFilesMax) return in.fail_at_once();
  uint64_t total = 0;
  uint64_t source_maps = 0;
  package.files.reserve(count);
  for (uint32_t i = 0; i < count && !in.failed(); ++i) {
    const std::string_view path = read_text(in);
    const std::string_view bytes = read_text(in);
    const std::string_view source_map = read_text(in);
    const bool ascends = i == 0 || package.files.back().path < path;
    total += bytes.size();
    source_maps += source_map.size();
    if (!ascends || inside_path(path) != path || bytes.size() > kEdgeFileBytesMax ||
        total > kEdgePackageBytesMax || source_maps > kEdgeSourceMapBytesMax) {
      return in.fail_at_once();
    }
    package.files.push_back({path, bytes, source_map});
  }
}

bool has_its_entries(const EdgePackage& package) {
  return std::all_of(package.entries.begin(), package.entries.end(),
                     [&](std::string_view path) { return package.file(path) != nullptr; });
}

void write_permissions(ByteWriter& out, const Permissions& permissions) {
  out.u8(static_cast<uint64_t>(permissions.html));
  uint64_t flags = 0;
  for (size_t i = 0; i < std::size(kFlags); ++i) {
    flags |= static_cast<uint64_t>(permissions.*kFlags[i]) << i;
  }
  out.u8(flags);
  out.u32(permissions.fetch.size());
  for (const FetchOrigin& origin : permissions.fetch) out.text(to_text(origin));
}

void read_permissions(ByteReader& in, Permissions& permissions) {
  permissions.html = static_cast<HtmlPermission>(in.below(in.u8(), 2));
  const uint32_t flags = in.below(in.u8(), size_t{1} << std::size(kFlags));
  for (size_t i = 0; i < std::size(kFlags); ++i) permissions.*kFlags[i] = (flags >> i & 1) != 0;
  const uint32_t count = in.count(4);
  if (count > kFetchOriginsMax) return in.fail_at_once();
  for (uint32_t i = 0; i < count; ++i) {
    const std::string_view text = read_text(in);
    auto origin = parse_fetch_origin(text);
    if (!origin || to_text(*origin) != text) return in.fail_at_once();
    permissions.fetch.push_back(std::move(*origin));
  }
}

void read_limits(ByteReader& in, EdgeLimits& limits) {
  for (const EdgeLimitRow& row : kEdgeLimits) {
    const uint32_t value = in.u32();
    if (value != 0 && (value < row.min || value > row.max)) return in.fail_at_once();
    limits.*row.value = value;
  }
}

}  // namespace

// The same as resolve_module() of isolate/, which runs where this is not.
std::optional<std::string> resolve_import(std::string_view importer, std::string_view specifier) {
  const size_t slash = importer.rfind('/');
  std::string path(importer.substr(0, slash == std::string_view::npos ? 0 : slash));
  while (!specifier.empty()) {
    const size_t end = specifier.find('/');
    const std::string_view part = specifier.substr(0, end);
    specifier.remove_prefix(end == std::string_view::npos ? specifier.size() : end + 1);
    if (part == "..") {
      if (path.empty()) return std::nullopt;
      const size_t above = path.rfind('/');
      path.resize(above == std::string::npos ? 0 : above);
    } else if (part != "." && !part.empty()) {
      path.append(path.empty() ? "" : "/").append(part);
    }
  }
  return inside_path(path);
}

const EdgeFile* EdgePackage::file(std::string_view path) const {
  const auto at =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const EdgeFile& file, std::string_view p) { return file.path < p; });
  return at != files.end() && at->path == path ? &*at : nullptr;
}

std::string write_edge_package(const EdgePackage& package) {
  ByteWriter out;
  out.u32(kVersion);
  out.u8(static_cast<uint64_t>(package.style));
  out.u32(package.entries.size());
  for (const std::string_view entry : package.entries) out.text(entry);
  out.u32(package.files.size());
  for (const EdgeFile& file : package.files) {
    out.text(file.path);
    out.text(file.bytes);
    out.text(file.source_map);
  }
  write_permissions(out, package.permissions);
  for (const EdgeLimitRow& row : kEdgeLimits) out.u32(package.limits.*row.value);
  return out.take();
}

std::optional<EdgePackage> read_edge_package(std::string_view bytes) {
  ByteReader in(bytes);
  EdgePackage package;
  if (in.u32() != kVersion) return std::nullopt;
  package.style = static_cast<EdgeStyle>(in.below(in.u8(), 2));
  read_entries(in, package);
  read_files(in, package);
  read_permissions(in, package.permissions);
  read_limits(in, package.limits);
  if (in.failed() || !in.at_end() || !has_its_entries(package)) return std::nullopt;
  return package;
}

}  // namespace inlay::apps
