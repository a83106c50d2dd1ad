// A page on its way through the scripts of a site, in the order of their installs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/app.h"
#include "api/page_script.h"
#include "cell/outbox.h"
#include "cell/page_sender.h"
#include "cell/stream.h"
#include "cell/teller.h"
#include "channel/records.h"
#include "os/fiber_stacks.h"

namespace inlay::cell {

// What of a script a page stream needs.
struct ChainScript {
  channel::ScriptId script = 0;
  std::shared_ptr<App> app;
  channel::ScriptLimits limits;
};

class PageStream final : public Stream {
 public:
  // `chain`: one at least. `outbox` and `stacks` outlive it.
  PageStream(const std::vector<ChainScript>& chain, Outbox& outbox, FiberStacks& stacks,
             const channel::Begin& begin);

  void request(const channel::RequestFields& record) override;
  void response(const channel::ResponseFields& record) override;
  void bring(std::string_view bytes) override;
  void end_of_input(bool whole) override;
  void cancel() override;
  bool advance(Clock::Mono now, bool& moved) override;
  Clock::Mono next_due() const override;

 private:
  struct Stage {
    channel::ScriptId script;
    PageScriptSettings settings;
    std::unique_ptr<Teller> teller;
    std::unique_ptr<PageScript> part;
  };

  PageScript& first() { return *stages_.front().part; }
  void push_input();
  bool advance_stages(Clock::Mono now);
  bool is_idle() const;
  bool send_matches();
  bool send_finished();

  const channel::StreamId stream_;
  const bool trace_;
  Outbox& outbox_;
  PageRequestFacts request_;
  PageHead origins_;
  bool has_head_ = false;  // all of it
  PageSender sender_;
  std::vector<Stage> stages_;
  std::string waiting_;  // of the page: received, not consumed
  bool input_ended_ = false;
  bool input_whole_ = true;
  bool told_end_ = false;
  bool cancelled_ = false;
  size_t stages_traced_ = 0;
};

}  // namespace inlay::cell
