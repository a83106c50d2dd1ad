#include "supervisor/edge_fleet.h"

#include <algorithm>
#include <array>

namespace inlay {
namespace {

// An edge that lived this long died of an accident and is replaced at once; one that keeps dying
// young is not allowed to burn the machine.
constexpr uint64_t kYoungMs = 5'000;
constexpr std::array<uint64_t, 6> kRestartMs{0, 50, 100, 200, 1'000, 5'000};
constexpr size_t kRefusalsOfTheDead = 64;

void keep_newest(std::vector<KeptRefusal>& refusals, size_t max) {
  std::stable_sort(refusals.begin(), refusals.end(),
                   [](const auto& a, const auto& b) { return a.at_ms > b.at_ms; });
  if (refusals.size() > max) refusals.resize(max);
}

tl::unexpected<Error> change_failed(std::string why) {
  return fail(Fault::internal, Blame::self, std::move(why));
}

}  // namespace

EdgeFleet::EdgeFleet(Loop& loop, Log& log, Events events)
    : loop_(loop),
      log_(log),
      events_(std::move(events)),
      change_limit_(loop, [this] { change_late(); }),
      restart_(loop, [this] { start_serving(); }),
      leave_limit_(loop, [this] { kill_late(); }) {}

bool EdgeFleet::serves() const {
  return serving_ != nullptr && serving_->state() == EdgeHandle::State::serving;
}

Result<std::unique_ptr<EdgeHandle>> EdgeFleet::launch(const EdgeInputs& inputs) {
  // The events find their edge by its generation: a handle does not know its own address before it
  // was made.
  const uint64_t generation = ++started_;
  auto find = [this, generation]() -> EdgeHandle& {
    if (serving_ && serving_->generation() == generation) return *serving_;
    if (second_ && second_->generation() == generation) return *second_;
    return **std::find_if(leaving_.begin(), leaving_.end(),
                          [&](const auto& edge) { return edge->generation() == generation; });
  };
  EdgeHandle::Events events{
      .on_ready = [this, find] { on_ready(find()); },
      .on_sites = [this, find](bool taken) { on_sites(find(), taken); },
      .on_cell_message =
          [this, generation](const CellMessage& message) {
            events_.on_cell_message(generation, message);
          },
      .on_exit = [this, find](ChildProcess::Exit exit) { on_exit(find(), exit); }};
  return EdgeHandle::start(loop_, inputs, generation, std::move(events));
}

void EdgeFleet::start(EdgeInputs inputs) {
  inputs_ = std::move(inputs);
  start_serving();
}

void EdgeFleet::start_serving() {
  auto edge = launch(inputs_);
  if (!edge && !served_) return events_.on_failed(edge.error());
  if (!edge) {
    log_.write(Level::error, "edge.start_failed", {{"reason", edge.error().detail}});
    return restart_.start(kRestartMs.back());
  }
  serving_ = std::move(*edge);
  if (change_ && change_->snapshot) serving_->send_sites(change_->snapshot->get());
}

void EdgeFleet::change_sites(std::shared_ptr<const Fd> snapshot, Done done) {
  change_.emplace(Change{std::move(done), std::move(snapshot), std::nullopt});
  change_limit_.start(kEdgeReadyMs);
  if (serving_) serving_->send_sites(change_->snapshot->get());  // else the next one gets it
}

void EdgeFleet::replace(EdgeInputs inputs, Done done) {
  change_.emplace(Change{std::move(done), nullptr, std::move(inputs)});
  if (leaving_.size() < kEdgesLeavingMax) start_second();
}

void EdgeFleet::start_second() {
  auto edge = launch(*change_->inputs);
  if (!edge) {
    return loop_.post([this, error = edge.error()] { finish_change(fail(error)); });
  }
  second_ = std::move(*edge);
  change_limit_.start(kEdgeReadyMs);
}

void EdgeFleet::on_ready(EdgeHandle& edge) {
  log_.write(Level::info, "edge.ready", {{"pid", edge.pid()}});
  if (&edge == second_.get()) return promote();
  if (!std::exchange(served_, true)) events_.on_serving();
}

// Our own ends of sockets that are no longer wanted close here, before the old edge empties their
// queues: who comes later is refused instead of waiting for nobody.
void EdgeFleet::promote() {
  inputs_ = std::move(*change_->inputs);
  restart_.stop();
  if (serving_) {
    log_.write(Level::info, "edge.replaced", {{"pid", serving_->pid()}});
    serving_->drain();
    leaving_.push_back(std::move(serving_));
    leave_limit_.start(kEdgeLeaveMs);
  }
  serving_ = std::move(second_);
  young_deaths_ = 0;
  finish_change({});
}

void EdgeFleet::on_sites(const EdgeHandle& edge, bool taken) {
  if (&edge != serving_.get() || !change_ || !change_->snapshot) return;
  if (!taken) return finish_change(change_failed("the edge could not read the new sites"));
  inputs_.snapshot = change_->snapshot;
  finish_change({});
}

void EdgeFleet::change_late() {
  const std::string limit = std::to_string(kEdgeReadyMs / 1000) + " s";
  if (second_) {
    second_->kill();
    leaving_.push_back(std::move(second_));
    return finish_change(change_failed("the new edge was not ready within " + limit));
  }
  // It may still come to it: then it takes the old ones again.
  if (serving_) serving_->send_sites(inputs_.snapshot->get());
  finish_change(change_failed("the edge did not take the new sites within " + limit));
}

// A process that does not even drain must not stay for ever.
void EdgeFleet::kill_late() {
  for (auto& edge : leaving_) {
    if (edge->drained_for_ms() >= kEdgeLeaveMs) edge->kill();
  }
  if (!leaving_.empty()) leave_limit_.start(kEdgeLeaveMs / 10);
}

void EdgeFleet::finish_change(Result<> result) {
  change_limit_.stop();
  if (!change_) return;
  Done done = std::move(change_->done);
  change_.reset();
  done(std::move(result));
}

void EdgeFleet::on_exit(EdgeHandle& edge, ChildProcess::Exit exit) {
  keep_counts(edge);
  events_.on_edge_ended(edge.generation());
  const int pid = edge.pid();
  const bool asked = edge.state() == EdgeHandle::State::draining;
  if (!asked) {
    deaths_++;
    log_.write(Level::error, "edge.died",
               {{"pid", pid}, {"status", exit.status}, {"signal", exit.signal}});
  }
  if (&edge == serving_.get()) {
    serving_died(exit);
  } else if (&edge == second_.get()) {
    second_.reset();
    finish_change(change_failed("the new edge ended before it was ready"));
  } else {
    std::erase_if(leaving_, [&](const auto& one) { return one.get() == &edge; });
    if (change_ && change_->inputs && !second_) start_second();
  }
  stop_if_gone();
}

void EdgeFleet::serving_died(ChildProcess::Exit exit) {
  const uint64_t age_ms = serving_->age_ms();
  serving_.reset();
  if (stopping_) return;
  if (!served_ && exit.signal == 0) {
    return events_.on_failed(
        Error{Fault::internal, Blame::self, "the edge process could not start"});
  }
  young_deaths_ = age_ms < kYoungMs ? young_deaths_ + 1 : 0;
  restart_.start(kRestartMs[std::min(young_deaths_, kRestartMs.size() - 1)]);
  if (change_ && change_->snapshot && ++change_->deaths > 1) {
    finish_change(change_failed("the edge died twice while it took the new sites"));
  }
}

void EdgeFleet::reopen_access_log(std::shared_ptr<const Fd> file) {
  inputs_.access_log = file;
  if (change_ && change_->inputs) {
    if (change_->inputs->start.access_log != inputs_.start.access_log) {
      if (serving_) serving_->send_access_log(file->get());  // the second one has another file
      return;
    }
    change_->inputs->access_log = file;
  }
  each_edge([&](EdgeHandle& edge) { edge.send_access_log(file->get()); });
}

void EdgeFleet::send_cell_message(uint64_t generation, std::string_view text, int fd) {
  each_edge([&](EdgeHandle& edge) {
    if (edge.generation() == generation) edge.send_cell_message(text, fd);
  });
}

void EdgeFleet::stop() {
  stopping_ = true;
  restart_.stop();
  change_limit_.stop();
  change_.reset();
  inputs_.listeners.clear();
  if (second_) {
    second_->kill();
    leaving_.push_back(std::move(second_));
  }
  if (serving_) serving_->drain();
  stop_if_gone();
}

void EdgeFleet::kill() {
  each_edge([](EdgeHandle& edge) { edge.kill(); });
}

void EdgeFleet::stop_if_gone() {
  if (stopping_ && !serving_ && leaving_.empty()) events_.on_gone();
}

void EdgeFleet::keep_counts(const EdgeHandle& edge) {
  CounterValues values = edge.counters().read();
  values.gauges = {};
  ended_.add(values);
  edge.counters().read_refusals(ended_refusals_);
  keep_newest(ended_refusals_, kRefusalsOfTheDead);
}

CounterValues EdgeFleet::counters() const {
  CounterValues values = ended_;
  each_edge([&](const EdgeHandle& edge) { values.add(edge.counters().read()); });
  return values;
}

std::vector<KeptRefusal> EdgeFleet::refusals(size_t max) const {
  std::vector<KeptRefusal> refusals = ended_refusals_;
  each_edge([&](const EdgeHandle& edge) { edge.counters().read_refusals(refusals); });
  keep_newest(refusals, max);
  return refusals;
}

}  // namespace inlay
