// The manifests of ten published apps. They lie outside the project (docs say how to get them).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "apps/manifest.h"
#include "apps/options.h"
#include "temp_folder.h"

namespace inlay::apps {
namespace {

std::filesystem::path manifests_folder() {
  const char* data = std::getenv("INLAY_TESTDATA");
  const std::filesystem::path base =
      data != nullptr ? std::filesystem::path(data)
                      : std::filesystem::path(INLAY_ROOT) / ".." / "shared" / "data";
  return (base / ".." / "reference" / "install-json").lexically_normal();
}

struct Row {
  const char* file;
  const char* warnings;  // rules
  const char* options;   // a part of the default options that a reader can check against the file
};

constexpr Row kRows[] = {
    {"add-html.json", "",
     R"({"blocks":[{"code":"","location":{"method":"append","selector":"head"}},)"
     R"({"code":"","location":{"method":"append","selector":"body"}}]})"},
    {"coinbase-example.json", "not-run", R"({"location":{"method":"prepend","selector":"body"}})"},
    {"corner-ribbon.json", "", R"("fontSize":"normal","href":"","position":"top-right")"},
    {"countdown.json", "",
     R"({"color":"#c31d08","countdownTitle":"","deadline":"January 1 2018 18:00:00",)"
     R"("location":{"method":"prepend","selector":"body"},"position":"center"})"},
    {"create-cloudflare-app-2020.json", "not-run", R"("message":"\u003ch1\u003eWelcome to)"},
    {"create-cloudflare-app.json", "", R"("message":"Welcome to Eager!)"},
    {"docusign.json", "not-run", R"({"location":{"method":"prepend","selector":"body"}})"},
    {"email-button.json", "",
     R"({"email":"","label":"Email me!","location":{"method":"prepend","selector":"body"}})"},
    {"pace.json", "", R"({"color":"blue","theme":"barber-shop"})"},
    {"welcome-bar.json", "json-duplicate-key",
     R"("cta":{"label":"","newWindow":false,"show":true,"url":""},"message":"","messages":[],)"
     R"("theme":{"backgroundColor":"#0099ff")"},
};

TEST(PublishedManifests, AllLoad) {
  const std::filesystem::path folder = manifests_folder();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "missing folder " << folder;
  for (const Row& row : kRows) {
    const std::string text = read_whole(folder / row.file);
    ASSERT_FALSE(text.empty()) << row.file;
    std::vector<Diagnostic> diagnostics;
    const auto manifest = read_manifest(text, row.file, diagnostics);
    std::string rules;
    for (const Diagnostic& diagnostic : diagnostics) rules += diagnostic.rule;
    EXPECT_EQ(rules, row.warnings) << row.file;
    ASSERT_TRUE(manifest) << row.file;
    EXPECT_FALSE(manifest->resources.empty()) << row.file;
    const std::string options = write_json(default_options(*manifest));
    EXPECT_NE(options.find(row.options), std::string::npos) << row.file << ": " << options;
    EXPECT_TRUE(validate_options(*manifest, default_options(*manifest), "").empty()) << row.file;
  }
}

}  // namespace
}  // namespace inlay::apps
