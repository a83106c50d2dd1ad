// One install's edge script as cells get it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "apps/edge_limits.h"
#include "apps/edge_package.h"
#include "apps/install.h"
#include "channel/script_transfer.h"

namespace inlay {

// What a script may use, with the settings that have no row in a manifest.
channel::ScriptLimits script_limits(const apps::EdgeLimits& limits);

// Immutable; owners: the plans of a loop, and senders under way.
struct EdgeScript {
  channel::ScriptId id = 0;
  std::string install;
  std::string app;
  std::string version;  // of the package: its digest
  apps::ContentPtr package;
  apps::ContentPtr options;
  channel::ScriptStyle style = channel::ScriptStyle::module;
  channel::ScriptLimits limits;
  channel::ScriptRights rights;
  std::vector<std::string_view> entries;  // borrow from package, as files do
  std::vector<channel::ScriptFile> files;

  // Borrows from this.
  channel::Script facts() const;
};

// The same number for the same script, options, limits and site, whichever loop asks, as long as
// the process lives; another one for anything else. Any thread.
class ScriptNumbers {
 public:
  // When so many are known, all are forgotten: scripts then get new numbers, and go to cells again.
  static constexpr size_t kNumbersMax = 100'000;

  channel::ScriptId number(const std::string& key);

 private:
  std::mutex mutex_;
  std::map<std::string, channel::ScriptId, std::less<>> numbers_;
  channel::ScriptId last_ = 0;
};

// Of an install that has one. `most`: the operator's limits. Null: its package cannot be read.
// Costs a look at each of its files, and a digest.
std::shared_ptr<const EdgeScript> make_edge_script(const apps::ResolvedInstall& install,
                                                   std::string_view site,
                                                   const apps::EdgeLimits& most,
                                                   ScriptNumbers& numbers);

}  // namespace inlay
