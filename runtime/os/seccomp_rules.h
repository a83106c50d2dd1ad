// Which system calls a confined process may make: the table that reviewers read.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace inlay {

// Whether the program makes code while it runs. `forbidden`: no memory becomes executable any more.
enum class MachineCode : uint8_t { forbidden, allowed };

enum class CallVerdict : uint8_t {
  allow,
  refuse,  // answers EPERM: libraries try it without need
};

// What an argument must be for the rule to hold; `mask` 0: anything. The kernel reads int arguments
// from the low half of the register, so their masks stay within it; those of pointers are whole.
struct ArgumentRule {
  unsigned index = 0;
  uint64_t mask = 0;
  uint64_t value = 0;
};

// Stands for the number of the confined process as it sees itself.
inline constexpr uint64_t kOwnPid = 0xffff'ffff'ffff'ffff;

struct CallRule {
  int call;  // SYS_…
  CallVerdict verdict;
  ArgumentRule argument;
  // For which kind of process the rule holds; empty: both.
  enum class When : uint8_t { always, machine_code_forbidden, machine_code_allowed } when;
  std::string_view reason;
};

// A call may have several rules: any that holds. Whatever no rule names kills the process.
std::span<const CallRule> call_rules();

bool holds_for(CallRule::When when, MachineCode machine_code);

}  // namespace inlay
