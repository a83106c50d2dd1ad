#include "apps/app_folder.h"

#include <utility>

#include "apps/edge_files.h"
#include "apps/reporter.h"
#include "crypto/base64.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kManifestName = "install.json";

// Nine bytes make twelve letters.
std::string app_id_of(std::string_view folder_name) {
  crypto::Sha256 hash;
  hash.field("inlay app folder");
  hash.field(folder_name);
  const crypto::Digest digest = hash.finish();
  return crypto::base64url(crypto::bytes_of(digest).substr(0, 9));
}

Rule rule_of(Fault fault) {
  switch (fault) {
    case Fault::not_found:
      return Rule::file_missing;
    case Fault::too_large:
      return Rule::file_too_large;
    default:
      return Rule::file_refused;
  }
}

void read_files(AppVersion& app, Reporter& reporter) {
  uint64_t total = 0;
  for (const Resource& resource : app.manifest.resources) {
    if (resource.contents || !resource.src.is_plain()) continue;
    const std::string path = inside_path(resource.src_text).value_or("");
    if (app.files.contains(path)) continue;
    Result<std::string> bytes = app.folder.read(path, kAppFileBytesMax);
    if (!bytes) {
      reporter.report(rule_of(bytes.error().fault), resource.at, bytes.error().detail);
      continue;
    }
    total += bytes->size();
    if (total > kAppBytesMax) {
      reporter.report(Rule::file_too_large, resource.at,
                      "with file " + path + " the app's files are more than " +
                          std::to_string(kAppBytesMax) + " bytes (app_bytes_max)");
      return;
    }
    app.files.emplace(path, make_content(std::move(*bytes)));
  }
}

}  // namespace

std::string manifest_path(const std::string& folder) {
  std::string path = folder;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return (path == "/" ? path : path + '/') + std::string(kManifestName);
}

Result<ContentPtr> AppVersion::file(const std::string& inside_path) const {
  const auto kept = files.find(inside_path);
  if (kept != files.end()) return kept->second;
  Result<std::string> bytes = folder.read(inside_path, kAppFileBytesMax);
  if (!bytes) return fail(bytes.error());
  return make_content(std::move(*bytes));
}

Result<std::shared_ptr<const AppVersion>> load_app_folder(const std::string& path,
                                                          std::vector<Diagnostic>& diagnostics,
                                                          EdgeBundler* bundler) {
  const std::string file = manifest_path(path);
  const auto refused = [&] {
    return fail(Fault::malformed, Blame::app, "app folder " + path + ": it has errors");
  };
  Result<FolderReader> folder = FolderReader::open(path);
  if (!folder) {
    Reporter({}, file, diagnostics).report(Rule::manifest_missing, 0, folder.error().detail);
    return fail(folder.error());
  }
  const Result<std::string> text = folder->read(kManifestName, kManifestBytesMax);
  if (!text) {
    Reporter({}, file, diagnostics).report(Rule::manifest_missing, 0, text.error().detail);
    return fail(text.error());
  }
  std::optional<Manifest> manifest = read_manifest(*text, file, diagnostics);
  if (!manifest) return refused();
  const std::string id = app_id_of(folder->name());
  AppVersion app{id, std::move(*manifest), std::move(*folder), {}, nullptr};
  Reporter reporter(*text, file, diagnostics);
  read_files(app, reporter);
  if (app.manifest.edge) {
    app.edge =
        collect_edge_package(*app.manifest.edge, app.folder, *text, file, bundler, diagnostics);
    if (app.edge == nullptr) return refused();
  }
  if (reporter.failed()) return refused();
  return std::make_shared<const AppVersion>(std::move(app));
}

}  // namespace inlay::apps
