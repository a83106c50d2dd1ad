#include "supervisor/cell_spares.h"

#include <signal.h>

#include <algorithm>
#include <variant>

#include "os/message_socket.h"

namespace inlay {

CellSpares::CellSpares(Loop& loop, Log& log, Start start, Tell tell, const CellTimes& times)
    : loop_(loop),
      log_(log),
      start_(std::move(start)),
      tell_(std::move(tell)),
      times_(times),
      pause_(loop,
             [this] {
               pausing_ = false;
               settle();
             }),
      start_limit_(loop, [this] { start_late(); }),
      leave_limit_(loop, [this] { leave_late(); }) {}

CellSpares::~CellSpares() {
  for (auto& [number, cell] : cells_) cell.process.kill(SIGKILL);
}

void CellSpares::keep(const CellLimits& limits, bool wanted) {
  limits_ = limits;
  wanted_ = wanted;
  settle();
}

void CellSpares::stop() {
  stopping_ = true;
  pause_.stop();
  for (const Ask& ask : std::exchange(asks_, {})) refuse(ask, CellRefusal::ending);
  for (auto& [number, cell] : cells_) {
    if (cell.state == State::spare || cell.state == State::starting) leave(cell);
  }
}

// Everything that changes what is there, or what is wanted, ends here.
void CellSpares::settle() {
  hand_out();
  start_next();
  refuse_some();
  dismiss_some();
}

// --- starting: one at a time

void CellSpares::start_next() {
  while (!stopping_ && !pausing_ && count(State::starting) == 0 && cells_.size() < limits_.max) {
    auto cell_class = next_start();
    if (!cell_class || start(*cell_class)) return;
  }
}

std::optional<CellClass> CellSpares::next_start() const {
  if (!asks_.empty()) return asks_.front().cell_class;
  if (wanted_ && spares_of(CellClass::jitless) < limits_.spares) return CellClass::jitless;
  return std::nullopt;
}

// False: it failed, and after the first time there is a pause.
bool CellSpares::start(CellClass cell_class) {
  auto pair = message_pair();
  if (!pair) return start_failed(cell_class, pair.error().detail);
  auto process = start_(cell_class, pair->second.get());
  if (!process) return start_failed(cell_class, process.error().detail);
  counts_.starts++;
  const uint64_t number = ++last_number_;
  auto [at, added] = cells_.emplace(number, CellProcess{.cell_class = cell_class,
                                                        .process = std::move(*process),
                                                        .control = std::move(pair->first),
                                                        .since_ms = loop_.now_ms()});
  CellProcess& cell = at->second;
  auto on_word_call = [this, number] { on_word(number); };
  auto on_end_call = [this, number] { on_end(number); };
  cell.word_watch = std::make_unique<ReadPoll>(loop_, cell.control.get(), on_word_call);
  cell.end_watch = std::make_unique<ReadPoll>(loop_, cell.process.pidfd(), on_end_call);
  start_limit_.start(times_.ready_ms);
  return true;
}

void CellSpares::on_word(uint64_t number) {
  CellProcess& cell = cells_.at(number);
  auto message = receive_message(cell.control.get());
  if (!message && message.error().fault == Fault::timed_out) return;
  cell.word_watch.reset();  // the next word is for an edge, or its end follows
  if (!message) return;
  const std::string_view text = message->text;
  const std::string_view verb = text.substr(0, text.find(' '));
  const std::string_view rest = text.substr(std::min(verb.size() + 1, text.size()));
  if (verb == kCellReady) return on_ready(cell, rest);
  cell.word = verb == kCellFailed ? rest : "it said what is not understood";
  cell.process.kill(SIGKILL);
}

void CellSpares::on_ready(CellProcess& cell, std::string_view walls) {
  if (cell.state != State::starting) return;
  start_limit_.stop();
  failure_told_ = false;
  if (walls != walls_) {
    walls_ = walls;
    log_.write(Level::info, "cell.confined", {{"walls", walls_}});
  }
  move_to(cell, State::spare);
  settle();
}

void CellSpares::start_late() {
  for (auto& [number, cell] : cells_) {
    if (cell.state != State::starting) continue;
    cell.word = "not ready within " + std::to_string(times_.ready_ms) + " ms";
    cell.process.kill(SIGKILL);
  }
}

bool CellSpares::start_failed(CellClass cell_class, std::string_view reason) {
  counts_.start_failures++;
  if (!std::exchange(failure_told_, true)) {
    log_.write(Level::error, "cell.start_failed",
               {{"class", cell_class_name(cell_class)}, {"reason", reason}});
  }
  was_of_no_use();
  return false;
}

void CellSpares::was_of_no_use() {
  const uint64_t pause = times_.pauses_ms[std::min(useless_, times_.pauses_ms.size() - 1)];
  useless_++;
  pausing_ = pause > 0;
  if (pausing_) pause_.start(pause);
}

// --- edges

void CellSpares::on_message(uint64_t edge, const CellMessage& message) {
  if (const auto* ask = std::get_if<CellAsk>(&message)) {
    const auto of_edge = std::count_if(asks_.begin(), asks_.end(),
                                       [edge](const Ask& one) { return one.edge == edge; });
    const Ask one{edge, ask->cell_class};
    if (stopping_) return refuse(one, CellRefusal::ending);
    if (static_cast<uint64_t>(of_edge) >= limits_.max) return refuse(one, CellRefusal::asks);
    asks_.push_back(one);
    settle();
  } else if (const auto* dead = std::get_if<CellKill>(&message)) {
    kill(edge, dead->cell);
  } else if (const auto* done = std::get_if<CellRelease>(&message)) {
    release(edge, done->cell);
  }
}

void CellSpares::hand_out() {
  for (auto ask = asks_.begin(); ask != asks_.end();) {
    auto spare = std::find_if(cells_.begin(), cells_.end(), [&](const auto& one) {
      return one.second.state == State::spare && one.second.cell_class == ask->cell_class;
    });
    if (spare == cells_.end()) {
      ++ask;
      continue;
    }
    auto& [number, cell] = *spare;
    useless_ = 0;
    move_to(cell, State::taken);
    cell.edge = ask->edge;
    tell_(ask->edge, cell_message_text(CellGiven{cell.cell_class, number, cell.process.pid()}),
          cell.control.get());
    cell.control.reset();
    ask = asks_.erase(ask);
  }
}

// Who waits gets a cell that is starting, or the place of one that leaves; where neither can be,
// the answer comes at once.
void CellSpares::refuse_some() {
  if (pausing_) {
    for (const Ask& ask : std::exchange(asks_, {})) refuse(ask, CellRefusal::start);
  }
  while (!asks_.empty() && count(State::taken) + count(State::spare) + asks_.size() > limits_.max) {
    if (dismiss_spare()) continue;  // of another class than anybody asks for
    const Ask ask = asks_.back();
    asks_.pop_back();
    refuse(ask, CellRefusal::max);
  }
}

void CellSpares::refuse(const Ask& ask, CellRefusal why) {
  counts_.refused++;
  const uint64_t now = loop_.now_ms();
  if (why == CellRefusal::max && (!max_told_ms_ || now - *max_told_ms_ >= times_.tell_again_ms)) {
    max_told_ms_ = now;
    log_.write(Level::warn, "cells.max_reached", {{"max", limits_.max}});
  }
  tell_(ask.edge, cell_message_text(CellRefused{ask.cell_class, why}), -1);
}

void CellSpares::kill(uint64_t edge, uint64_t number) {
  auto found = cells_.find(number);
  if (found == cells_.end() || found->second.edge != edge || found->second.killed) return;
  CellProcess& cell = found->second;
  counts_.kills++;
  log_.write(Level::warn, "cell.killed", {{"cell", number}, {"pid", cell.process.pid()}});
  cell.killed = true;
  move_to(cell, State::leaving);
  cell.process.kill(SIGKILL);
}

void CellSpares::release(uint64_t edge, uint64_t number) {
  auto found = cells_.find(number);
  if (found == cells_.end() || found->second.edge != edge) return;
  if (found->second.state == State::taken) leave(found->second);
}

void CellSpares::on_edge_gone(uint64_t edge) {
  std::erase_if(asks_, [edge](const Ask& ask) { return ask.edge == edge; });
  for (auto& [number, cell] : cells_) {
    if (cell.edge == edge && cell.state == State::taken) leave(cell);
  }
  settle();
}

// --- ending

// Its socket closes here, or was closed by its edge: that is what it ends by.
void CellSpares::leave(CellProcess& cell) {
  cell.word_watch.reset();
  cell.control.reset();
  move_to(cell, State::leaving);
  leave_limit_.start(times_.leave_ms);
}

void CellSpares::leave_late() {
  uint64_t next = 0;
  for (auto& [number, cell] : cells_) {
    if (cell.state != State::leaving || cell.killed) continue;
    const uint64_t age = loop_.now_ms() - cell.since_ms;
    if (age >= times_.leave_ms) {
      cell.killed = true;
      cell.process.kill(SIGKILL);
    } else {
      next = std::max(next, times_.leave_ms - age);
    }
  }
  if (next > 0) leave_limit_.start(next);
}

void CellSpares::dismiss_some() {
  const uint64_t spares = wanted_ && !stopping_ ? limits_.spares : 0;
  while (count(State::spare) > spares && dismiss_spare()) {
  }
}

// One of the other class first, since spares are kept of the usual one.
bool CellSpares::dismiss_spare() {
  CellProcess* chosen = nullptr;
  for (auto& [number, cell] : cells_) {
    if (cell.state != State::spare) continue;
    if (chosen == nullptr || cell.cell_class != CellClass::jitless) chosen = &cell;
  }
  if (chosen != nullptr) leave(*chosen);
  return chosen != nullptr;
}

void CellSpares::on_end(uint64_t number) {
  auto found = cells_.find(number);
  auto ending = found->second.process.reap();
  if (!ending) return;
  CellProcess cell = std::move(found->second);
  cells_.erase(found);
  if (cell.state == State::starting) {
    start_limit_.stop();
    if (cell.word.empty()) cell.word = "it ended before it was ready: " + ending->text();
    start_failed(cell.cell_class, cell.word);
  } else {
    died(number, cell, *ending);
  }
  if (cell.edge != 0) {
    tell_(cell.edge, cell_message_text(CellEnded{number, ending->exit_code, ending->signal}), -1);
  }
  settle();
}

// One that an edge had may end by itself as soon as its socket is closed, before the word of it
// comes.
void CellSpares::died(uint64_t number, const CellProcess& cell, const Ending& ending) {
  const bool let_go = cell.edge != 0 && ending.signal == 0 && ending.exit_code == 0;
  if (cell.state == State::leaving || let_go) return;
  counts_.deaths++;
  log_.write(Level::warn, "cell.died",
             {{"cell", number},
              {"pid", cell.process.pid()},
              {"spare", cell.state == State::spare},
              {"status", ending.exit_code},
              {"signal", ending.signal}});
  if (cell.state != State::spare) return;
  if (loop_.now_ms() - cell.since_ms >= times_.young_ms) useless_ = 0;
  was_of_no_use();
}

void CellSpares::move_to(CellProcess& cell, State state) {
  cell.state = state;
  cell.since_ms = loop_.now_ms();
}

size_t CellSpares::count(State state) const {
  return static_cast<size_t>(std::count_if(cells_.begin(), cells_.end(), [state](const auto& one) {
    return one.second.state == state;
  }));
}

size_t CellSpares::spares_of(CellClass cell_class) const {
  return static_cast<size_t>(std::count_if(cells_.begin(), cells_.end(), [&](const auto& one) {
    return one.second.state == State::spare && one.second.cell_class == cell_class;
  }));
}

CellCounts CellSpares::counts() const {
  CellCounts counts = counts_;
  counts.starting = count(State::starting);
  counts.spares = count(State::spare);
  counts.taken = count(State::taken);
  counts.leaving = count(State::leaving);
  counts.max = limits_.max;
  counts.walls = walls_;
  return counts;
}

}  // namespace inlay
