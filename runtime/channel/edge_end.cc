#include "channel/edge_end.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace inlay::channel {
namespace {

// Chunks below this are not worth a record while more is waiting.
constexpr uint64_t kChunkBytesMin = 4 << 10;

bool sound(const ChannelLimits& limits) { return sound_ring_bytes(limits.ring_bytes); }

}  // namespace

Result<EdgeEnd::Made> EdgeEnd::make(const ChannelLimits& limits, std::string_view site,
                                    Workspace& workspace) {
  CHECK(sound(limits));
  Fd memory_fd;
  auto memory = SharedMemory::make(limits.ring_bytes, memory_fd);
  if (!memory) return fail(memory.error());
  auto bells = Doorbell::pair();
  if (!bells) return fail(bells.error());
  std::unique_ptr<EdgeEnd> end(new EdgeEnd(
      Endpoint(std::move(*memory), std::move(bells->first), Sender::edge, workspace), limits));
  const auto sent = end->link_.send(Hello{.version = kVersion,
                                          .site = site,
                                          .body_window = limits.body_window,
                                          .output_window = limits.output_window});
  if (!sent) return fail(sent.error());
  end->link_.flush();
  return Made{std::move(end), {std::move(memory_fd), bells->second.release()}};
}

EdgeEnd::EdgeEnd(Endpoint link, const ChannelLimits& limits)
    : link_(std::move(link)), limits_(limits) {}

Result<Sent> EdgeEnd::begin(Begin& record) {
  if (numbers_.empty()) {
    return fail(Fault::busy, Blame::self,
                "channel: " + std::to_string(kStreamsMax) + " streams are open, as many as may be");
  }
  record.stream = numbers_.take();
  const auto sent = link_.send(record);
  if (!sent || *sent == Sent::full) {
    numbers_.give_back(record.stream);
    return sent;
  }
  CHECK(streams_.add(record.stream, {.body = SendWindow(limits_.body_window),
                                     .output = ReceiveWindow(limits_.output_window),
                                     .body_ended = !record.has_body}));
  return sent;
}

size_t EdgeEnd::body(StreamId number, std::string_view bytes) {
  Stream* stream = streams_.find(number);
  CHECK(stream != nullptr && !stream->body_ended && !stream->cancelled);
  size_t taken = 0;
  while (taken < bytes.size()) {
    const uint64_t wanted = std::min<uint64_t>(bytes.size() - taken, kChunkBytesMax);
    const uint64_t fits = std::min({wanted, stream->body.left(), link_.room(wanted)});
    if (fits < std::min(wanted, kChunkBytesMin)) {
      if (stream->body.left() > fits) link_.want_space();
      break;
    }
    const auto sent = link_.send(Body{number, bytes.substr(taken, fits)});
    if (!sent || *sent == Sent::full) break;
    stream->body.sent(fits);
    stream->sent += fits;
    taken += fits;
  }
  return taken;
}

void EdgeEnd::body_end(StreamId number, BodyEnding ending) {
  Stream* stream = streams_.find(number);
  CHECK(stream != nullptr && !stream->body_ended && !stream->cancelled);
  stream->body_ended = true;
  link_.send_control(BodyEnd{number, ending});
}

void EdgeEnd::cancel(StreamId number) {
  Stream* stream = streams_.find(number);
  CHECK(stream != nullptr && !stream->cancelled);
  stream->cancelled = true;
  link_.send_control(Cancel{number});
}

void EdgeEnd::released(StreamId number, uint64_t bytes) {
  Stream* stream = streams_.find(number);
  if (stream == nullptr) return;  // it finished while its last bytes were on their way
  stream->output.consumed(bytes);
  if (stream->grant_due || stream->output.owed() < limits_.output_window / 2) return;
  stream->grant_due = true;
  grants_due_.push_back(number);
}

