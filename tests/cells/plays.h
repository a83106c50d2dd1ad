// What a compromised cell does to its edge.
#pragma once

#include <span>
#include <string_view>

#include "cells/stolen_channel.h"

namespace inlay::compromised {

struct Play {
  std::string_view name;
  // Returns when it has nothing more to do; the process then waits to be killed.
  void (*run)(StolenChannel& channel, const Victim& victim);
};

std::span<const Play> plays();

}  // namespace inlay::compromised
