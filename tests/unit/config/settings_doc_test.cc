// The table of settings in docs/operating.md is the table of settings.cc.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "config/settings.h"

namespace inlay {
namespace {

std::string unit_of(std::string_view key) {
  if (key.ends_with("_seconds")) return "seconds";
  if (key.ends_with("_days")) return "days";
  if (key.ends_with("_ms")) return "milliseconds";
  if (key.ends_with("_mb")) return "MiB";
  if (key.ends_with("_bytes") || key.find("_bytes_") != std::string_view::npos) return "bytes";
  return "number";
}

std::string documented(const SettingRow& row) {
  return "| `" + std::string(row.key) + "` | " + unit_of(row.key) + " | " +
         std::to_string(Settings{}.*row.value) + " | " + std::to_string(row.min) + " to " +
         std::to_string(row.max) + " | " + std::string(row.about) + " |";
}

// The rows of the table below the heading "## Settings", up to the next heading.
std::vector<std::string> rows_in(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) inside = line == "## Settings";
    if (inside && line.starts_with("| `")) rows.push_back(line);
  }
  return rows;
}

TEST(SettingsDocument, has_every_row_as_it_is) {
  std::vector<std::string> shown = rows_in(INLAY_ROOT "/docs/operating.md");
  std::string wanted;
  for (const SettingRow& row : setting_rows()) wanted += documented(row) + "\n";
  std::string got;
  for (const std::string& row : shown) got += row + "\n";
  EXPECT_EQ(got, wanted) << "docs/operating.md: this is the table to write\n" << wanted;
}

}  // namespace
}  // namespace inlay
