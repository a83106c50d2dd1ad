// Everything that runs in one cell: the scripts of one site, and the streams that go through them.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/app.h"
#include "api/engine.h"
#include "base/clock.h"
#include "cell/call_stream.h"
#include "cell/outbox.h"
#include "cell/teller.h"
#include "channel/cell_end.h"
#include "channel/script_transfer.h"
#include "os/fd.h"

namespace inlay::cell {

// On the JavaScript thread of a confined process.
class Cell {
 public:
  // `control`: where the edge hands over channels; its end ends the cell. `confinement`: what is
  // told of it. All outlive the cell.
  Cell(Engine engine, const Clock& clock, int control, std::string confinement);
  ~Cell();

  // Until the edge has gone or says so. The exit code.
  int run();

  // From the watch's thread: what runs cannot be ended from inside.
  void ask_for_kill(Outcome why);

 private:
  struct Channel {
    explicit Channel(std::unique_ptr<channel::CellEnd> opened)
        : end(std::move(opened)), outbox(*end) {}
    std::unique_ptr<channel::CellEnd> end;
    Outbox outbox;
    std::map<channel::ScriptId, channel::ScriptAssembly> arriving;
    std::map<channel::StreamId, std::unique_ptr<CallStream>> calls;
  };

  bool take_channels();
  void receive(Channel& channel);
  void take(Channel& channel, const channel::EdgeRecord& record);
  void take_script(Channel& channel, channel::ScriptId id);
  void load(Channel& channel, channel::ReceivedScript script);
  void begin(Channel& channel, const channel::Begin& begin);
  void refuse(Channel& channel, channel::StreamId stream);
  void tell_states(Channel& channel);
  void advance(Channel& channel);
  void tick();
  Clock::Mono next_due() const;
  bool drop_broken();

  Engine engine_;
  const Clock& clock_;
  int control_;
  std::string confinement_;
  channel::Workspace workspace_;
  struct Loaded {
    uint32_t log_bytes;
    std::unique_ptr<Teller> teller;  // of what is said while it is loaded
    std::unique_ptr<App> app;
  };
  std::map<channel::ScriptId, Loaded> apps_;
  std::map<channel::ScriptId, Channel*> to_tell_;  // who waits to hear how loading went
  std::vector<std::unique_ptr<Channel>> channels_;
  std::atomic<channel::CellEnd*> current_{nullptr};  // whose stream runs
  bool shutting_down_ = false;
};

}  // namespace inlay::cell
