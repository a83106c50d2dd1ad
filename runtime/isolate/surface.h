// All that scripts are offered, as data: classes, and what the runtime's own JavaScript may call.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "isolate/js_class.h"

namespace inlay {

// Constant for the life of the process. The order is part of a snapshot.
struct Surface {
  std::span<const ClassTable* const> classes;
  std::span<const MethodRow> natives;  // functions that only the prelude gets
  // Source of one function of an object that holds `natives`, run once, when the snapshot is made:
  // "'use strict'; (natives) => { … }". What it takes from globals then, no app can replace. What
  // it gives is Isolate::prelude().
  std::string_view prelude = "(natives) => {}";
};

// Native addresses that heap objects of the surface refer to, ended by 0, in a fixed order.
std::vector<intptr_t> external_references(const Surface& surface);

// Of names, order and prelude: two surfaces that share a snapshot agree in it.
uint64_t fingerprint(const Surface& surface);

}  // namespace inlay
