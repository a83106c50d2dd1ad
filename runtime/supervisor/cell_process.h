// One cell as its supervisor knows it. A plain record; cell_spares.h moves it through its states.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "config/cell_wire.h"
#include "net/poll.h"
#include "os/fd.h"
#include "os/spawn.h"

namespace inlay {

struct CellProcess {
  // starting: has not said that it is ready. spare: ready, nobody's. taken: an edge has its socket.
  // leaving: should end now, by itself or killed.
  enum class State : uint8_t { starting, spare, taken, leaving };

  CellClass cell_class;
  State state = State::starting;
  Spawned process;
  Fd control;             // until an edge has it
  uint64_t since_ms = 0;  // in this state
  uint64_t edge = 0;      // generation of the edge that has it, or had it; 0: none
  bool killed = false;
  std::string word = {};  // why it could not start
  // Before the descriptors they watch are closed.
  std::unique_ptr<ReadPoll> word_watch = nullptr;
  std::unique_ptr<ReadPoll> end_watch = nullptr;
};

}  // namespace inlay
