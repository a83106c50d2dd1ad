#include "config/settings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "apps/edge_limits.h"

namespace inlay {
namespace {

TEST(Settings, every_row_is_named_once_and_its_default_is_in_range) {
  std::set<std::string_view> keys;
  Settings defaults;
  for (const SettingRow& row : setting_rows()) {
    EXPECT_TRUE(keys.insert(row.key).second) << row.key;
    EXPECT_GE(defaults.*row.value, row.min) << row.key;
    EXPECT_LE(defaults.*row.value, row.max) << row.key;
    EXPECT_FALSE(row.about.empty()) << row.key;
  }
  EXPECT_EQ(sizeof(Settings), setting_rows().size() * sizeof(uint64_t))
      << "a setting without a row";
}

TEST(Settings, bounds_hold_exactly) {
  for (const SettingRow& row : setting_rows()) {
    Settings settings;
    EXPECT_TRUE(set_setting(settings, row.key, row.min)) << row.key;
    EXPECT_TRUE(set_setting(settings, row.key, row.max)) << row.key;
    EXPECT_FALSE(set_setting(settings, row.key, row.max + 1)) << row.key;
    if (row.min > 0) {
      EXPECT_FALSE(set_setting(settings, row.key, row.min - 1)) << row.key;
    }
    EXPECT_EQ(settings.*row.value, row.max) << row.key;
  }
}

// Apps are told the operator's settings by name and default (apps/edge_limits.h).
TEST(Settings, limits_of_apps_are_those_of_operators) {
  for (const apps::EdgeLimitRow& limit : apps::kEdgeLimits) {
    const auto rows = setting_rows();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const SettingRow& one) { return one.key == limit.setting; });
    ASSERT_NE(row, rows.end()) << limit.name;
    EXPECT_EQ(Settings{}.*row->value, limit.usual) << limit.name;
    EXPECT_EQ(row->min, limit.min) << limit.name;
    EXPECT_EQ(row->max, limit.max) << limit.name;
  }
}

TEST(Settings, mistakes_are_named) {
  struct Row {
    std::string_view assignment, detail;
  };
  Settings settings;
  for (const Row& row : {
           Row{"http.fields_max", "setting 'http.fields_max': wanted key=value"},
           Row{"http.fields_max=", "http.fields_max: wanted a whole number, got ''"},
           Row{"http.fields_max=-1", "http.fields_max: wanted a whole number, got '-1'"},
           Row{"http.fields_max=1e3", "http.fields_max: wanted a whole number, got '1e3'"},
           Row{"http.fields_max=99999999999999999999",
               "http.fields_max: wanted a whole number, got '99999999999999999999'"},
           Row{"http.fields_max=1", "http.fields_max: 1, allowed 8 to 10000"},
           Row{"http.field_max=50",
               "unknown setting 'http.field_max', the nearest is 'http.fields_max'"},
       }) {
    auto set = set_setting(settings, row.assignment);
    ASSERT_FALSE(set) << row.assignment;
    EXPECT_EQ(set.error().detail, row.detail);
  }
  EXPECT_EQ(settings.http_fields_max, Settings{}.http_fields_max);
}

TEST(Settings, wire_round_trip) {
  Settings settings;
  ASSERT_TRUE(set_setting(settings, "http.fields_max=77"));
  ASSERT_TRUE(set_setting(settings, "edge.loops=3"));
  auto back = settings_from_wire(settings_to_wire(settings));
  ASSERT_TRUE(back);
  for (const SettingRow& row : setting_rows())
    EXPECT_EQ((*back).*row.value, settings.*row.value) << row.key;
  EXPECT_FALSE(settings_from_wire("inlay-settings 2\n"));
  EXPECT_FALSE(settings_from_wire("inlay-settings 1\nhttp.fields_max=0\n"));
}

}  // namespace
}  // namespace inlay
