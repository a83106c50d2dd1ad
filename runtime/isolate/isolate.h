// One JavaScript world: V8's isolate with one context, made from a snapshot, with its limits. One
// per install, so nothing is shared between installs.
#pragma once

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>

#include <memory>
#include <vector>

#include "isolate/isolate_limits.h"
#include "isolate/turn.h"

namespace inlay {

class BufferAllocator;
class CpuWatch;
class ModuleGraph;
class OwnedNatives;
class Platform;
class Rejections;
class Snapshot;
struct ClassTable;

// All on the thread that `watch` watches. `platform`, `snapshot` and `watch` outlive it.
// `eval`, `new Function` and their kin throw an EvalError that names the rule; WebAssembly,
// SharedArrayBuffer and Atomics are absent.
class Isolate {
 public:
  Isolate(Platform& platform, const Snapshot& snapshot, CpuWatch& watch,
          const IsolateLimits& limits);
  Isolate(const Isolate&) = delete;
  Isolate& operator=(const Isolate&) = delete;
  ~Isolate();  // some 0.2 ms; natives that scripts own die first

  // The one door into JavaScript. One turn at a time over all isolates of the thread; inside it,
  // calls from native code into scripts and back need nothing more.
  [[nodiscard]] Turn enter(Budget& budget) { return Turn(*this, budget); }

  // For what V8 put off (finishing a collection, cleaning registries). When there is nothing else
  // to do; scripts' finalizers may run.
  TurnEnd tidy(Budget& budget);
  // Collects all that can be. Some milliseconds.
  void shrink();

  // Heap and ArrayBuffers, in bytes, as they are now.
  Bytes memory_used();

  // Used up by a termination for memory or by one that was long ignored: still works, but whoever
  // owns it does well to make another.
  bool worn() const { return worn_; }

  const IsolateLimits& limits() const { return limits_; }
  v8::Isolate* v8() { return isolate_; }
  v8::Local<v8::Context> context() { return context_.Get(isolate_); }
  // What the surface's prelude gave when the snapshot was made: the object by which native code
  // calls the runtime's own JavaScript. Scripts cannot reach it.
  v8::Local<v8::Value> prelude();
  OwnedNatives& natives() { return *natives_; }
  Rejections& rejections() { return *rejections_; }

  // The template of a class of the snapshot's surface.
  v8::Local<v8::FunctionTemplate> class_template(const ClassTable& table);

  static Isolate& from(v8::Isolate* isolate) { return *static_cast<Isolate*>(isolate->GetData(0)); }

  // Gives what malloc holds free back to the kernel; after isolates died, when idle.
  static void trim_process_memory();

 private:
  friend class BufferAllocator;
  friend class ModuleGraph;
  friend class Turn;

  static size_t near_heap_limit(void* isolate, size_t current, size_t initial);
  void terminate_for_memory();
  void restore_heap_limit();

  Platform& platform_;
  const Snapshot& snapshot_;
  CpuWatch& watch_;
  const IsolateLimits limits_;
  std::unique_ptr<BufferAllocator> buffers_;
  v8::Isolate* isolate_ = nullptr;
  v8::Global<v8::Context> context_;
  std::vector<v8::Global<v8::FunctionTemplate>> templates_;
  std::unique_ptr<Rejections> rejections_;
  std::unique_ptr<OwnedNatives> natives_;
  ModuleGraph* modules_ = nullptr;  // the app's, while it lives
  bool over_heap_ = false;
  bool spare_given_ = false;
  bool worn_ = false;
};

}  // namespace inlay
