// A cell in the test's own process, without walls, and an edge's end of its channel.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/outcome.h"
#include "cell/cell.h"
#include "channel/edge_end.h"
#include "channel/script_transfer.h"
#include "os/fd.h"

namespace inlay::cell {

struct ScriptToRun {
  std::string source;
  channel::ScriptRights rights = {};
  std::string options = "{}";
  channel::ScriptStyle style = channel::ScriptStyle::module;
  uint32_t cpu_ms = 1000;
  uint32_t wall_ms = 5000;
};

struct PageToRun {
  std::vector<ScriptToRun> scripts;
  std::string html;
  size_t chunk = 0;  // 0: whole
  std::vector<std::pair<std::string, std::string>> request = {};
  std::vector<std::pair<std::string, std::string>> response = {
      {"Content-Type", "text/html; charset=utf-8"}};
  std::string charset = "utf-8";
  uint64_t allowance = 512 << 10;
  bool breaks_off = false;
  uint64_t takes_at_once = 0;  // a slow visitor takes so many bytes a turn; 0: all
};

struct PlaceSeen {
  uint64_t offset = 0;
  size_t output = 0;  // bytes that had left
  std::string restore;
};

struct PageSeen {
  std::string bytes;  // all that left, held or not
  std::vector<PlaceSeen> places;
  std::vector<Outcome> outcomes;
  std::vector<std::string> errors;  // "OUTCOME Name: message", with "unhandled " before it
  std::vector<std::string> console;
  uint16_t status = 0;  // 0: the origin's
  std::vector<std::pair<std::string, std::string>> fields;
  bool has_offsets = true;
  bool whole = false;
  bool ended = false;
};

class CellWorld {
 public:
  CellWorld();
  ~CellWorld();

  // One page after another through one cell; scripts of earlier pages stay.
  PageSeen run(const PageToRun& page);
  // Pages at the same time, through the same scripts (those of the first one).
  std::vector<PageSeen> run_together(const std::vector<PageToRun>& pages);
  // Another page through the scripts that were sent last.
  PageSeen run_again(const PageToRun& page);

 private:
  struct OpenPage;
  std::vector<channel::ScriptId> send_scripts(const std::vector<ScriptToRun>& scripts);
  std::vector<PageSeen> run_through(const std::vector<channel::ScriptId>& chain,
                                    const std::vector<PageToRun>& pages);
  void begin(OpenPage& page);
  void feed(OpenPage& page);
  void hear(std::vector<OpenPage>& pages);

  SystemClock clock_;
  std::unique_ptr<channel::Workspace> workspace_;
  Fd control_;
  Fd cells_control_;
  std::unique_ptr<channel::EdgeEnd> edge_;
  std::unique_ptr<Cell> cell_;
  channel::ScriptId last_script_ = 0;
  std::vector<channel::ScriptId> last_chain_;
};

}  // namespace inlay::cell
