#include "apps/manifest.h"

#include "apps/manifest_parts.h"
#include "apps/reporter.h"

namespace inlay::apps {
namespace {

constexpr size_t kPathBytesMax = 1024;

bool asks_for_anything(const Manifest& manifest) {
  return !manifest.resources.empty() || manifest.document.find("workers") != nullptr ||
         inlay_member(manifest.document, "edge") != nullptr ||
         inlay_member(manifest.document, "inserts") != nullptr;
}

}  // namespace

const Json* inlay_member(const Json& manifest, std::string_view key) {
  const Json* inlay = manifest.find("inlay");
  return inlay == nullptr ? nullptr : inlay->find(key);
}

std::optional<std::string> inside_path(std::string_view path) {
  constexpr std::string_view never("\\\0", 2);
  if (path.starts_with('/') || path.size() > kPathBytesMax ||
      path.find_first_of(never) != std::string_view::npos ||
      path.find("://") != std::string_view::npos) {
    return std::nullopt;
  }
  std::string inside;
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (segment == "..") return std::nullopt;
    if (segment.empty() || segment == ".") continue;
    if (!inside.empty()) inside += '/';
    inside += segment;
  }
  if (inside.empty()) return std::nullopt;
  return inside;
}

std::optional<Manifest> read_manifest(std::string_view text, const std::string& file,
                                      std::vector<Diagnostic>& diagnostics) {
  Reporter reporter(text, file, diagnostics);
  std::optional<Json> document = read_reported_json(text, reporter);
  if (!document) return std::nullopt;
  if (!document->is_object()) {
    reporter.report(Rule::manifest_shape, document->at(), "the manifest must be an object");
    return std::nullopt;
  }
  Manifest manifest;
  manifest.resources = read_resources(*document, reporter);
  manifest.options = read_option_fields(*document, reporter);
  manifest.products = read_products(*document, reporter);
  manifest.inserts = read_insert_templates(*document, reporter);
  manifest.edge = read_edge_manifest(*document, reporter);
  manifest.pages = read_page_patterns(*document, reporter);
  manifest.document = std::move(*document);
  check_other_sections(manifest.document, reporter);
  check_names(manifest, reporter);
  if (!asks_for_anything(manifest)) {
    reporter.report(Rule::nothing_to_run, manifest.document.at(),
                    "the manifest names no resources: nothing will be delivered");
  }
  if (reporter.failed()) return std::nullopt;
  return manifest;
}

}  // namespace inlay::apps
