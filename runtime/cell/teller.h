// Puts what a script says on one stream into records.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "api/task.h"
#include "cell/outbox.h"
#include "channel/records.h"

namespace inlay::cell {

class Teller final : public TaskListener {
 public:
  // `stream` 0: the script is being loaded. `log_bytes`: of all calls of console together.
  Teller(Outbox& outbox, channel::StreamId stream, channel::ScriptId script, uint32_t log_bytes)
      : outbox_(&outbox), stream_(stream), script_(script), log_left_(log_bytes) {}

  // Its channel has gone: nobody hears it any more.
  void leave() { outbox_ = nullptr; }
  const Outbox* outbox() const { return outbox_; }

  void logged(std::string_view level, std::span<const std::string> texts) override;
  void failed(Outcome outcome, const ScriptError& error, bool unhandled) override;

 private:
  Outbox* outbox_;
  channel::StreamId stream_;
  channel::ScriptId script_;
  uint32_t log_left_;
};

// An error in the bounds of records; borrows from both. `stack`: room for a place.
channel::ErrorText text_of(const ScriptError& error, std::string& stack);

}  // namespace inlay::cell
