#include <array>

#include "apps/manifest_parts.h"

namespace inlay::apps {
namespace {

constexpr std::array<std::string_view, 1> kEdgeMembers = {"src"};

// The path that `src` of an entry names.
void read_entry(const Json& entry, const std::string& name, EdgeManifest& edge,
                Reporter& reporter) {
  const Json* src = entry.find("src");
  if (src == nullptr || !src->is_string()) {
    const Json& wrong = src == nullptr ? entry : *src;
    return reporter.report(Rule::edge_shape, wrong.at(), name + " must have src, a path");
  }
  const auto path = inside_path(src->as_string());
  if (!path) {
    return reporter.report(
        Rule::edge_shape, src->at(),
        "src " + in_quotes(src->as_string()) + " must name a file inside the folder, without ..");
  }
  edge.entries.push_back({*path, src->at()});
}

void read_module(const Json& value, EdgeManifest& edge, Reporter& reporter) {
  report_unknown_members(value, kEdgeMembers, Rule::edge_shape, reporter);
  read_entry(value, "inlay.edge", edge, reporter);
}

void read_workers(const Json& list, EdgeManifest& edge, Reporter& reporter) {
  edge.style = EdgeStyle::classic;
  if (!list.is_array()) {
    return reporter.report(Rule::edge_shape, list.at(), "workers must be an array");
  }
  if (list.items().size() > kEdgeEntriesMax) {
    return reporter.report(
        Rule::edge_shape, list.at(),
        "more than " + std::to_string(kEdgeEntriesMax) + " workers (edge_entries_max)");
  }
  for (const Json& entry : list.items()) read_entry(entry, "an entry of workers", edge, reporter);
}

}  // namespace

std::optional<EdgeManifest> read_edge_manifest(const Json& manifest, Reporter& reporter) {
  const Json* module = inlay_member(manifest, "edge");
  const Json* workers = manifest.find("workers");
  EdgeManifest edge;
  if (const Json* permissions = inlay_member(manifest, "permissions")) {
    edge.permissions = read_permissions(*permissions, reporter);
  }
  if (const Json* limits = inlay_member(manifest, "limits")) {
    edge.limits = read_edge_limits(*limits, reporter);
  }
  if (module != nullptr) {
    read_module(*module, edge, reporter);
    if (workers != nullptr) {
      reporter.report(Rule::edge_workers, workers->at(),
                      "workers are left aside: inlay.edge is there, and counts instead");
    }
  } else if (workers != nullptr) {
    read_workers(*workers, edge, reporter);
  }
  if (edge.entries.empty()) return std::nullopt;
  return edge;
}

}  // namespace inlay::apps
