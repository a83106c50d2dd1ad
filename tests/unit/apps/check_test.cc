#include "apps/check.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "temp_folder.h"

namespace inlay::apps {
namespace {

// The lines of check, without the folder's path.
std::string lines_of(const TempFolder& folder) {
  std::string out;
  for (const Diagnostic& diagnostic : check_folder(folder.path()).diagnostics) {
    std::string line = to_line(diagnostic);
    EXPECT_TRUE(line.starts_with(folder.path() + '/')) << line;
    out += line.substr(folder.path().size() + 1) + '\n';
  }
  return out;
}

TEST(Check, HasNothingToSayAboutAGoodFolder) {
  const TempFolder folder;
  folder.write("install.json", R"({"resources":{"head":[{"type":"script","src":"a.js"}]}})");
  folder.write("a.js", "INSTALL_OPTIONS");
  EXPECT_EQ(lines_of(folder), "");
}

TEST(Check, TriesTheValuesOfPlaceholders) {
  const TempFolder folder;
  folder.write("install.json", R"({"resources":{"head":[
  {"type":"style","src":"./{{ options.color }}/{{ options.form.shape }}.css"}]},
 "options":{"properties":{
  "color":{"type":"string","enum":["red","blue"],"default":"red"},
  "form":{"type":"object","properties":{"shape":{"type":"string","enum":["round","square"]
    ,"default":"round"}}}}}})");
  folder.write("red/round.css", "");
  folder.write("red/square.css", "");
  folder.write("blue/round.css", "");
  EXPECT_EQ(lines_of(folder),
            "install.json:2:25: warning: an option's value makes src \"./blue/square.css\", which "
            "is not a file of the folder [placeholder-file-missing]\n");
  std::filesystem::remove(folder.path("red/round.css"));
  std::filesystem::remove(folder.path("blue/round.css"));
  std::filesystem::remove(folder.path("red/square.css"));
  folder.write("blue/square.css", "");
  EXPECT_EQ(lines_of(folder),
            "install.json:2:25: error: with the default options src names \"./red/round.css\", "
            "which is not a file of the folder [file-missing]\n"
            "install.json:2:25: warning: an option's value makes src \"./blue/round.css\", which "
            "is not a file of the folder [placeholder-file-missing]\n"
            "install.json:2:25: warning: an option's value makes src \"./red/square.css\", which "
            "is not a file of the folder [placeholder-file-missing]\n");
}

TEST(Check, NoticesValuesThatLeaveTheFolder) {
  const TempFolder folder;
  folder.write("install.json", R"({"resources":{"head":[
  {"type":"style","src":"./a/{{ options.x }}.css"}]},
 "options":{"properties":{"x":{"type":"string","enum":["b","../b"],"default":"b"}}}})");
  folder.write("a/b.css", "");
  folder.write("b.css", "");
  EXPECT_EQ(lines_of(folder),
            "install.json:2:25: warning: an option's value makes src \"./a/../b.css\", which is "
            "not a file of the folder [placeholder-file-missing]\n");
}

TEST(Check, NoticesTextThatIsNotUtf8) {
  const TempFolder folder;
  folder.write("install.json", R"({"resources":{"head":[{"type":"script","src":"a.js"}]}})");
  folder.write("a.js", "// fine: \xC3\xA4\n// ISO 8859-1: \xE4\n");
  EXPECT_EQ(lines_of(folder),
            "a.js:2:16: warning: the file is not UTF-8, but is delivered as UTF-8: browsers will "
            "show wrong characters [file-not-utf8]\n");
}

TEST(Check, OrdersByPlace) {
  const TempFolder folder;
  folder.write("install.json", R"({
 "options":{"properties":{"x":{"type":"text"}}},
 "resources":{"head":[
  {"type":"script","src":"missing.js"},
  {"type":"script","src":"missing.css","if":"options.y"}]}})");
  EXPECT_EQ(lines_of(folder),
            "install.json:2:39: warning: type \"text\" is unknown: string, boolean, number, "
            "integer, object, array, help and hidden are known [option-type]\n"
            "install.json:4:26: error: file missing.js: No such file or directory [file-missing]\n"
            "install.json:5:26: warning: if names option \"options.y\", which the manifest does "
            "not have [unknown-option]\n"
            "install.json:5:26: error: file missing.css: No such file or directory "
            "[file-missing]\n");
}

TEST(Check, OfNoFolderIsAnError) {
  const TempFolder folder;
  const auto diagnostics = check_folder(folder.path("nowhere")).diagnostics;
  ASSERT_EQ(diagnostics.size(), 1U);
  EXPECT_EQ(diagnostics[0].rule, "manifest-missing");
}

}  // namespace
}  // namespace inlay::apps
