#include "os/seccomp_filter.h"

#include <seccomp.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "os/files.h"

namespace inlay {
namespace {

struct Release {
  void operator()(void* filter) const noexcept { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

tl::unexpected<Error> filter_error(const char* step, int negative_errno) {
  Fault fault = negative_errno == -EINVAL || negative_errno == -ENOSYS || negative_errno == -EFAULT
                    ? Fault::unsupported
                    : Fault::internal;
  return fail(fault, Blame::self,
              std::string("seccomp: ") + step + ": " + errno_text(-negative_errno));
}

int add(const Filter& filter, const CallRule& rule) {
  uint32_t action = rule.verdict == CallVerdict::allow ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM);
  if (rule.argument.mask == 0) return ::seccomp_rule_add(filter.get(), action, rule.call, 0);
  uint64_t value =
      rule.argument.value == kOwnPid ? static_cast<uint64_t>(::getpid()) : rule.argument.value;
  scmp_arg_cmp condition{rule.argument.index, SCMP_CMP_MASKED_EQ, rule.argument.mask, value};
  return ::seccomp_rule_add_array(filter.get(), action, rule.call, 1, &condition);
}

int set_attributes(const Filter& filter) {
  struct Attribute {
    scmp_filter_attr name;
    uint32_t value;
  };
  constexpr Attribute kAttributes[] = {
      {SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS},
      {SCMP_FLTATR_CTL_TSYNC, 1},     // all threads
      {SCMP_FLTATR_CTL_OPTIMIZE, 2},  // a tree: the order of the table is for readers
  };
  for (const Attribute& attribute : kAttributes) {
    if (int error = ::seccomp_attr_set(filter.get(), attribute.name, attribute.value); error != 0) {
      return error;
    }
  }
  return 0;
}

}  // namespace

Result<std::string> apply_seccomp_filter(MachineCode machine_code) {
  Filter filter(::seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (filter == nullptr) return filter_error("no action that kills a process", -EINVAL);
  if (int error = set_attributes(filter); error != 0) return filter_error("attributes", error);
  size_t rules = 0;
  for (const CallRule& rule : call_rules()) {
    if (!holds_for(rule.when, machine_code)) continue;
    if (int error = add(filter, rule); error != 0) return filter_error("rule", error);
    ++rules;
  }
  if (int error = ::seccomp_load(filter.get()); error != 0) return filter_error("load", error);
  return std::to_string(rules) + " rules";
}

}  // namespace inlay
