#include "apps/edge_package.h"

#include <gtest/gtest.h>

#include <string>

namespace inlay::apps {
namespace {

EdgePackage example() {
  EdgePackage package;
  package.entries = {"source/edge.js"};
  package.files = {{"shared/a.mjs", "export const a = 1"},
                   {"source/edge.js", "import '../b'", "{\"mappings\":\"\"}"}};
  package.permissions.html = HtmlPermission::read;
  package.permissions.cookies = true;
  package.permissions.web_assembly = true;
  package.permissions.fetch = {{true, true, "example.com", 8443}, {false, false, "a.example", 80}};
  package.limits = {.cpu_ms = 20, .memory_mb = 32};
  return package;
}

TEST(EdgePackage, ComesBackWhole) {
  const std::string bytes = write_edge_package(example());
  const auto read = read_edge_package(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->style, EdgeStyle::module);
  EXPECT_EQ(read->entries, example().entries);
  ASSERT_EQ(read->files.size(), 2U);
  ASSERT_NE(read->file("shared/a.mjs"), nullptr);
  EXPECT_EQ(read->file("shared/a.mjs")->bytes, "export const a = 1");
  EXPECT_EQ(read->file("source/edge.js")->source_map, "{\"mappings\":\"\"}");
  EXPECT_EQ(read->file("shared"), nullptr);
  EXPECT_EQ(read->file("z"), nullptr);
  EXPECT_EQ(read->permissions, example().permissions);
  EXPECT_EQ(read->limits, example().limits);
  EXPECT_EQ(write_edge_package(*read), bytes);
}

TEST(EdgePackage, OfSeveralScriptsKeepsTheirOrder) {
  EdgePackage package = example();
  package.style = EdgeStyle::classic;
  package.entries = {"source/edge.js", "shared/a.mjs"};
  const std::string bytes = write_edge_package(package);
  const auto read = read_edge_package(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->style, EdgeStyle::classic);
  EXPECT_EQ(read->entries, package.entries);
}

TEST(EdgePackage, RefusesDamage) {
  const std::string bytes = write_edge_package(example());
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    EXPECT_FALSE(read_edge_package(std::string_view(bytes).substr(0, cut))) << cut;
  }
  EXPECT_FALSE(read_edge_package(bytes + '\0'));
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = '\xFF';
    const auto read = read_edge_package(damaged);
    if (read) {
      EXPECT_EQ(write_edge_package(*read), damaged) << at;
    }
  }
}

TEST(EdgePackage, RefusesWhatNoFolderGives) {
  const std::string large(kEdgeFileBytesMax, 'x');
  const struct {
    const char* name;
    void (*change)(EdgePackage&, const std::string& large);
  } rows[] = {
      {"no entry", [](auto& package, auto&) { package.entries.clear(); }},
      {"entry without a file", [](auto& package, auto&) { package.entries = {"b.js"}; }},
      {"two modules", [](auto& package, auto&) { package.entries.push_back("shared/a.mjs"); }},
      {"file twice", [](auto& package, auto&) { package.files[0].path = "source/edge.js"; }},
      {"files out of order",
       [](auto& package, auto&) { std::swap(package.files[0], package.files[1]); }},
      {"path outside", [](auto& package, auto&) { package.files[0].path = "../a.js"; }},
      {"absolute path", [](auto& package, auto&) { package.files[0].path = "/a.js"; }},
      {"path that is not plain", [](auto& package, auto&) { package.files[0].path = "./a.js"; }},
      {"origin that is none",
       [](auto& package, auto&) { package.permissions.fetch[0].host = "a b"; }},
      {"limit that cannot be asked for",
       [](auto& package, auto&) { package.limits.memory_mb = 1; }},
      {"source maps of too many bytes",
       [](auto& package, const auto& bytes) {
         for (EdgeFile& file : package.files) file.source_map = bytes;
         package.files.push_back({"z", "", "x"});
       }},
      {"too many bytes",
       [](auto& package, const auto& bytes) {
         package.files = {{"a", bytes}, {"b", bytes}, {"c", "x"}, {"source/edge.js", ""}};
       }},
  };
  for (const auto& row : rows) {
    EdgePackage package = example();
    row.change(package, large);
    EXPECT_FALSE(read_edge_package(write_edge_package(package))) << row.name;
  }
}

TEST(EdgePackage, MayBeAsLargeAsItsBounds) {
  const std::string large(kEdgeFileBytesMax, 'x');
  std::vector<std::string> names;
  for (size_t i = 0; i < kEdgeFilesMax; ++i) names.push_back("f" + std::to_string(1000 + i));
  EdgePackage package;
  package.entries = {names[0]};
  for (const std::string& name : names) package.files.push_back({name, ""});
  package.files[0].bytes = package.files[1].bytes = large;
  EXPECT_TRUE(read_edge_package(write_edge_package(package)));
  package.files.push_back({"g", ""});
  EXPECT_FALSE(read_edge_package(write_edge_package(package)));
}

TEST(ResolveImport, StaysInsideTheFolder) {
  const struct {
    const char* importer;
    const char* specifier;
    const char* path;  // "": nothing
  } rows[] = {
      {"edge.js", "./a.js", "a.js"},
      {"edge.js", "./a/./b//c.js", "a/b/c.js"},
      {"source/edge.js", "./a.js", "source/a.js"},
      {"source/edge.js", "../a.js", "a.js"},
      {"source/edge.js", "../shared/a.mjs", "shared/a.mjs"},
      {"source/edge.js", ".././../a.js", ""},
      {"a/b/c.js", "../../d.js", "d.js"},
      {"a/b/c.js", "./../d.js", "a/d.js"},
      {"edge.js", "../a.js", ""},
      {"a/b.js", "./x/../c.js", "a/c.js"},
      {"a/b.js", "./x/../../../c.js", ""},
      {"a/b.js", "./", "a"},
      {"edge.js", "./", ""},
      {"edge.js", "./a\\b.js", ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(resolve_import(row.importer, row.specifier).value_or(""), row.path)
        << row.importer << " " << row.specifier;
  }
}

}  // namespace
}  // namespace inlay::apps
