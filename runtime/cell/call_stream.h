// A stream that calls a module and answers with its result.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "api/app.h"
#include "api/module_call.h"
#include "base/clock.h"
#include "cell/outbox.h"
#include "cell/stream.h"
#include "cell/teller.h"
#include "channel/records.h"

namespace inlay::cell {

class CallStream final : public Stream {
 public:
  CallStream(std::shared_ptr<App> app, channel::ScriptId script, uint32_t log_bytes, Outbox& outbox,
             const channel::Begin& begin);

  void bring(std::string_view bytes) override;
  void end_of_input(bool whole) override;
  void cancel() override { cancelled_ = true; }
  bool advance(Clock::Mono now, bool& moved) override;
  Clock::Mono next_due() const override { return called_ ? Clock::Mono::max() : call_.next_due(); }

 private:
  bool send_result();
  bool send_end();

  const std::shared_ptr<App> app_;
  const channel::StreamId stream_;
  const channel::ScriptId script_;
  Outbox& outbox_;
  Teller teller_;
  ModuleCall call_;
  bool cancelled_ = false;
  bool called_ = false;  // the call is over
  size_t sent_ = 0;
  bool output_ended_ = false;
};

}  // namespace inlay::cell
