// Runs one script that V8 cannot stop, or that makes it abort, in a process of its own:
//   hostile_script CPU_MS SCRIPT
// Says how it ended on standard output: the turn's outcome; "ignored", when the watch gave up on
// it; "fatal: …", when V8 would have aborted. In the latter two the process waits to be killed.
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "isolate/cpu_watch.h"
#include "isolate/isolate.h"
#include "isolate/module_graph.h"
#include "isolate/platform.h"
#include "isolate/snapshot.h"
#include "test_surface.h"

namespace {

void say(std::string_view text) {
  std::string line(text);
  line += '\n';
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0) _exit(3);
}

void say_fatal(const char* what) noexcept { say(std::string("fatal: ") + what); }

}  // namespace

int main(int count, char** arguments) {
  using namespace inlay;  // NOLINT: a program of one function
  if (count != 3) return 2;
  Platform platform(EngineClass::interpreted, say_fatal);
  const Result<std::string> bytes = Snapshot::make(test_surface(), EngineClass::interpreted);
  const Result<Snapshot> snapshot =
      Snapshot::read(*bytes, test_surface(), EngineClass::interpreted);
  CpuWatch watch({.grace = std::chrono::milliseconds(200),
                  .on_ignored = [](CpuWatch::Stop) { say("ignored"); }});
  Isolate isolate(platform, *snapshot, watch,
                  {.heap_max = 32_MiB, .heap_spare = 1024_MiB, .external_max = 32_MiB});
  const FilesByPath files{{"edge.js", arguments[2]}};
  ModuleGraph modules(isolate, files);
  Budget budget{.cpu_left = std::chrono::milliseconds(std::atoi(arguments[1]))};
  Turn turn = isolate.enter(budget);
  static_cast<void>(modules.run_script(turn, "edge.js"));
  say(outcome_name(turn.leave().outcome));
  _exit(0);
}
