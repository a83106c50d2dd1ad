// The [[site]] tables of a configuration file.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "config/toml_reader.h"

namespace inlay {

class SiteReader {
 public:
  // Borrows both.
  SiteReader(TomlReader& reader, std::vector<SiteConfig>& sites) : in_(reader), sites_(sites) {}

  void read(const toml::node& node);

 private:
  void site(const toml::table& table);
  void hosts(const toml::node& node, SiteConfig& site);
  void origins(const toml::node& node, std::string_view name, std::vector<std::string>& urls);
  void origin(const std::string& url, const toml::node& where, std::vector<std::string>& urls);
  void routes(const toml::node& node, SiteConfig& site);
  void route(const toml::table& table, SiteConfig& site);
  void accept_encoding(const toml::node& node, SiteConfig& site);
  void host_header(const toml::node& node, SiteConfig& site);
  void apps(const toml::node& node, SiteConfig& site);

  TomlReader& in_;
  std::vector<SiteConfig>& sites_;
  std::unordered_set<std::string> hosts_;  // of all sites so far
};

}  // namespace inlay
