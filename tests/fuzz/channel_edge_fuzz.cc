// An edge's end over memory that a cell writes as it likes: the input is a script of writes to the
// shared memory, of whole records, and of turns of the edge. Whatever it does, the edge's turns
// end, what it is told holds to what it sent, and after the first unsound thing nothing comes any
// more.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/check.h"
#include "channel/edge_end.h"

namespace {

using namespace inlay;
using namespace inlay::channel;

// Numbers out of the input; zeros when it is used up.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : left_(reinterpret_cast<const char*>(data), size) {}
  bool at_end() const { return left_.empty(); }
  template <typename Number>
  Number take() {
    Number number = 0;
    const size_t bytes = std::min(sizeof(number), left_.size());
    std::memcpy(&number, left_.data(), bytes);
    left_.remove_prefix(bytes);
    return number;
  }
  std::string_view bytes(size_t most) {
    const std::string_view taken = left_.substr(0, most);
    left_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view left_;
};

class Edge {
 public:
  explicit Edge(SharedPage*& page, char*& ring, uint64_t& ring_bytes) {
    auto made = EdgeEnd::make({.ring_bytes = kRingBytesMin}, "site", *workspace());
    CHECK(made);
    end_ = std::move(made->end);
    memory_ = std::make_unique<SharedMemory>(*SharedMemory::open(made->cell.memory));
    bell_ = std::make_unique<Doorbell>(std::move(made->cell.doorbell));
    page = &memory_->page();
    ring = memory_->ring_to_edge();
    ring_bytes = memory_->ring_bytes();
  }

  void begin() {
    Begin begin{.has_body = true};
    const auto sent = end_->begin(begin);
    if (sent && *sent == Sent::yes) streams_[begin.stream] = {};
  }
  void body(size_t bytes) {
    static const std::string kPage(1 << 20, 'p');
    if (streams_.empty()) return;
    const StreamId stream = streams_.begin()->first;
    const size_t taken = end_->body(stream, std::string_view(kPage).substr(0, bytes));
    CHECK(taken <= bytes);
    streams_[stream].sent += taken;
    CHECK(end_->body_sent(stream) == streams_[stream].sent);
  }
  void cancel() {
    if (streams_.empty()) return;
    end_->cancel(streams_.rbegin()->first);
    cancelled_.insert(*streams_.rbegin());
    streams_.erase(std::prev(streams_.end()));
  }
  void release() {
    for (auto& [stream, state] : streams_) {
      end_->released(stream, state.in_hand);
      state.in_hand = 0;
    }
  }
  void ring() { bell_->ring(); }

  void turn() {
    const bool was_broken = end_->broken() != nullptr;
    end_->woken();
    uint64_t records = 0;
    while (const CellRecord* record = end_->next()) {
      CHECK(!was_broken);
      // A turn takes what the ring held at its start, and each record has a frame.
      CHECK(++records <= 2 * kRingBytesMin / kFrameBytes);
      std::visit([this](const auto& it) { told(it); }, *record);
    }
    CHECK(end_->next() == nullptr);
    const Rest rest = end_->settle();
    CHECK(end_->broken() == nullptr || rest == Rest::sleep);
    end_->running();
    if (const auto why = end_->kill_wanted()) CHECK(!outcome_name(*why).empty());
  }

 private:
  struct Stream {
    uint64_t sent = 0;
    uint64_t accounted = 0;
    uint64_t in_hand = 0;
  };

  static Workspace* workspace() {
    static Workspace workspace;
    return &workspace;
  }

  template <typename Record>
  void told(const Record&) {}
  void told(const Output& output) {
    CHECK(streams_.contains(output.stream));
    Stream& stream = streams_[output.stream];
    stream.in_hand += output.bytes.size();
    CHECK(stream.in_hand <= ChannelLimits{}.output_window);
    if (!output.offset) return;
    CHECK(*output.offset >= stream.accounted && *output.offset <= stream.sent);
    if (!output.held) stream.accounted = *output.offset;
    CHECK(end_->body_accounted(output.stream) == stream.accounted);
  }
  void told(const Finished& finished) {
    CHECK(streams_.erase(finished.stream) + cancelled_.erase(finished.stream) == 1);
    CHECK(end_->streams() == streams_.size() + cancelled_.size());
  }

  std::unique_ptr<EdgeEnd> end_;
  std::unique_ptr<SharedMemory> memory_;
  std::unique_ptr<Doorbell> bell_;
  std::map<StreamId, Stream> streams_;
  std::map<StreamId, Stream> cancelled_;
};

// What a cell may overwrite beside the rings.
void write_page(SharedPage& page, Input& script) {
  const auto which = script.take<uint8_t>();
  const auto value = script.take<uint64_t>();
  switch (which % 7) {
    case 0:
      page.cell.written = value;
      break;
    case 1:
      page.cell.read = value;
      break;
    case 2:
      page.cell.wants = static_cast<uint32_t>(value);
      break;
    case 3:
      page.edge.written = value;
      page.edge.read = value;
      break;
    case 4:
      page.edge.wants = static_cast<uint32_t>(value);
      break;
    case 5:
      page.running = value;
      break;
    default:
      page.kill_wanted = static_cast<uint32_t>(value);
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input script(data, size);
  SharedPage* page = nullptr;
  char* ring = nullptr;
  uint64_t ring_bytes = 0;
  Edge edge(page, ring, ring_bytes);
  uint64_t at = 0;  // where an honest cell would write next
  const auto put = [&](std::string_view bytes) {
    for (const char byte : bytes) ring[at++ % ring_bytes] = byte;
  };
  while (!script.at_end()) {
    switch (script.take<uint8_t>() % 10) {
      case 0:
        write_page(*page, script);
        break;
      case 1: {  // bytes anywhere
        const auto place = script.take<uint32_t>();
        const std::string_view bytes = script.bytes(script.take<uint8_t>());
        for (size_t i = 0; i < bytes.size(); ++i) ring[(place + i) % ring_bytes] = bytes[i];
        break;
      }
      case 2:
      case 3: {  // a record, perhaps repeated bytes of a large one
        Frame frame;
        frame.type = script.take<uint8_t>();
        frame.subject = script.take<uint16_t>();
        const auto padding = script.take<uint8_t>() * 256U;
        const std::string_view bytes = script.bytes(script.take<uint8_t>());
        frame.payload_bytes = static_cast<uint32_t>(bytes.size() + padding);
        if (at + kFrameBytes + frame.payload_bytes > page->edge.read + ring_bytes) break;
        put({reinterpret_cast<const char*>(&frame), kFrameBytes});
        put(bytes);
        put(std::string(padding, '.'));
        page->cell.written = at;
        break;
      }
      case 4:  // reads all there is, as an honest cell would
        page->cell.read.store(page->edge.written);
        break;
      case 5:
        edge.begin();
        break;
      case 6:
        edge.body(script.take<uint32_t>() % (1 << 20));
        break;
      case 7:
        edge.cancel();
        break;
      case 8:
        edge.release();
        edge.ring();
        break;
      default:
        edge.turn();
        break;
    }
  }
  edge.turn();
  return 0;
}
