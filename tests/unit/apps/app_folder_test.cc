#include "apps/app_folder.h"

#include <gtest/gtest.h>

#include <string>

#include "temp_folder.h"

namespace inlay::apps {
namespace {

TEST(AppFolder, IsReadWithItsFiles) {
  const TempFolder folder;
  folder.write("app/install.json", R"({"resources":{"head":[
    {"type":"script","src":"./source/a.js"},{"type":"script","src":"source//a.js"},
    {"type":"style","src":"themes/{{ options.t }}.css"}]},
    "options":{"properties":{"t":{"type":"string","enum":["x","y"],"default":"x"}}}})");
  folder.write("app/source/a.js", "code");
  folder.write("app/themes/x.css", "x{}");
  std::vector<Diagnostic> diagnostics;
  const auto app = load_app_folder(folder.path("app"), diagnostics);
  ASSERT_TRUE(app) << app.error().detail;
  EXPECT_TRUE(diagnostics.empty());
  EXPECT_EQ((*app)->files.size(), 1U);
  EXPECT_EQ((*app)->id.size(), 12U);
  EXPECT_EQ((*(*app)->file("source/a.js"))->bytes, "code");
  EXPECT_EQ((*(*app)->file("themes/x.css"))->bytes, "x{}");
  EXPECT_FALSE((*app)->file("themes/y.css"));
  EXPECT_FALSE((*app)->file("../app/source/a.js"));
}

TEST(AppFolder, KeepsItsIdWhenItChanges) {
  const TempFolder folder;
  const auto id_of = [&](std::string_view name, std::string_view manifest) {
    folder.write(std::string(name) + "/install.json", manifest);
    std::vector<Diagnostic> diagnostics;
    const auto app = load_app_folder(folder.path(name), diagnostics);
    return app ? (*app)->id : std::string();
  };
  const std::string id = id_of("one", "{}");
  EXPECT_FALSE(id.empty());
  EXPECT_EQ(id_of("one", R"({"options":{}})"), id);
  EXPECT_EQ(id_of("one/", "{}"), id);
  EXPECT_EQ(id_of("two/../one", "{}"), id_of("one", "{}"));
  EXPECT_NE(id_of("two", "{}"), id);
}

struct Row {
  const char* name;
  std::string_view manifest;  // "-": none
  std::string_view line;      // of the only diagnostic, behind the folder's path
};

TEST(AppFolder, SaysWhatIsMissing) {
  constexpr Row rows[] = {
      {"no manifest", "-",
       "/install.json:1:1: error: file install.json: No such file or directory "
       "[manifest-missing]"},
      {"missing file", "{\"resources\":{\"head\":[\n {\"type\":\"script\",\"src\":\"a.js\"}]}}",
       "/install.json:2:25: error: file a.js: No such file or directory [file-missing]"},
      {"link outside", "{\"resources\":{\"head\":[\n {\"type\":\"script\",\"src\":\"out.js\"}]}}",
       "/install.json:2:25: error: file out.js: a symbolic link leads out of the folder "
       "[file-refused]"},
      {"a folder", "{\"resources\":{\"head\":[\n {\"type\":\"script\",\"src\":\"in\"}]}}",
       "/install.json:2:25: error: file in: not a regular file [file-refused]"},
      {"too large", "{\"resources\":{\"head\":[\n {\"type\":\"script\",\"src\":\"large.js\"}]}}",
       "/install.json:2:25: error: file large.js: more than 8388608 bytes [file-too-large]"},
  };
  const TempFolder folder;
  folder.write("in/x", "x");
  folder.write("large.js", std::string(kAppFileBytesMax + 1, ' '));
  std::filesystem::create_symlink("/etc/passwd", folder.path("out.js"));
  for (const Row& row : rows) {
    std::filesystem::remove(folder.path("install.json"));
    if (row.manifest != "-") folder.write("install.json", row.manifest);
    std::vector<Diagnostic> diagnostics;
    EXPECT_FALSE(load_app_folder(folder.path(), diagnostics)) << row.name;
    ASSERT_EQ(diagnostics.size(), 1U) << row.name;
    EXPECT_EQ(to_line(diagnostics[0]), folder.path() + std::string(row.line)) << row.name;
  }
  std::vector<Diagnostic> diagnostics;
  const auto nowhere = load_app_folder(folder.path("nowhere"), diagnostics);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().fault, Fault::not_found);
  EXPECT_EQ(diagnostics.at(0).rule, "manifest-missing");
}

TEST(AppFolder, IsBoundedAsAWhole) {
  const TempFolder folder;
  std::string resources;
  for (int i = 0; i < 9; ++i) {
    const std::string name = std::to_string(i) + ".js";
    folder.write(name, "");
    std::filesystem::resize_file(folder.path(name), kAppFileBytesMax);
    resources += (i == 0 ? "" : ",") + std::string(R"({"type":"script","src":")") + name + "\"}";
  }
  folder.write("install.json", R"({"resources":{"head":[)" + resources + "]}}");
  std::vector<Diagnostic> diagnostics;
  EXPECT_FALSE(load_app_folder(folder.path(), diagnostics));
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].rule, "file-too-large");
}

}  // namespace
}  // namespace inlay::apps
