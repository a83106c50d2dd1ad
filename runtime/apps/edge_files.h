// Which files go with an edge script: its entries, and whatever relative imports reach from them
// (docs/decisions/0021-which-files-go-with-an-edge-script.md).
#pragma once

#include <string>
#include <vector>

#include "apps/content.h"
#include "apps/diagnostic.h"
#include "apps/folder_reader.h"
#include "apps/manifest.h"
#include "apps/reporter.h"

namespace inlay::apps {

// The package as write_edge_package() writes it. Null after an error, which is in `diagnostics`
// with its place: in the manifest (`manifest`) for an entry, in the script for an import. Reads
// through `folder` only, so nothing outside it. Blocks on the disk.
ContentPtr collect_edge_package(const EdgeManifest& edge, const FolderReader& folder,
                                Reporter& manifest, std::vector<Diagnostic>& diagnostics);

// Every error is one that bundling would mend: TypeScript, a package's name, a file that is no
// module. Author's verbs bundle such a folder; others refuse it.
bool needs_bundling(const std::vector<Diagnostic>& diagnostics);

}  // namespace inlay::apps
