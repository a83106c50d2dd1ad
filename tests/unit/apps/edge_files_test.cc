#include "apps/edge_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "apps/app_folder.h"
#include "marked_text.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

constexpr std::string_view kManifest = "{\"inlay\":{\"edge\":\n{\"src\":\"./s/e.js\"}}}";
constexpr std::string_view kWorkers = "{\"workers\":[\n{\"src\":\"./s/e.js\"}]}";

using Files = std::vector<std::pair<std::string, std::string>>;

// Paths of what goes with the script; "" where the folder is refused.
std::string files_of(const TempFolder& folder, std::vector<Diagnostic>& diagnostics) {
  const auto app = load_app_folder(folder.path(), diagnostics);
  if (!app) return "";
  const auto package = read_edge_package((*app)->edge->bytes);
  if (!package) return "unreadable";
  std::string out;
  for (const EdgeFile& file : package->files) {
    out += (out.empty() ? "" : " ") + std::string(file.path);
    EXPECT_EQ(file.bytes, read_whole(folder.path(file.path)));
  }
  return out;
}

// `LINE:COLUMN rule` of each problem, joined, in the script unless another file is
// named.
std::string problems_in(const TempFolder& folder, const std::vector<Diagnostic>& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics) {
    const std::string file = diagnostic.file.substr(folder.path().size() + 1);
    out += (out.empty() ? "" : ", ") + (file == "s/e.js" ? "" : file + ":") +
           std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ' ' +
           diagnostic.rule;
  }
  return out;
}

TEST(EdgeFiles, AreWhatImportsReach) {
  const struct {
    const char* name;
    Files files;
    const char* reached;
  } rows[] = {
      {"alone", {{"s/e.js", "export default {}"}, {"s/other.js", ""}}, "s/e.js"},
      {"beside and above",
       {{"s/e.js", "import './a.mjs'; export * from '../b.js'"}, {"s/a.mjs", ""}, {"b.js", ""}},
       "b.js s/a.mjs s/e.js"},
      {"of imports",
       {{"s/e.js", "export {x} from './a.js'"},
        {"s/a.js", "export {x} from '../lib/b.js'"},
        {"lib/b.js", "export let x = import('./c.js')"},
        {"lib/c.js", ""}},
       "lib/b.js lib/c.js s/a.js s/e.js"},
      {"in a circle",
       {{"s/e.js", "import './a.js'; export {}"}, {"s/a.js", "import './e.js'; import './a.js'"}},
       "s/a.js s/e.js"},
      {"by two names",
       {{"s/e.js", "import './a.js'; import '../s/./a.js'; import './x/../a.js'; export {}"},
        {"s/a.js", ""}},
       "s/a.js s/e.js"},
  };
  for (const auto& row : rows) {
    const TempFolder folder;
    folder.write("install.json", kManifest);
    for (const auto& [path, text] : row.files) folder.write(path, text);
    std::vector<Diagnostic> diagnostics;
    EXPECT_EQ(files_of(folder, diagnostics), row.reached) << row.name;
    EXPECT_EQ(problems_in(folder, diagnostics), "") << row.name;
  }
}

struct Row {
  const char* name;
  std::string_view script;  // a mark for each problem
  const char* rule;         // of all
  bool is_refused = true;
};

void expect_problems(const Row& row, std::string_view manifest) {
  const TempFolder folder;
  const MarkedText script = marked_text(row.script);
  folder.write("install.json", manifest);
  folder.write("s/e.js", script.text);
  folder.write("s/a.js", "");
  folder.write("s/a.ts", "");
  folder.write("s/large.js", std::string(kEdgeFileBytesMax + 1, ' '));
  std::filesystem::create_directory(folder.path("s/folder.js"));
  std::filesystem::create_symlink("/etc/passwd", folder.path("s/out.js"));
  std::vector<Diagnostic> diagnostics;
  EXPECT_EQ(files_of(folder, diagnostics).empty(), row.is_refused) << row.name;
  std::string expected;
  for (const std::string& place : script.places) {
    expected += (expected.empty() ? "" : ", ") + place + ' ' + row.rule;
  }
  EXPECT_EQ(problems_in(folder, diagnostics), expected) << row.name;
}

