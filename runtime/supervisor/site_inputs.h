// From the configuration's app folders and option files to what an edge needs: everything is read
// here, once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/app_folder.h"
#include "apps/install.h"
#include "apps/snapshot.h"
#include "base/result.h"
#include "config/serve_config.h"

namespace inlay {

// Reads each folder once, however many sites install it.
class SiteLoader {
 public:
  // `on_warning` gets a line for each thing that does not stop an app from running. `bundler`: see
  // load_app_folder(); borrowed.
  explicit SiteLoader(std::function<void(const std::string&)> on_warning,
                      apps::EdgeBundler* bundler = nullptr)
      : on_warning_(std::move(on_warning)), bundler_(bundler) {}

  // Fails with the problems as lines in the error's detail. Blocks on the disk.
  Result<apps::SiteInputs> load(const SiteConfig& config);

 private:
  Result<std::shared_ptr<const apps::AppVersion>> folder(const std::string& path);
  Result<apps::ResolvedInstall> install(const AppConfig& config, size_t position);

  std::function<void(const std::string&)> on_warning_;
  apps::EdgeBundler* bundler_;
  std::map<std::string, std::shared_ptr<const apps::AppVersion>, std::less<>> folders_;
};

// All sites of a configuration, in its order.
Result<apps::Snapshot> load_sites(const std::vector<SiteConfig>& sites,
                                  std::function<void(const std::string&)> on_warning,
                                  apps::EdgeBundler* bundler = nullptr);

}  // namespace inlay
