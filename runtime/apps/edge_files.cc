#include "apps/edge_files.h"

#include <algorithm>
#include <map>
#include <set>

#include "apps/import_scanner.h"
#include "apps/source_map.h"
#include "apps/utf8.h"

namespace inlay::apps {
namespace {

// What the cell loads as it is.
bool is_script_name(std::string_view path) {
  return path.ends_with(".js") || path.ends_with(".mjs");
}

bool has_scheme(std::string_view specifier) {
  const size_t colon = specifier.find(':');
  return colon != std::string_view::npos && specifier.find('/') > colon;
}

Rule rule_of(Fault fault) {
  if (fault == Fault::not_found) return Rule::file_missing;
  return fault == Fault::too_large ? Rule::file_too_large : Rule::file_refused;
}

// Where a file is asked for, and whom to tell.
struct Asker {
  Reporter& reporter;
  size_t at;
};

class Collector {
 public:
  Collector(const EdgeManifest& edge, const FolderReader& folder, std::vector<Diagnostic>& out)
      : edge_(edge), folder_(folder), out_(out) {}

  ContentPtr collect(Reporter& manifest) {
    for (const EdgeManifest::Entry& entry : edge_.entries) add(entry.path, {manifest, entry.at});
    // More are added while this runs.
    while (!unread_.empty()) {
      const std::string path = *unread_.begin();
      unread_.erase(unread_.begin());
      read_imports(path);
    }
    return failed_ || manifest.failed() ? nullptr : make_content(write());
  }

 private:
  void add(const std::string& path, const Asker& asker) {
    if (files_.contains(path)) return;
    if (!is_script_name(path)) {
      return asker.reporter.report(
          Rule::edge_needs_bundling, asker.at,
          in_quotes(path) + " is no .js or .mjs file: it must be bundled into one");
    }
    if (files_.size() == kEdgeFilesMax) {
      return too_large(asker,
                       "more than " + std::to_string(kEdgeFilesMax) + " files (edge_files_max)");
    }
    Result<std::string> bytes = folder_.read(path, kEdgeFileBytesMax);
    if (!bytes) {
      return asker.reporter.report(rule_of(bytes.error().fault), asker.at, bytes.error().detail);
    }
    total_ += bytes->size();
    if (total_ > kEdgePackageBytesMax) {
      return too_large(asker, "more than " + std::to_string(kEdgePackageBytesMax) +
                                  " bytes (edge_package_bytes_max)");
    }
    files_.emplace(path, std::move(*bytes));
    unread_.insert(path);
  }

  static void too_large(const Asker& asker, const std::string& what) {
    asker.reporter.report(Rule::file_too_large, asker.at, "the edge script's files are " + what);
  }

  void read_imports(const std::string& path) {
    const std::string& text = files_.at(path);
    Reporter reporter(text, folder_.path() + '/' + path, out_);
    if (const size_t valid = valid_utf8(text); valid != text.size()) {
      reporter.report(Rule::file_not_utf8, valid,
                      "the file is not UTF-8, but is read as UTF-8: the script finds wrong "
                      "characters");
    }
    const ScriptOutline outline = scan_script(text);
    check_style(path, outline, reporter);
    for (const ScriptImport& import : outline.imports) follow(import, path, reporter);
    failed_ = failed_ || reporter.failed();
  }

  void check_style(const std::string& path, const ScriptOutline& outline, Reporter& reporter) {
    constexpr size_t none = std::string_view::npos;
    if (outline.listener_at != none) {
      reporter.report(Rule::edge_listener, outline.listener_at,
                      "addEventListener(\"fetch\", …) is for ported code: new code says export "
                      "default { fetch }");
    }
    if (edge_.style == EdgeStyle::classic) {
      if (outline.export_at == none) return;
      reporter.report(Rule::edge_shape, outline.export_at,
                      "a script of workers cannot export: name a module in inlay.edge instead");
    } else if (path == edge_.entries[0].path && outline.export_at == none &&
               outline.listener_at == none) {
      reporter.report(Rule::nothing_to_run, 0,
                      "the edge script exports nothing: wanted export default");
    }
  }

  void follow(const ScriptImport& import, const std::string& importer, Reporter& reporter) {
    const std::string_view specifier = import.specifier;
    const auto report = [&](Rule rule, const std::string& message) {
      reporter.report(rule, import.at, message);
    };
    if (import.kind == ScriptImport::Kind::computed) {
      return report(Rule::edge_computed_import,
                    "what is imported here is known only when it runs: only files that are "
                    "imported by name go with the script");
    }
    if (edge_.style == EdgeStyle::classic && import.kind == ScriptImport::Kind::declaration) {
      return report(Rule::edge_shape,
                    "a script of workers cannot import: name a module in inlay.edge instead");
    }
    if (specifier.find('\\') != std::string_view::npos) {
      return report(Rule::edge_import, "an import must be written without escapes");
    }
    if (specifier.starts_with("./") || specifier.starts_with("../")) {
      const auto path = resolve_import(importer, specifier);
      if (path) return add(*path, {reporter, import.at});
    }
    if (specifier.starts_with('/') || specifier.starts_with('.')) {
      return report(Rule::edge_import, "import of " + in_quotes(specifier) +
                                           ": wanted ./ or ../ and a file inside the folder");
    }
    if (has_scheme(specifier)) {
      return report(Rule::edge_import, "import of " + in_quotes(specifier) +
                                           ": nothing is loaded from elsewhere; put the file into "
                                           "the folder");
    }
    report(Rule::edge_needs_bundling, "import of " + in_quotes(specifier) +
                                          ": a package's name means something to a bundler only");
  }

