#include "apps/tokens.h"

#include <gtest/gtest.h>

#include <string_view>

namespace inlay::apps {
namespace {

struct Row {
  const char* name;
  std::string_view code;
  std::string_view replaced;
};

constexpr Row kRows[] = {
    {"options", "f(INSTALL_OPTIONS)", "f(CloudflareApps.installs['AB-c_9'].options)"},
    {"product", "INSTALL_PRODUCT&&1", "CloudflareApps.installs['AB-c_9'].product&&1"},
    {"scope of window", "window.INSTALL_SCOPE = {}",
     "window.CloudflareApps.installs['AB-c_9'].scope = {}"},
    {"bare scope", "INSTALL_SCOPE = {a:1}", "CloudflareApps.installs['AB-c_9'].scope = {a:1}"},
    {"member of scope", "INSTALL_SCOPE.x=1", "CloudflareApps.installs['AB-c_9'].scope.x=1"},
    {"id", "if(INSTALL_ID==='preview')", "if(\"AB-c_9\"==='preview')"},
    {"object", "INSTALL.createElement(x)", "CloudflareApps.createElement(x)"},
    {"object in brackets", "INSTALL['matchPage']", "CloudflareApps['matchPage']"},
    {"object of window", "window.INSTALL.proxy", "window.CloudflareApps.proxy"},
    {"in a string", "\"INSTALL_SCOPE.set(INSTALL_OPTIONS)\"",
     "\"CloudflareApps.installs['AB-c_9'].scope.set("
     "CloudflareApps.installs['AB-c_9'].options)\""},
    {"in a comment", "// INSTALL_ID", "// \"AB-c_9\""},
    {"at both ends", "INSTALL_ID", "\"AB-c_9\""},
    {"twice in a row", "INSTALL_ID INSTALL_ID", "\"AB-c_9\" \"AB-c_9\""},
    {"between punctuation", "[INSTALL_ID]+{a:INSTALL_ID}", "[\"AB-c_9\"]+{a:\"AB-c_9\"}"},
    {"word before", "MOESIF_INSTALL_ID", "MOESIF_INSTALL_ID"},
    {"object with a word before", "MOESIF_INSTALL.x", "MOESIF_INSTALL.x"},
    {"dollar before", "$INSTALL_ID", "$INSTALL_ID"},
    {"letter of another script before", "\xC3\xA4INSTALL_ID", "\xC3\xA4INSTALL_ID"},
    {"other names", "INSTALL_TYPE INSTALL_IDS INSTALL_OPTIONS2 INSTALL_ID$",
     "INSTALL_TYPE INSTALL_IDS INSTALL_OPTIONS2 INSTALL_ID$"},
    {"letter of another script behind", "INSTALL_ID\xC3\xA4", "INSTALL_ID\xC3\xA4"},
    {"longest name", "INSTALL_OPTIONS_ID", "INSTALL_OPTIONS_ID"},
    {"small letters", "install_id Install_ID", "install_id Install_ID"},
    {"object alone", "INSTALL", "INSTALL"},
    {"object in prose", "'please INSTALL it'", "'please INSTALL it'"},
    {"object at the end of prose", "'please INSTALL.'", "'please CloudflareApps.'"},
    {"object before a blank", "INSTALL .x", "INSTALL .x"},
    {"word twice", "INSTALLINSTALL_ID INSTALL_INSTALL.x", "INSTALLINSTALL_ID INSTALL_INSTALL.x"},
    {"nothing to do", "var a = 1;", "var a = 1;"},
    {"nothing", "", ""},
};

TEST(Tokens, AreReplacedAsText) {
  for (const Row& row : kRows) {
    std::string out = "before ";
    append_with_tokens(out, row.code, "AB-c_9");
    EXPECT_EQ(out, "before " + std::string(row.replaced)) << row.name;
  }
}

}  // namespace
}  // namespace inlay::apps
