#include "isolate/rejections.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-message.h>

#include <algorithm>
#include <utility>

#include "isolate/isolate.h"

namespace inlay {

Rejections::Rejections(v8::Isolate* isolate) : isolate_(isolate) {
  isolate->SetPromiseRejectCallback(on_reject);
  isolate->AddMessageListener(on_uncaught);
}

void Rejections::on_reject(v8::PromiseRejectMessage message) {
  v8::Local<v8::Promise> promise = message.GetPromise();
  v8::Isolate* isolate = promise->GetIsolate();
  Rejections& self = Isolate::from(isolate).rejections();
  switch (message.GetEvent()) {
    case v8::kPromiseRejectWithNoHandler:
      if (self.rejected_.size() < kHeldMax) {
        self.rejected_.push_back(
            {{isolate, promise}, v8::Global<v8::Value>(isolate, message.GetValue())});
      }
      break;
    case v8::kPromiseHandlerAddedAfterReject:
      self.drop(promise);
      break;
    case v8::kPromiseRejectAfterResolved:
    case v8::kPromiseResolveAfterResolved:
      break;
  }
}

// Only for what no TryCatch of ours saw: functions given to queueMicrotask, finalizers.
void Rejections::on_uncaught(v8::Local<v8::Message> message, v8::Local<v8::Value>) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  Rejections& self = Isolate::from(isolate).rejections();
  if (self.uncaught_.size() >= kToldMax) return;
  self.uncaught_.push_back(describe_thrown(isolate, v8::Local<v8::Value>(), message));
}

void Rejections::drop(v8::Local<v8::Promise> promise) {
  const auto found = std::find_if(rejected_.begin(), rejected_.end(),
                                  [&](const Rejected& one) { return one.promise == promise; });
  if (found != rejected_.end()) rejected_.erase(found);
}

std::vector<ScriptError> Rejections::take() {
  std::vector<ScriptError> told = std::exchange(uncaught_, {});
  for (const Rejected& one : std::exchange(rejected_, {})) {
    if (told.size() == kToldMax) break;
    v8::Local<v8::Value> reason = one.reason.Get(isolate_);
    told.push_back(
        describe_thrown(isolate_, reason, v8::Exception::CreateMessage(isolate_, reason)));
  }
  return told;
}

void Rejections::forget() {
  rejected_.clear();
  uncaught_.clear();
}

}  // namespace inlay
