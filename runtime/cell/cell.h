// Everything that runs in one cell: the scripts of one site, and the streams that go through them.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/app.h"
#include "api/engine.h"
#include "base/clock.h"
#include "cell/outbox.h"
#include "cell/stream.h"
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
  // Waits for something to do, `at_most` so long (none: for ever), and does it. False: that was
  // all.
  bool step(std::optional<std::chrono::nanoseconds> at_most);

  // From the watch's thread: what runs cannot be ended from inside.
  void ask_for_kill(Outcome why);

 private:
  struct Channel {
    explicit Channel(std::unique_ptr<channel::CellEnd> opened)
        : end(std::move(opened)), outbox(*end) {}
    std::unique_ptr<channel::CellEnd> end;
    Outbox outbox;
    std::map<channel::ScriptId, channel::ScriptAssembly> arriving;
    std::map<channel::StreamId, std::unique_ptr<Stream>> streams;
  };

  bool take_channels();
  void receive(Channel& channel);
  void take(Channel& channel, const channel::EdgeRecord& record);
  void take_script(Channel& channel, channel::ScriptId id);
  void keep(Channel& channel, channel::ReceivedScript script);
  void load(Channel& channel, channel::ScriptId id);
  std::shared_ptr<App> app(Channel& channel, channel::ScriptId id);
  void begin(Channel& channel, const channel::Begin& begin);
  std::unique_ptr<Stream> stream_of(Channel& channel, const channel::Begin& begin);
  void refuse(Channel& channel, channel::StreamId stream);
  void tell_states(Channel& channel);
  bool advance(Channel& channel);
  void tick();
  template <typename Each>
  void each_app(Each&& each) const;
  Clock::Mono next_due() const;
  bool drop_broken();

  Engine engine_;
  const Clock& clock_;
  int control_;
  std::string confinement_;
  channel::Workspace workspace_;
  // A script in its isolate, with who hears what it says while it is loaded.
  struct Loaded {
    Loaded(const Engine& engine, const Clock& clock, std::shared_ptr<const AppScript> script,
           Teller told)
        : teller(std::move(told)), app(engine, clock, std::move(script)) {}
    Teller teller;
    App app;
  };
  struct Script {
    channel::ScriptLimits limits;
    std::shared_ptr<const AppScript> script;
    std::shared_ptr<Loaded> loaded;
  };
  std::string site_;
  std::map<channel::ScriptId, Script> scripts_;
  std::vector<std::weak_ptr<Loaded>> replaced_;    // that streams still go through
  std::map<channel::ScriptId, Channel*> to_tell_;  // who waits to hear how loading went
  std::vector<std::unique_ptr<Channel>> channels_;
  std::atomic<channel::CellEnd*> current_{nullptr};  // whose stream runs
  bool moved_ = false;                               // there may be more to do at once
  bool shutting_down_ = false;
};

}  // namespace inlay::cell