void EdgeEnd::send_grants() {
  std::erase_if(grants_due_, [this](StreamId number) {
    Stream* stream = streams_.find(number);
    if (stream == nullptr || stream->cancelled) return true;
    if (!link_.taken(stream->grant_end)) return false;
    link_.send_control(Grant{number, static_cast<uint32_t>(stream->output.take_owed())});
    stream->grant_end = link_.position();
    stream->grant_due = false;
    return true;
  });
}

uint64_t EdgeEnd::body_sent(StreamId number) const {
  const Stream* stream = streams_.find(number);
  CHECK(stream != nullptr);
  return stream->sent;
}

uint64_t EdgeEnd::body_accounted(StreamId number) const {
  const Stream* stream = streams_.find(number);
  CHECK(stream != nullptr);
  return stream->accounted;
}

uint64_t EdgeEnd::body_window(StreamId number) const {
  const Stream* stream = streams_.find(number);
  CHECK(stream != nullptr);
  return stream->body.left();
}

const CellRecord* EdgeEnd::next() {
  while (const auto raw = link_.next()) {
    auto record = decode_from_cell(raw->frame, raw->payload, link_.scratch());
    if (!record) {
      link_.breaks(record.error().fault, record.error().detail);
      return nullptr;
    }
    record_ = *record;
    if (accept(record_)) return &record_;
  }
  return nullptr;
}

// Whether the record is given out. What the cell may not say breaks the channel.
bool EdgeEnd::accept(const CellRecord& record) {
  if (const auto* ready = std::get_if<Ready>(&record)) {
    if (ready_ || ready->version != kVersion) return refuse("ready, but not once and as version 1");
    ready_ = true;
    return true;
  }
  if (!ready_) return refuse("a record before ready");
  return std::visit([this](const auto& it) { return accept_one(it); }, record);
}

template <typename Record>
bool EdgeEnd::accept_one(const Record& record) {
  if constexpr (requires { record.stream; }) {
    Stream* stream = streams_.find(record.stream);
    if (stream == nullptr) {
      constexpr bool kAlsoOfNone =
          std::is_same_v<Record, LogCall> || std::is_same_v<Record, Failure>;
      return (kAlsoOfNone && record.stream == 0) || refuse("a record of a stream that is not open");
    }
    if constexpr (std::is_same_v<Record, Finished>) {
      streams_.remove(record.stream);
      numbers_.give_back(record.stream);
    } else if constexpr (requires { accept_of(record, *stream); }) {
      return !stream->cancelled && accept_of(record, *stream);
    }
  }
  return true;
}

bool EdgeEnd::accept_of(const Head& record, Stream& stream) {
  if (stream.answer > Answer::head) return refuse("a head after the head");
  stream.answer = record.more ? Answer::head : Answer::output;
  return true;
}

bool EdgeEnd::accept_of(const Output& record, Stream& stream) {
  if (stream.answer == Answer::head) return refuse("output in the midst of the head");
  if (stream.answer == Answer::ended) return refuse("output after its end");
  stream.answer = Answer::output;
  if (record.offset && (*record.offset < stream.accounted || *record.offset > stream.sent)) {
    return refuse("an offset that goes back, or beyond what was sent");
  }
  if (!stream.output.received(record.bytes.size())) return refuse("more output than was granted");
  if (record.offset && !record.held) stream.accounted = *record.offset;
  return true;
}

bool EdgeEnd::accept_of(const OutputEnd&, Stream& stream) {
  if (stream.answer == Answer::head) return refuse("the output's end in the midst of the head");
  if (stream.answer == Answer::ended) return refuse("a second end of the output");
  stream.answer = Answer::ended;
  return true;
}

bool EdgeEnd::accept_of(const Consumed& record, Stream& stream) {
  if (!stream.body.granted(record.bytes)) return refuse("more consumed than was sent");
  return true;
}

bool EdgeEnd::refuse(std::string_view why) {
  link_.breaks(Fault::malformed, why);
  return false;
}

Rest EdgeEnd::settle() {
  send_grants();
  return link_.settle();
}

}  // namespace inlay::channel
