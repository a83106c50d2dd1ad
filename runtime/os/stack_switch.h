// The few instructions under Fiber: leaving one stack for another. amd64 only.
#pragma once

#include <cstddef>
#include <span>

namespace inlay {

// A stack on which the first switch_stack() enters entry(argument). `entry` must never return: it
// leaves by a last switch. The result is the `to` of that switch.
void* prepare_stack(std::span<std::byte> stack, void (*entry)(void*), void* argument) noexcept;

// Stores where the caller's stack stands in *from and goes on where `to` was stored. Returns when
// somebody switches back to *from.
void switch_stack(void** from, void* to) noexcept;

}  // namespace inlay
