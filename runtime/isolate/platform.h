// V8 itself, started once per process with fixed flags. Everything here and in api/ needs it.
#pragma once

#include <v8-platform.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace inlay {

// Which kind of engine the process runs; flags and confinement are per process, so is this.
enum class EngineClass : uint8_t {
  interpreted,  // --jitless: the process never needs executable memory of its own. The default
  compiled,     // with the JIT; for sites whose operator allows it
};

// The flags of a class, as V8 reads them. A snapshot is only valid under those it was made with.
std::string_view engine_flags(EngineClass engine);

// What V8 calls before it would abort (out of memory, a broken invariant), on the JavaScript
// thread, with a few words that V8 gives. The thread is parked for good afterwards: it may hold
// V8's locks, so whoever is told can only end the process.
using FatalHook = void (*)(const char* what) noexcept;

// One per process, before the first isolate, destroyed after the last; a second one is our bug.
// V8 cannot be started again after it. Draws entropy with getrandom(2) from the start, so that no
// isolate opens /dev/urandom once the process is confined. Makes no thread.
class Platform {
 public:
  // `hook` may be null: then the thread just parks.
  explicit Platform(EngineClass engine = EngineClass::interpreted, FatalHook hook = nullptr);
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;
  ~Platform();

  // Reads what ICU and the time zone want from files, before confinement takes files away. Some
  // milliseconds, once.
  void warm_up();

  EngineClass engine() const { return engine_; }
  v8::Platform& tasks() { return *platform_; }

 private:
  EngineClass engine_;
  std::unique_ptr<v8::Platform> platform_;
};

// "10.2.154.26-node.38" and the like: of the library that runs.
std::string_view engine_version();

// Tells the hook and parks the calling thread for good.
[[noreturn]] void park_after_fatal(const char* what) noexcept;

}  // namespace inlay
