// Walks the tables of one TOML file and collects what is wrong with them, each with its place.
#pragma once

#include <toml++/toml.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/serve_config.h"

namespace inlay {

class TomlReader {
 public:
  using Keys = std::initializer_list<std::string_view>;
  using OnKey = std::function<void(std::string_view key, const toml::node& value)>;

  explicit TomlReader(std::string file);

  void add(const toml::source_region& where, std::string message);
  void add(const toml::node& where, const Result<>& result) {
    if (!result) add(where.source(), result.error().detail);
  }
  std::vector<ConfigProblem> take_problems() { return std::move(problems_); }
  bool is_clean() const { return problems_.empty(); }

  // Calls `on_key` for each key of the table that is in `known`. `path` is the table's own name,
  // empty for the root.
  void keys(const toml::table& table, std::string_view path, Keys known, const OnKey& on_key);
  // The same where every other key is a number of the table of settings.
  void keys_and_settings(const toml::table& table, std::string_view path, Keys known,
                         Settings& settings, const OnKey& on_key);

  // Each calls `fn` with the value if it has the type.
  void table(const toml::node& node, std::string_view name,
             const std::function<void(const toml::table&)>& fn);
  void text(const toml::node& node, std::string_view name,
            const std::function<void(const std::string&)>& fn);
  // For each member of an array with at most `max` of them; `fn` gets it with its place.
  void array(const toml::node& node, std::string_view name, size_t max,
             const std::function<void(const toml::node&)>& fn);
  void texts(const toml::node& node, std::string_view name, size_t max,
             const std::function<void(const std::string&, const toml::node&)>& fn);

  // A path of the file, from where the program runs.
  std::string resolve(const std::string& path) const {
    return path.starts_with('/') ? path : folder_ + path;
  }

 private:
  void unknown(const toml::key& key, const std::string& full,
               const std::vector<std::string>& candidates);
  void setting(const toml::node& value, const std::string& full, Settings& settings);

  std::string file_;
  std::string folder_;  // of the file, with a slash; empty for the working folder
  std::vector<ConfigProblem> problems_;
};

}  // namespace inlay