constexpr Row kModules[] = {
    {"missing", "import a from ¦'./missing.js'\nexport default { b: import( ¦'./b.js') }",
     "file-missing"},
    {"too large", "import ¦'./large.js'; export {}", "file-too-large"},
    {"a folder", "import ¦'./folder.js'; export {}", "file-refused"},
    {"a link out", "import ¦'./out.js'; export {}", "file-refused"},
    {"above the folder", "import ¦'../../a.js'; export {}", "edge-import"},
    {"absolute", "import ¦'/s/a.js'; export {}", "edge-import"},
    {"dots only", "import ¦'..'; import ¦'.'; export {}", "edge-import"},
    {"down and up", "import ¦'./x/../../../a.js'; export {}", "edge-import"},
    {"an address", "import ¦'https://a.example/b.js'; import ¦\"data:,\"; export {}",
     "edge-import"},
    {"of the runtime", "import ¦'edge:test'; import ¦'node:fs'; export {}", "edge-import"},
    {"escapes", "import ¦'./\\x61.js'; export {}", "edge-import"},
    {"a package", "import ¦'lodash'; import ¦'@a/b'; export * from ¦'a/b.js'",
     "edge-needs-bundling"},
    {"TypeScript", "/* ä */ import ¦'./a.ts'; export {}", "edge-needs-bundling"},
    {"no ending", "import ¦'./a'; export {}", "edge-needs-bundling"},
    {"JSON", "import a from ¦'./a.json' with {type:'json'}; export {}", "edge-needs-bundling"},
    {"a query", "import ¦'./a.js?x'; export {}", "edge-needs-bundling"},
    {"computed", "export default ¦import('./' + a)", "edge-computed-import", false},
    {"a listener", "¦addEventListener('fetch', f)", "edge-listener", false},
    {"nothing to call", "¦let a = 1", "nothing-to-run", false},
    {"not UTF-8", "export {}; //¦\xE4", "file-not-utf8", false},
};

constexpr Row kScripts[] = {
    {"a listener", "self.¦addEventListener('fetch', f)", "edge-listener", false},
    {"nothing", "let a = 1", "", false},
    {"imports", "import a from ¦'./a.js'", "edge-shape"},
    {"exports", "¦export default {}", "edge-shape"},
    {"a call", "import('./a.js')", "", false},
};

TEST(EdgeFiles, SayWhatIsWrongWithAModule) {
  for (const Row& row : kModules) expect_problems(row, kManifest);
}

TEST(EdgeFiles, SayWhatIsWrongWithAWorker) {
  for (const Row& row : kScripts) expect_problems(row, kWorkers);
}

TEST(EdgeFiles, EntriesHaveTheirPlaceInTheManifest) {
  const struct {
    const char* name;
    std::string_view manifest;
    const char* problems;
  } rows[] = {
      {"missing", "{\"inlay\":{\"edge\":{\"src\":\"x.js\"}}}", "install.json:1:25 file-missing"},
      {"TypeScript", "{\"inlay\":{\"edge\":{\"src\":\"e.ts\"}}}",
       "install.json:1:25 edge-needs-bundling"},
      {"link out", "{\"inlay\":{\"edge\":{\"src\":\"out.js\"}}}", "install.json:1:25 file-refused"},
      {"workers", "{\"workers\":[{\"src\":\"e.js\"},\n{\"src\":\"x.js\"}]}",
       "install.json:2:8 file-missing"},
  };
  const TempFolder folder;
  folder.write("e.ts", "");
  folder.write("e.js", "");
  std::filesystem::create_symlink("/etc/passwd", folder.path("out.js"));
  for (const auto& row : rows) {
    folder.write("install.json", row.manifest);
    std::vector<Diagnostic> diagnostics;
    EXPECT_EQ(files_of(folder, diagnostics), "") << row.name;
    EXPECT_EQ(problems_in(folder, diagnostics), row.problems) << row.name;
  }
}

TEST(EdgeFiles, AreBounded) {
  const TempFolder folder;
  folder.write("install.json", kManifest);
  std::string imports = "export {};";
  for (size_t i = 1; i < kEdgeFilesMax; ++i) {
    const std::string name = "f" + std::to_string(i) + ".js";
    folder.write("s/" + name, "");
    imports += "import './" + name + "';\n";
  }
  folder.write("s/e.js", imports);
  std::vector<Diagnostic> diagnostics;
  EXPECT_NE(files_of(folder, diagnostics), "");
  folder.write("s/more.js", "");
  folder.write("s/e.js", imports + "import './more.js'");
  EXPECT_EQ(files_of(folder, diagnostics), "");
  EXPECT_EQ(problems_in(folder, diagnostics), "256:8 file-too-large");

  diagnostics.clear();
  folder.write("s/e.js", "export {};import './f1.js';import './f2.js'");
  std::filesystem::resize_file(folder.path("s/f1.js"), kEdgeFileBytesMax);
  std::filesystem::resize_file(folder.path("s/f2.js"), kEdgeFileBytesMax);
  EXPECT_EQ(files_of(folder, diagnostics), "");
  EXPECT_EQ(problems_in(folder, diagnostics), "1:35 file-too-large");
}

TEST(EdgeFiles, KnowWhetherBundlingWouldDo) {
  const struct {
    const char* name;
    std::string_view script;
    bool would;
  } rows[] = {
      {"good", "export {}", false},
      {"a package", "import 'a'; export {}", true},
      {"a package and a warning", "import 'a'; import(b); export {}", true},
      {"a package and a missing file", "import 'a'; import './x.js'; export {}", false},
  };
  for (const auto& row : rows) {
    const TempFolder folder;
    folder.write("install.json", kManifest);
    folder.write("s/e.js", row.script);
    std::vector<Diagnostic> diagnostics;
    files_of(folder, diagnostics);
    EXPECT_EQ(needs_bundling(diagnostics), row.would) << row.name;
  }
}

}  // namespace
}  // namespace inlay::apps
