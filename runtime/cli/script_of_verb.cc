#include "cli/script_of_verb.h"

#include "base/check.h"
#include "config/settings.h"

namespace inlay::cli {

apps::EdgeLimits usual_limits() {
  apps::EdgeLimits limits;
  for (const apps::EdgeLimitRow& row : apps::kEdgeLimits) limits.*row.value = row.usual;
  return limits;
}

Bytes allowance() { return Bytes(Settings().cells_retain_bytes); }

std::shared_ptr<const EdgeScript> script_of(const apps::ResolvedInstall& install,
                                            ScriptNumbers& numbers, const apps::EdgeLimits& most) {
  auto script = make_edge_script(install, "", most, numbers);
  CHECK(script != nullptr);
  return script;
}

}  // namespace inlay::cli
