#include "bundling/esbuild.h"

#include <gtest/gtest.h>

#include "../apps/temp_folder.h"

namespace inlay {
namespace {

// What it does with scripts only processes show: tests/e2e/bundling.test.mjs.
TEST(Esbuild, SaysWhereItShouldBe) {
  const apps::TempFolder folder;
  folder.write("e.ts", "");
  auto reader = apps::FolderReader::open(folder.path());
  ASSERT_TRUE(reader);
  std::vector<apps::Diagnostic> diagnostics;
  apps::Reporter manifest("12345", "install.json", diagnostics);
  Esbuild esbuild(folder.path("none"));
  EXPECT_FALSE(esbuild.bundle(*reader, "e.ts", apps::EdgeStyle::module, manifest, 3, diagnostics));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(apps::to_line(diagnostics[0]),
            "install.json:1:4: error: esbuild is not at " + folder.path("none") +
                ": no such file or directory; ./inlay build puts it there, or name a built script "
                "[edge-bundling]");
}

}  // namespace
}  // namespace inlay
