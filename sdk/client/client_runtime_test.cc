#include "client_runtime.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

namespace inlay {
namespace {

// CMake's own quoting (semicolons, brackets, backslashes) must not change a byte on the way in.
TEST(ClientRuntime, IsTheMinifiedFileByteForByte) {
  std::ifstream file(INLAY_MINIFIED, std::ios::binary);
  ASSERT_TRUE(file) << INLAY_MINIFIED;
  std::stringstream content;
  content << file.rdbuf();
  EXPECT_EQ(content.str(), std::string(client_runtime()) + "\n");
}

TEST(ClientRuntime, CannotEndAScriptElementAndStaysSmall) {
  EXPECT_EQ(client_runtime().find("</"), std::string_view::npos);
  EXPECT_EQ(client_runtime().find("<!--"), std::string_view::npos);
  EXPECT_NE(client_runtime().find("CloudflareApps"), std::string_view::npos);
  EXPECT_LT(client_runtime().size(), 4096u);
}

}  // namespace
}  // namespace inlay
