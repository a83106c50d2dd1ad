#include "cell/call_stream.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace inlay::cell {
CallStream::CallStream(std::shared_ptr<App> app, channel::ScriptId script, uint32_t log_bytes,
                       Outbox& outbox, const channel::Begin& begin)
    : app_(std::move(app)),
      stream_(begin.stream),
      script_(script),
      outbox_(outbox),
      teller_(outbox, begin.stream, script, log_bytes),
      call_(*app_, teller_, std::string(begin.url), begin.has_body,
            [this](size_t bytes) { outbox_.end().consumed(stream_, bytes); }) {}

void CallStream::bring(std::string_view bytes) {
  if (called_ || call_.task().failed()) return outbox_.end().consumed(stream_, bytes.size());
  call_.bring(bytes);
}

void CallStream::end_of_input(bool whole) {
  if (!called_ && !call_.task().failed()) call_.end_of_input(whole);
}

bool CallStream::advance(Clock::Mono now, bool&) {
  if (!called_ && !cancelled_ && !call_.advance(now)) return false;
  called_ = true;
  return send_result() && outbox_.pump() && send_end();
}

// True: all of it has left.
bool CallStream::send_result() {
  if (cancelled_ || call_.task().failed() || output_ended_) return true;
  const std::string& result = call_.result();
  while (sent_ < result.size()) {
    const uint64_t room = outbox_.end().output_window(stream_);
    const size_t size = std::min<uint64_t>({result.size() - sent_, room, channel::kChunkBytesMax});
    if (size == 0) return false;
    const std::string_view bytes = std::string_view(result).substr(sent_, size);
    if (!is_sent(outbox_.end().send(channel::Output{.stream = stream_, .bytes = bytes}))) {
      return false;
    }
    sent_ += size;
  }
  output_ended_ = is_sent(outbox_.end().send(
      channel::OutputEnd{.stream = stream_, .ending = channel::BodyEnding::whole}));
  return output_ended_;
}

bool CallStream::send_end() {
  const auto cpu = std::chrono::duration_cast<std::chrono::microseconds>(call_.task().cpu());
  const std::array results{
      channel::ScriptResult{.script = script_,
                            .outcome = call_.task().outcome(),
                            .cpu_us = static_cast<uint64_t>(cpu.count()),
                            .heap_bytes = app_->isolate().memory_used().count()}};
  return is_sent(outbox_.end().send(channel::Finished{.stream = stream_, .results = results}));
}

}  // namespace inlay::cell
