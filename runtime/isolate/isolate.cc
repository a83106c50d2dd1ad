#include "isolate/isolate.h"

#include <libplatform/libplatform.h>
#include <malloc.h>
#include <v8-statistics.h>

#include <utility>

#include "base/check.h"
#include "isolate/buffer_allocator.h"
#include "isolate/js_class.h"
#include "isolate/lockdown.h"
#include "isolate/native_object.h"
#include "isolate/platform.h"
#include "isolate/rejections.h"
#include "isolate/snapshot.h"
#include "isolate/v8_differences.h"

namespace inlay {
namespace {

void on_fatal(const char*, const char* message) { park_after_fatal(message); }

// V8 puts these back into every context it takes from a snapshot.
void remove_shared_memory(v8::Local<v8::Context> context, v8::Isolate* isolate) {
  for (const std::string_view name : {"SharedArrayBuffer", "Atomics", "WebAssembly"}) {
    CHECK(context->Global()->Delete(context, js_literal(isolate, name)).FromMaybe(false));
  }
}

}  // namespace

Isolate::Isolate(Platform& platform, const Snapshot& snapshot, CpuWatch& watch,
                 const IsolateLimits& limits)
    : platform_(platform),
      snapshot_(snapshot),
      watch_(watch),
      limits_(limits),
      buffers_(std::make_unique<BufferAllocator>(limits.external_max,
                                                 [this] { terminate_for_memory(); })) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = buffers_.get();
  params.snapshot_blob = snapshot.blob();
  params.external_references = snapshot.references();
  params.allow_atomics_wait = false;
  params.constraints.set_max_old_generation_size_in_bytes(limits.heap_max.count());
  isolate_ = v8::Isolate::New(params);
  isolate_->SetData(0, this);
  isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate_->SetOOMErrorHandler(on_out_of_memory);
  isolate_->SetFatalErrorHandler(on_fatal);
  isolate_->AddNearHeapLimitCallback(near_heap_limit, this);
  isolate_->SetCaptureStackTraceForUncaughtExceptions(true, kErrorFramesMax);
  rejections_ = std::make_unique<Rejections>(isolate_);
  natives_ = std::make_unique<OwnedNatives>();

  const v8::Isolate::Scope in_isolate(isolate_);
  const v8::HandleScope handles(isolate_);
  v8::Local<v8::Context> context;
  CHECK(v8::Context::FromSnapshot(isolate_, 0).ToLocal(&context));
  context->AllowCodeGenerationFromStrings(false);
  context->SetErrorMessageForCodeGenerationFromStrings(js_literal(isolate_, kNoCodeFromStrings));
  {
    const v8::Context::Scope in_context(context);
    remove_shared_memory(context, isolate_);
  }
  context_.Reset(isolate_, context);
  for (size_t i = 0; i < snapshot.surface().classes.size(); i++) {
    v8::Local<v8::FunctionTemplate> of_class;
    CHECK(isolate_->GetDataFromSnapshotOnce<v8::FunctionTemplate>(i).ToLocal(&of_class));
    templates_.emplace_back(isolate_, of_class);
  }
}

Isolate::~Isolate() {
  natives_.reset();
  rejections_.reset();
  templates_.clear();
  context_.Reset();
  v8::platform::NotifyIsolateShutdown(&platform_.tasks(), isolate_);
  isolate_->Dispose();
}

TurnEnd Isolate::tidy(Budget& budget) {
  Turn turn = enter(budget);
  while (!turn.terminating() && v8::platform::PumpMessageLoop(&platform_.tasks(), isolate_)) {
  }
  return turn.leave();
}

void Isolate::shrink() {
  const v8::Isolate::Scope in_isolate(isolate_);
  isolate_->MemoryPressureNotification(v8::MemoryPressureLevel::kCritical);
}

Bytes Isolate::memory_used() {
  const v8::Isolate::Scope in_isolate(isolate_);
  v8::HeapStatistics statistics;
  isolate_->GetHeapStatistics(&statistics);
  return Bytes(statistics.used_heap_size() + buffers_->used());
}

v8::Local<v8::FunctionTemplate> Isolate::class_template(const ClassTable& table) {
  const auto& classes = snapshot_.surface().classes;
  for (size_t i = 0; i < classes.size(); i++) {
    if (classes[i] == &table) return templates_[i].Get(isolate_);
  }
  CHECK(false);  // no class of the surface
  return {};
}

v8::Local<v8::Value> Isolate::prelude() { return context()->GetEmbedderData(kPreludeData); }

void Isolate::trim_process_memory() { malloc_trim(0); }

size_t Isolate::near_heap_limit(void* data, size_t current, size_t) {
  auto* self = static_cast<Isolate*>(data);
  // Only once in a turn: what takes the spare as well ignores its termination, and V8 gives up.
  if (self->spare_given_) return current;
  self->spare_given_ = true;
  self->terminate_for_memory();
  return current + self->limits_.heap_spare.count();
}

void Isolate::terminate_for_memory() {
  over_heap_ = true;
  isolate_->TerminateExecution();
}

// After a termination for memory: the bound holds again for what is left after a collection.
void Isolate::restore_heap_limit() {
  over_heap_ = false;
  spare_given_ = false;
  worn_ = true;
  isolate_->LowMemoryNotification();
  isolate_->RemoveNearHeapLimitCallback(near_heap_limit, limits_.heap_max.count());
  isolate_->AddNearHeapLimitCallback(near_heap_limit, this);
}

}  // namespace inlay
