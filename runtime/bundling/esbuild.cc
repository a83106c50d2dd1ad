#include "bundling/esbuild.h"

#include <algorithm>
#include <utility>

#include "bundling/esbuild_messages.h"
#include "bundling/esbuild_run.h"
#include "crypto/base64.h"

namespace inlay {
namespace {

using apps::Rule;

constexpr std::string_view kSourceMapMark = "//# sourceMappingURL=data:application/json;base64,";

// The map stands behind the script, in base64.
constexpr Bytes kOutputBytesMax(apps::kEdgeFileBytesMax + apps::kEdgeSourceMapBytesMax / 3 * 4 +
                                (1 << 10));

std::vector<std::string> arguments_for(const std::string& entry, apps::EdgeStyle style) {
  // `./`: an entry may begin with a dash.
  return {"./" + entry,
          "--bundle",
          style == apps::EdgeStyle::module ? "--format=esm" : "--format=iife",
          "--target=es2022",
          "--platform=browser",
          "--conditions=worker,module",
          "--loader:.html=text",
          "--loader:.css=text",
          "--sourcemap=inline",
          "--sources-content=false",
          "--charset=utf8",
          "--legal-comments=none",
          "--log-level=warning",
          "--log-limit=100",
          "--color=false"};
}

// Byte offset in `text` of a line (from 1) and a byte in it (from 0).
size_t offset_of(std::string_view text, uint32_t line, uint32_t column) {
  size_t at = 0;
  for (uint32_t i = 1; i < line; ++i) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return text.size();
    at = end + 1;
  }
  return std::min<size_t>(at + column, text.size());
}

void report(const EsbuildMessage& message, const apps::FolderReader& folder,
            apps::Reporter& manifest, size_t at, std::vector<apps::Diagnostic>& diagnostics) {
  const Rule rule = message.error ? Rule::edge_bundling : Rule::edge_bundling_doubt;
  const auto text = folder.read(message.file, apps::kAppFileBytesMax);  // not of an empty name
  if (!text) return manifest.report(rule, at, message.text);
  apps::Reporter(*text, folder.path() + '/' + message.file, diagnostics)
      .report(rule, offset_of(*text, message.line, message.column), message.text);
}

std::optional<apps::BundledScript> take_apart(std::string output) {
  const size_t mark = output.rfind(kSourceMapMark);
  if (mark == std::string::npos) return std::nullopt;
  std::string_view map = std::string_view(output).substr(mark + kSourceMapMark.size());
  while (map.ends_with('\n')) map.remove_suffix(1);
  auto json = crypto::from_base64(map);
  if (!json) return std::nullopt;
  output.resize(mark);
  return apps::BundledScript{std::move(output), std::move(*json)};
}

}  // namespace

Esbuild::Esbuild() : program_(INLAY_ESBUILD) {}

std::optional<apps::BundledScript> Esbuild::bundle(const apps::FolderReader& folder,
                                                   const std::string& entry, apps::EdgeStyle style,
                                                   apps::Reporter& manifest, size_t at,
                                                   std::vector<apps::Diagnostic>& diagnostics) {
  auto end = run_esbuild({.program = program_,
                          .arguments = arguments_for(entry, style),
                          .folder = folder.descriptor(),
                          .output_max = kOutputBytesMax});
  if (!end) {
    manifest.report(Rule::edge_bundling, at, end.error().detail);
    return std::nullopt;
  }
  bool told = false;
  for (const EsbuildMessage& message : read_esbuild_messages(end->messages)) {
    report(message, folder, manifest, at, diagnostics);
    told = told || message.error;
  }
  auto script = end->well ? take_apart(std::move(end->output)) : std::nullopt;
  if (!script && !told) {
    const std::string first = end->messages.substr(0, end->messages.find('\n'));
    manifest.report(Rule::edge_bundling, at, "esbuild made no bundle: " + apps::in_quotes(first));
  }
  return script;
}

}  // namespace inlay
