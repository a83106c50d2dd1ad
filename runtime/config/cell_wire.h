// What a supervisor and its cells agree on. Neither includes the other: both include this.
// kCellWire goes up with every change of arguments, descriptors or messages below.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay {

inline constexpr const char* kCellName = "inlay-cell";  // argv[0], the process's name, its file's
inline constexpr const char* kCellWire = "1";

// Flags of the engine and the filter of system calls are per process, so what a site's operator
// allows its scripts decides which cells it can have.
enum class CellClass : uint8_t { jitless, machine_code };
inline constexpr size_t kCellClasses = 2;

constexpr std::string_view cell_class_name(CellClass cell_class) {
  return cell_class == CellClass::jitless ? "jitless" : "machine-code";
}
constexpr std::optional<CellClass> cell_class_of(std::string_view name) {
  for (CellClass one : {CellClass::jitless, CellClass::machine_code}) {
    if (cell_class_name(one) == name) return one;
  }
  return std::nullopt;
}

// Arguments: kCellName, kCellWire, the class's name. The environment is empty; descriptors 0, 1 and
// 2 are /dev/null.

// The only descriptor that a cell starts with: a message socket. First the supervisor has its other
// end, then the edge that takes the cell. When that end closes, the cell ends by itself, exit code
// 0.
inline constexpr int kCellControlFd = 3;

// The cell's only message to its supervisor, kMessageBytesMax at most.
// "ready WALLS": the engine is initialised and the process confined; WALLS: Confinement::text().
inline constexpr std::string_view kCellReady = "ready";
// "failed REASON", instead; the process ends.
inline constexpr std::string_view kCellFailed = "failed";

}  // namespace inlay
