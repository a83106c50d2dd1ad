// The process that bundles: this program once more, under another name, until it becomes esbuild.
#pragma once

#include <string>
#include <vector>

namespace inlay {

inline constexpr const char* kBundlerName = "inlay-bundler";  // argv[0]; esbuild's arguments follow

// Descriptors it is started with, beside standard error, which esbuild complains on.
inline constexpr int kBundlerOutputFd = 3;
inline constexpr int kBundlerFolderFd = 4;
inline constexpr int kBundlerProgramFd = 5;

// Its exit code when it cannot become esbuild; why stands on standard error.
inline constexpr int kBundlerFailedExit = 125;

// Sees only the folder, then executes the program. Returns only with kBundlerFailedExit.
int run_bundler(const std::vector<std::string>& arguments);

}  // namespace inlay
