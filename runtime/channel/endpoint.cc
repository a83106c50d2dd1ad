#include "channel/endpoint.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace inlay::channel {
namespace {

enum Want : uint32_t { kRecords = 1, kSpace = 2 };

constexpr std::string_view kReaderFault = "the reader's position is not possible";
constexpr std::string_view kWriterFault = "the writer's position, or a size, is not possible";

RingParts ring_to_cell(const SharedMemory& memory) {
  SharedPage& page = memory.page();
  return {memory.ring_to_cell(), memory.ring_bytes(), &page.edge.written, &page.cell.read};
}

RingParts ring_to_edge(const SharedMemory& memory) {
  SharedPage& page = memory.page();
  return {memory.ring_to_edge(), memory.ring_bytes(), &page.cell.written, &page.edge.read};
}

}  // namespace

Endpoint::Endpoint(SharedMemory memory, Doorbell bell, Sender me, Workspace& workspace)
    : memory_(std::move(memory)),
      bell_(std::move(bell)),
      me_(me),
      mine_(me == Sender::edge ? memory_.page().edge : memory_.page().cell),
      other_(me == Sender::edge ? memory_.page().cell : memory_.page().edge),
      out_(me == Sender::edge ? ring_to_cell(memory_) : ring_to_edge(memory_)),
      in_(me == Sender::edge ? ring_to_edge(memory_) : ring_to_cell(memory_)),
      control_bytes_(me == Sender::edge ? kControlBytesToCell : kControlBytesToEdge),
      workspace_(workspace) {}

void Endpoint::breaks(Fault fault, std::string_view why) {
  if (broken_) return;
  // An edge has its cell's app code to blame; a cell that cannot understand its edge, ourselves.
  const Blame blame = me_ == Sender::edge ? Blame::app : Blame::self;
  broken_ = Error{fault, blame, "channel: " + std::string(why), Reason::other};
}

Result<Sent> Endpoint::put(const EncodedRecord& record, uint64_t keep) {
  if (out_.put(record, keep)) return Sent::yes;
  if (!out_.sound()) {
    breaks(Fault::malformed, kReaderFault);
    return fail(*broken_);
  }
  want_space();
  return Sent::full;
}

// Of several that wait, the first decides: anybody may look meanwhile and find what it waits for.
void Endpoint::want_space() {
  if (!space_wanted_) no_space_at_ = out_.reader_position();
  space_wanted_ = true;
}

void Endpoint::look_for_space() {
  out_.look();
  if (!out_.sound()) breaks(Fault::malformed, kReaderFault);
}

uint64_t Endpoint::room(uint64_t wanted) {
  const uint64_t beside = kFrameBytes + control_bytes_;
  if (out_.space() < wanted + beside) look_for_space();
  if (broken_ || out_.space() < beside) return 0;
  return std::min(wanted, out_.space() - beside);
}

bool Endpoint::taken(uint64_t position) {
  if (out_.reader_position() < position) look_for_space();
  return out_.reader_position() >= position;
}

void Endpoint::woken() {
  space_wanted_ = false;  // whoever waits for it tries again now
  looked_ = false;
  if (!other_gone_) other_gone_ = !bell_.take();
}

std::optional<Endpoint::Raw> Endpoint::next() {
  if (broken_) return std::nullopt;
  if (in_.empty() && !looked_) {
    // Once in a turn, so that a turn ends however fast the other side writes.
    looked_ = true;
    in_.look();
  }
  Raw raw;
  if (!in_.frame(raw.frame)) {
    if (!in_.sound()) {
      breaks(Fault::malformed, kWriterFault);
    } else if (other_gone_) {
      breaks(Fault::closed, "the other side has gone");
    }
    return std::nullopt;
  }
  const auto row = check_frame(raw.frame, me_ == Sender::edge ? Sender::cell : Sender::edge);
  if (!row) {
    breaks(row.error().fault, row.error().detail);
    return std::nullopt;
  }
  raw.payload = in_.payload(raw.frame, workspace_.received);
  // Early enough for the writer to go on while this side is still busy.
  if (in_.unpublished() >= memory_.ring_bytes() / 4) flush();
  return raw;
}

void Endpoint::flush() {
  uint32_t shown = 0;
  if (out_.publish()) shown |= kRecords;
  if (in_.publish()) shown |= kSpace;
  if (shown == 0) return;
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if ((other_.wants.load(std::memory_order_relaxed) & shown) == 0) return;
  other_.wants.store(0, std::memory_order_relaxed);
  bell_.ring();
  ++wakes_;
}

Rest Endpoint::settle() {
  flush();
  looked_ = false;
  if (broken_) return Rest::sleep;
  mine_.wants.store(space_wanted_ ? kRecords | kSpace : kRecords, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (space_wanted_) look_for_space();
  const bool space = space_wanted_ && out_.reader_position() != no_space_at_;
  if (broken_ || (!in_.more() && !space && !other_gone_)) return Rest::sleep;
  mine_.wants.store(0, std::memory_order_relaxed);
  if (space) space_wanted_ = false;
  return Rest::work;
}

Running Endpoint::running() const {
  const uint64_t word = memory_.page().running.load(std::memory_order_relaxed);
  return {static_cast<StreamId>(word >> 32), static_cast<ScriptId>(word)};
}

void Endpoint::set_running(Running running) {
  memory_.page().running.store(uint64_t{running.stream} << 32 | running.script,
                               std::memory_order_relaxed);
}

std::optional<Outcome> Endpoint::kill_wanted() const {
  const uint32_t word = memory_.page().kill_wanted.load(std::memory_order_relaxed);
  if (word == 0 || word > kOutcomes.size()) return std::nullopt;
  return outcome_of(static_cast<uint8_t>(word - 1));
}

void Endpoint::ask_for_kill(Outcome why) {
  memory_.page().kill_wanted.store(1 + static_cast<uint32_t>(why), std::memory_order_relaxed);
  bell_.ring();
}

}  // namespace inlay::channel
