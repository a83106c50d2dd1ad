#include "config/toml_reader.h"

#include <algorithm>
#include <array>

#include "base/nearest.h"

namespace inlay {
namespace {

constexpr size_t kProblemsMax = 1000;

std::string full_name(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : std::string(path) + "." + std::string(key);
}

bool contains(TomlReader::Keys keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::vector<std::string> full_names(std::string_view path, TomlReader::Keys keys) {
  std::vector<std::string> names;
  for (std::string_view key : keys) names.push_back(full_name(path, key));
  return names;
}

bool is_setting(std::string_view key) {
  auto rows = setting_rows();
  return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.key == key; });
}

}  // namespace

TomlReader::TomlReader(std::string file) : file_(std::move(file)) {
  size_t slash = file_.rfind('/');
  if (slash != std::string::npos) folder_ = file_.substr(0, slash + 1);
}

void TomlReader::add(const toml::source_region& where, std::string message) {
  if (problems_.size() == kProblemsMax) return;
  if (problems_.size() == kProblemsMax - 1) message = "more than 1000 problems; the first are told";
  problems_.push_back({file_, where.begin.line, where.begin.column, std::move(message)});
}

// Keys of the format that wait for what they are about; a mistyped one is not among them.
constexpr std::array<std::string_view, 6> kLaterKeys{
    "listen.https", "store", "shared", "ocsp", "outbound", "site.certificates"};

void TomlReader::unknown(const toml::key& key, const std::string& full,
                         const std::vector<std::string>& candidates) {
  std::vector<std::string_view> known(candidates.begin(), candidates.end());
  bool later = std::ranges::find(kLaterKeys, full) != kLaterKeys.end();
  add(key.source(), "unknown key '" + full.substr(0, 200) + "', the nearest is '" +
                        std::string(nearest_word(full, known)) + "'" +
                        (later ? "; later versions read it, this one does not" : ""));
}

void TomlReader::keys(const toml::table& table, std::string_view path, Keys known,
                      const OnKey& on_key) {
  for (auto&& [key, value] : table) {
    if (contains(known, key.str())) {
      on_key(key.str(), value);
    } else {
      unknown(key, full_name(path, key.str()), full_names(path, known));
    }
  }
}

void TomlReader::keys_and_settings(const toml::table& table, std::string_view path, Keys known,
                                   Settings& settings, const OnKey& on_key) {
  for (auto&& [key, value] : table) {
    std::string full = full_name(path, key.str());
    if (contains(known, key.str())) {
      on_key(key.str(), value);
    } else if (is_setting(full)) {
      setting(value, full, settings);
    } else {
      std::vector<std::string> candidates = full_names(path, known);
      for (const SettingRow& row : setting_rows()) candidates.emplace_back(row.key);
      unknown(key, full, candidates);
    }
  }
}

void TomlReader::setting(const toml::node& value, const std::string& full, Settings& settings) {
  auto number = value.value_exact<int64_t>();
  if (!number || *number < 0) {
    return add(value.source(), full + ": wanted a whole number, 0 or more");
  }
  add(value, set_setting(settings, full, static_cast<uint64_t>(*number)));
}

void TomlReader::table(const toml::node& node, std::string_view name,
                       const std::function<void(const toml::table&)>& fn) {
  if (const toml::table* t = node.as_table()) return fn(*t);
  add(node.source(), std::string(name) + ": wanted a table");
}

void TomlReader::text(const toml::node& node, std::string_view name,
                      const std::function<void(const std::string&)>& fn) {
  if (const auto* value = node.as_string()) return fn(value->get());
  add(node.source(), std::string(name) + ": wanted a string");
}

void TomlReader::array(const toml::node& node, std::string_view name, size_t max,
                       const std::function<void(const toml::node&)>& fn) {
  const toml::array* values = node.as_array();
  if (values == nullptr) return add(node.source(), std::string(name) + ": wanted an array");
  if (values->size() > max) {
    return add(node.source(), std::string(name) + ": " + std::to_string(values->size()) +
                                  " entries, at most " + std::to_string(max));
  }
  for (const toml::node& value : *values) fn(value);
}

void TomlReader::texts(const toml::node& node, std::string_view name, size_t max,
                       const std::function<void(const std::string&, const toml::node&)>& fn) {
  array(node, name, max, [&](const toml::node& value) {
    text(value, name, [&](const std::string& s) { fn(s, value); });
  });
}

}  // namespace inlay
