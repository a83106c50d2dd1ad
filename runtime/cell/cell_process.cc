#include "cell/cell_process.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/edge_snapshot.h"
#include "api/engine.h"
#include "api/surface.h"
#include "base/clock.h"
#include "cell/cell.h"
#include "config/cell_wire.h"
#include "isolate/cpu_watch.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"
#include "os/confinement.h"
#include "os/fiber_stacks.h"
#include "os/message_socket.h"
#include "os/process.h"

namespace inlay::cell {
namespace {

// Of a root's cells: nobody's, who owns nothing.
constexpr Identity kNobody{.user = 65534, .group = 65534};
// For all cells alike; memory is the isolates' matter.
constexpr ResourceLimits kLimits{.locked_memory = Bytes(0),
                                 .file_size = Bytes(0),
                                 .core = Bytes(0),
                                 .descriptors = 256,
                                 .processes = 0};
// Rewriters of pages that are on their way at a time; each has a stack.
constexpr size_t kFibersMax = 4096;
// Processor time a script may ignore its end before the process asks to be killed.
constexpr auto kGrace = std::chrono::milliseconds(50);

// What V8's and the watch's callbacks reach, which have no place for a pointer: one per process.
std::atomic<Cell*> the_cell{nullptr};

void ask_for_kill(Outcome why) {
  if (Cell* cell = the_cell.load()) cell->ask_for_kill(why);
}

void on_fatal(const char*) noexcept { ask_for_kill(Outcome::over_heap); }

void on_ignored(CpuWatch::Stop why) {
  ask_for_kill(why == CpuWatch::Stop::over_wall ? Outcome::over_wall : Outcome::over_cpu);
}

int failed(std::string_view reason) {
  (void)send_message(kCellControlFd, std::string(kCellFailed) + " " + std::string(reason));
  return 1;
}

Result<Confinement> confine_with(std::optional<CpuWatch>& watch) {
  ConfineOptions options;
  options.keep = {kCellControlFd};
  options.identity = kNobody;
  options.limits = kLimits;
  options.start_threads = [&]() -> Result<> {
    watch.emplace(CpuWatch::Settings{.grace = kGrace, .on_ignored = on_ignored});
    return {};
  };
  return confine(options);
}

}  // namespace

int run_cell_process(const std::vector<std::string>& arguments) {
  if (arguments.size() != 3 || arguments[1] != kCellWire) {
    return failed("started by another version of the program");
  }
  if (cell_class_of(arguments[2]) != CellClass::jitless) {
    return failed("cells of the class " + arguments[2] + " are not there yet");
  }
  set_process_name(kCellName);
  Platform platform(EngineClass::interpreted, on_fatal);
  auto snapshot = Snapshot::read(edge_snapshot(), edge_surface(), EngineClass::interpreted);
  if (!snapshot) return failed(snapshot.error().detail);
  platform.warm_up();
  std::optional<CpuWatch> watch;
  auto confinement = confine_with(watch);
  if (!confinement) return failed(confinement.error().detail);
  const std::string walls = confinement->text();
  if (!send_message(kCellControlFd, std::string(kCellReady) + " " + walls)) return 1;
  SystemClock clock;
  FiberStacks stacks(kFibersMax);
  Cell cell({platform, *snapshot, *watch, stacks}, clock, kCellControlFd, walls);
  the_cell = &cell;
  const int code = cell.run();
  the_cell = nullptr;
  return code;
}

}  // namespace inlay::cell
