#include "isolate/native_object.h"

#include <v8-weak-callback-info.h>

#include "isolate/v8_differences.h"

namespace inlay {

ObjectMaker::ObjectMaker(v8::Isolate* isolate, v8::Local<v8::Object> pattern)
    : pattern_(isolate, pattern) {
  set_native(pattern, nullptr);
}

v8::Local<v8::Object> ObjectMaker::fresh(v8::Isolate* isolate, void* native) const {
  v8::Local<v8::Object> object = cloned(isolate, pattern_.Get(isolate));
  set_native(object, native);
  return object;
}

OwnedNatives::~OwnedNatives() {
  while (first_ != nullptr) remove(first_);
}

void OwnedNatives::add(v8::Isolate* isolate, v8::Local<v8::Object> object, void* native,
                       void (*destroy)(void*)) {
  set_native(object, native);
  auto* one = new Owned{this, {isolate, object}, native, destroy};
  one->next = first_;
  if (first_ != nullptr) first_->before = one;
  first_ = one;
  count_++;
  one->object.SetWeak(
      one,
      [](const v8::WeakCallbackInfo<Owned>& info) {
        info.GetParameter()->owner->remove(info.GetParameter());
      },
      v8::WeakCallbackType::kParameter);
}

void OwnedNatives::remove(Owned* one) {
  (one->before == nullptr ? first_ : one->before->next) = one->next;
  if (one->next != nullptr) one->next->before = one->before;
  count_--;
  one->object.Reset();
  one->destroy(one->native);
  delete one;
}

}  // namespace inlay
