// Which files go with an edge script: its entries, and whatever relative imports reach from them
// (docs/decisions/0021-which-files-go-with-an-edge-script.md); or what a bundler makes of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/content.h"
#include "apps/diagnostic.h"
#include "apps/edge_bundler.h"
#include "apps/folder_reader.h"
#include "apps/manifest.h"

namespace inlay::apps {

// Every error is one that bundling would mend: TypeScript, a package's name, a file that is no
// module.
bool needs_bundling(const std::vector<Diagnostic>& diagnostics);

// The package as write_edge_package() writes it. Null after an error, which is in `diagnostics`
// with its place: in the manifest (its `text` and `file`) for an entry, in the script for an
// import. Where needs_bundling(), `bundler` makes the scripts; null: the errors stay. Reads through
// `folder` only, so nothing outside it. Blocks on the disk.
ContentPtr collect_edge_package(const EdgeManifest& edge, const FolderReader& folder,
                                std::string_view text, const std::string& file,
                                EdgeBundler* bundler, std::vector<Diagnostic>& diagnostics);

}  // namespace inlay::apps
