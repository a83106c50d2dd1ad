// One of the things that keep a confined process in, and whether it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace inlay {

enum class WallState : uint8_t {
  applied,
  missing,  // the kernel does not have it, or does not let us
  unused,   // not wanted for this process
};

struct Wall {
  std::string_view name;  // static: "seccomp", "landlock", "pid namespace", …
  WallState state = WallState::unused;
  std::string detail;  // "abi 7", "59 rules", "operation not permitted"
};

}  // namespace inlay
