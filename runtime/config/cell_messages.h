// What an edge and its supervisor say to each other about cells, on the edge's control socket
// (edge_wire.h), as values and as texts. Cells are numbered by the supervisor and no number comes
// twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "config/cell_wire.h"

namespace inlay {

// ---- from the edge

// "cell jitless": asks for one. Answered by CellGiven or CellRefused of that class, in the order of
// asking.
struct CellAsk {
  CellClass cell_class = CellClass::jitless;
};
// "kill 17": at once; CellEnded follows.
struct CellKill {
  uint64_t cell = 0;
};
// "release 17": its socket was closed, so it ends by itself, and is killed if it does not.
struct CellRelease {
  uint64_t cell = 0;
};

// ---- to the edge

// "cell jitless 17 4711", with our end of the cell's socket.
struct CellGiven {
  CellClass cell_class = CellClass::jitless;
  uint64_t cell = 0;
  int pid = 0;
};
// "no-cell jitless max". max: so many live as may; let one go first. start: none can be started
// now, which is tried again by itself. asks: more asked for than could ever be given. ending: the
// supervisor is about to end.
enum class CellRefusal : uint8_t { max, start, asks, ending };
struct CellRefused {
  CellClass cell_class = CellClass::jitless;
  CellRefusal why = CellRefusal::max;
};
// "ended 17 0 9": exit code and signal, 0 for none. Of every cell given, once.
struct CellEnded {
  uint64_t cell = 0;
  int exit_code = 0;
  int signal = 0;
};

using CellMessage = std::variant<CellAsk, CellKill, CellRelease, CellGiven, CellRefused, CellEnded>;

std::string cell_message_text(const CellMessage& message);
// Empty for any other text: it is no message about cells, or a mistake of the other side.
std::optional<CellMessage> parse_cell_message(std::string_view text);

}  // namespace inlay
