#include "channel/cell_end.h"

#include <type_traits>
#include <utility>

namespace inlay::channel {

Result<std::unique_ptr<CellEnd>> CellEnd::open(ChannelFds fds, Workspace& workspace) {
  auto memory = SharedMemory::open(fds.memory);
  if (!memory) return fail(memory.error());
  return std::unique_ptr<CellEnd>(new CellEnd(
      Endpoint(std::move(*memory), Doorbell(std::move(fds.doorbell)), Sender::cell, workspace)));
}

CellEnd::CellEnd(Endpoint link) : link_(std::move(link)) {}

const EdgeRecord* CellEnd::next() {
  while (const auto raw = link_.next()) {
    auto record = decode_from_edge(raw->frame, raw->payload, link_.scratch());
    if (!record) {
      link_.breaks(record.error().fault, record.error().detail);
      return nullptr;
    }
    record_ = *record;
    if (accept(record_)) return &record_;
  }
  return nullptr;
}

bool CellEnd::accept(const EdgeRecord& record) {
  if (const auto* hello = std::get_if<Hello>(&record)) {
    if (body_window_ != 0 || hello->version != kVersion) {
      return refuse("hello, but not once and as version 1");
    }
    body_window_ = hello->body_window;
    output_window_ = hello->output_window;
    return true;
  }
  if (body_window_ == 0) return refuse("a record before hello");
  if (const auto* begin = std::get_if<Begin>(&record)) {
    const bool added = streams_.add(begin->stream, {.body = ReceiveWindow(body_window_),
                                                    .output = SendWindow(output_window_),
                                                    .body_ended = !begin->has_body});
    return added || refuse("a stream begins twice");
  }
  return std::visit([this](const auto& it) { return accept_one(it); }, record);
}

template <typename Record>
bool CellEnd::accept_one(const Record& record) {
  if constexpr (requires { record.stream; }) {
    // What the edge sent before it saw the stream finished.
    Stream* stream = streams_.find(record.stream);
    if (stream == nullptr) return false;
    if constexpr (requires { accept_of(record, *stream); }) return accept_of(record, *stream);
  }
  return true;
}

bool CellEnd::accept_of(const Body& record, Stream& stream) {
  if (stream.body_ended) return refuse("body after its end");
  if (!stream.body.received(record.bytes.size())) return refuse("more body than was granted");
  return true;
}

bool CellEnd::accept_of(const BodyEnd&, Stream& stream) {
  if (stream.body_ended) return refuse("a second end of the body");
  stream.body_ended = true;
  return true;
}

bool CellEnd::accept_of(const Grant& record, Stream& stream) {
  if (!stream.output.granted(record.bytes)) return refuse("more granted than was sent");
  return true;
}

bool CellEnd::refuse(std::string_view why) {
  link_.breaks(Fault::malformed, why);
  return false;
}

void CellEnd::consumed(StreamId number, uint64_t bytes) {
  Stream* stream = streams_.find(number);
  if (stream == nullptr) return;
  stream->body.consumed(bytes);
  if (stream->consumed_due || stream->body.owed() < body_window_ / 2) return;
  stream->consumed_due = true;
  consumed_due_.push_back(number);
}

void CellEnd::send_consumed() {
  std::erase_if(consumed_due_, [this](StreamId number) {
    Stream* stream = streams_.find(number);
    if (stream == nullptr) return true;
    if (!link_.taken(stream->consumed_end)) return false;
    link_.send_control(Consumed{number, static_cast<uint32_t>(stream->body.take_owed())});
    stream->consumed_end = link_.position();
    stream->consumed_due = false;
    return true;
  });
}

Result<Sent> CellEnd::send(const Output& record) {
  Stream* stream = streams_.find(record.stream);
  CHECK(stream != nullptr);
  if (record.bytes.size() > stream->output.left()) return Sent::full;
  const auto sent = link_.send(record);
  if (sent && *sent == Sent::yes) stream->output.sent(record.bytes.size());
  return sent;
}

Result<Sent> CellEnd::send(const Finished& record) {
  CHECK(streams_.find(record.stream) != nullptr);
  const auto sent = link_.send(record);
  if (sent && *sent == Sent::yes) streams_.remove(record.stream);
  return sent;
}

uint64_t CellEnd::output_window(StreamId number) const {
  const Stream* stream = streams_.find(number);
  CHECK(stream != nullptr);
  return stream->output.left();
}

void CellEnd::flush() {
  send_consumed();
  link_.flush();
}

Rest CellEnd::settle() {
  send_consumed();
  return link_.settle();
}

}  // namespace inlay::channel