  std::string write() const {
    EdgePackage package;
    package.style = edge_.style;
    package.permissions = edge_.permissions;
    package.limits = edge_.limits;
    for (const EdgeManifest::Entry& entry : edge_.entries) package.entries.push_back(entry.path);
    for (const auto& [path, bytes] : files_) package.files.push_back({path, bytes});
    return write_edge_package(package);
  }

  const EdgeManifest& edge_;
  const FolderReader& folder_;
  std::vector<Diagnostic>& out_;
  std::map<std::string, std::string> files_;
  std::set<std::string> unread_;
  uint64_t total_ = 0;
  bool failed_ = false;
};

// What a bundler takes for something of the network stays an import. Told at the author's place.
bool imports_nothing(const BundledScript& script, const FolderReader& folder, Reporter& manifest,
                     size_t at, std::vector<Diagnostic>& out) {
  bool nothing = true;
  for (const ScriptImport& import : scan_script(script.bytes).imports) {
    if (import.kind == ScriptImport::Kind::computed) continue;
    nothing = false;
    const std::string message = "import of " + in_quotes(import.specifier) +
                                ": nothing is loaded from elsewhere; put the file into the folder";
    const Position position = position_at(script.bytes, import.at);
    const auto map = SourceMap::read(script.source_map);
    const auto place = map ? map->find(static_cast<uint32_t>(position.line),
                                       static_cast<uint32_t>(position.column))
                           : std::nullopt;
    if (!place) {
      manifest.report(Rule::edge_import, at, message);
    } else {
      out.push_back({folder.path() + '/' + place->file, static_cast<int>(place->line),
                     static_cast<int>(place->column), Severity::error, message,
                     std::string(info(Rule::edge_import).id)});
    }
  }
  return nothing;
}

ContentPtr bundle_edge_package(const EdgeManifest& edge, const FolderReader& folder,
                               EdgeBundler& bundler, Reporter& manifest,
                               std::vector<Diagnostic>& diagnostics) {
  std::map<std::string, BundledScript> scripts;
  std::vector<std::string> names;
  uint64_t bytes = 0;
  uint64_t source_maps = 0;
  for (const EdgeManifest::Entry& entry : edge.entries) {
    auto script = bundler.bundle(folder, entry.path, edge.style, manifest, entry.at, diagnostics);
    if (!script || !imports_nothing(*script, folder, manifest, entry.at, diagnostics)) {
      return nullptr;
    }
    bytes += script->bytes.size();
    if (script->bytes.size() > kEdgeFileBytesMax || bytes > kEdgePackageBytesMax) {
      manifest.report(Rule::file_too_large, entry.at,
                      "the bundled script has " + std::to_string(script->bytes.size()) +
                          " bytes, limit " + std::to_string(kEdgeFileBytesMax) +
                          " (edge_file_bytes_max)");
      return nullptr;
    }
    // Without one, errors show places in the bundle.
    source_maps += script->source_map.size();
    if (source_maps > kEdgeSourceMapBytesMax) script->source_map.clear();
    names.push_back(bundle_name(entry.path));
    scripts.insert_or_assign(names.back(), std::move(*script));
  }
  EdgePackage package;
  package.style = edge.style;
  package.permissions = edge.permissions;
  package.limits = edge.limits;
  package.entries.assign(names.begin(), names.end());
  for (const auto& [name, script] : scripts) {
    package.files.push_back({name, script.bytes, script.source_map});
  }
  return make_content(write_edge_package(package));
}

}  // namespace

bool needs_bundling(const std::vector<Diagnostic>& diagnostics) {
  bool found = false;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    if (diagnostic.rule != info(Rule::edge_needs_bundling).id) return false;
    found = true;
  }
  return found;
}

ContentPtr collect_edge_package(const EdgeManifest& edge, const FolderReader& folder,
                                std::string_view text, const std::string& file,
                                EdgeBundler* bundler, std::vector<Diagnostic>& diagnostics) {
  std::vector<Diagnostic> found;
  Reporter manifest(text, file, found);
  ContentPtr package = Collector(edge, folder, found).collect(manifest);
  if (package == nullptr && bundler != nullptr && needs_bundling(found)) {
    std::erase_if(found, [](const Diagnostic& one) { return one.severity == Severity::error; });
    package = bundle_edge_package(edge, folder, *bundler, manifest, found);
  }
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  return package;
}

}  // namespace inlay::apps
