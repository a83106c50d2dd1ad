#include "cell/cell_process.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "api/edge_snapshot.h"
#include "api/engine.h"
#include "api/surface.h"
#include "base/clock.h"
#include "cell/cell.h"
#include "isolate/cpu_watch.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"
#include "os/confinement.h"
#include "os/files.h"
#include "os/process.h"

namespace inlay::cell {
namespace {

constexpr int kControlFd = 3;
constexpr uint32_t kNobody = 65534;

int failed(const Error& error) {
  (void)write_fd(STDERR_FILENO, "inlay-cell: " + error.detail + "\n");
  return 3;
}

// Of the process, for the watch's thread; set before it can be asked for.
std::atomic<Cell*> running_cell{nullptr};

void ask_for_kill(Outcome why) {
  if (Cell* cell = running_cell.load()) cell->ask_for_kill(why);
}

void on_fatal(const char*) noexcept { ask_for_kill(Outcome::over_heap); }

}  // namespace

int run_cell_process() {
  set_process_name("inlay-cell");
  Platform platform(EngineClass::interpreted, on_fatal);
  auto snapshot = Snapshot::read(edge_snapshot(), edge_surface(), EngineClass::interpreted);
  if (!snapshot) return failed(snapshot.error());
  platform.warm_up();
  std::optional<CpuWatch> watch;
  ConfineOptions options;
  options.keep = {kControlFd};
  options.identity = Identity{.user = kNobody, .group = kNobody};
  options.start_threads = [&]() -> Result<> {
    watch.emplace(CpuWatch::Settings{
        .grace = std::chrono::milliseconds(50), .on_ignored = [](CpuWatch::Stop why) {
          ask_for_kill(why == CpuWatch::Stop::over_wall ? Outcome::over_wall : Outcome::over_cpu);
        }});
    return {};
  };
  auto confinement = confine(options);
  if (!confinement) return failed(confinement.error());
  SystemClock clock;
  Cell cell({platform, *snapshot, *watch}, clock, kControlFd, confinement->text());
  running_cell = &cell;
  const int code = cell.run();
  running_cell = nullptr;
  return code;
}

}  // namespace inlay::cell
