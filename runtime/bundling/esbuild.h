// Bundles edge scripts with esbuild: TypeScript, JSX, JSON, packages under the folder's own
// node_modules. Target ES2022, which is what cells run (docs/app-format.md).
#pragma once

#include <memory>
#include <string>

#include "apps/edge_bundler.h"

namespace inlay {

class Esbuild final : public apps::EdgeBundler {
 public:
  // With the program that the build has fetched.
  Esbuild();
  explicit Esbuild(std::string program) : program_(std::move(program)) {}

  std::optional<apps::BundledScript> bundle(const apps::FolderReader& folder,
                                            const std::string& entry, apps::EdgeStyle style,
                                            apps::Reporter& manifest, size_t at,
                                            std::vector<apps::Diagnostic>& diagnostics) override;

 private:
  std::string program_;
};

}  // namespace inlay
