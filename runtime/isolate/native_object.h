// JavaScript objects that stand for native ones. The native may die first: its pointer is cleared,
// and every later use throws a TypeError that names the method and the rule.
#pragma once

#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <cstddef>
#include <memory>

#include "base/check.h"

namespace inlay {

// Of an object made from a ClassTable's template. Natives are at least 2-byte aligned.
inline constexpr int kNativeField = 0;
inline constexpr int kNativeFields = 1;

template <typename T>
T* native_of(v8::Local<v8::Object> object) {
  return static_cast<T*>(object->GetAlignedPointerFromInternalField(kNativeField));
}
inline void set_native(v8::Local<v8::Object> object, void* native) {
  object->SetAlignedPointerInInternalField(kNativeField, native);
}

// Ties an object to a native for one call: cleared at the end of the scope.
class NativeScope {
 public:
  NativeScope(v8::Local<v8::Object> object, void* native) : object_(object) {
    set_native(object, native);
  }
  NativeScope(const NativeScope&) = delete;
  NativeScope& operator=(const NativeScope&) = delete;
  ~NativeScope() { set_native(object_, nullptr); }

 private:
  v8::Local<v8::Object> object_;
};

// Makes objects of one class by copying a pattern, which costs less than asking the template.
// fresh(): an object of its own each time, so that what a script keeps never comes to mean another
// native. Lives as long as its isolate at most.
class ObjectMaker {
 public:
  ObjectMaker(v8::Isolate* isolate, v8::Local<v8::Object> pattern);
  v8::Local<v8::Object> fresh(v8::Isolate* isolate, void* native) const;

 private:
  v8::Global<v8::Object> pattern_;
};

// Natives that scripts own, made by constructors: each dies when the collector finds its object
// dead, and at the latest with this, which dies before V8's isolate. Destructors of such natives
// must not call V8.
class OwnedNatives {
 public:
  OwnedNatives() = default;
  OwnedNatives(const OwnedNatives&) = delete;
  OwnedNatives& operator=(const OwnedNatives&) = delete;
  ~OwnedNatives();

  template <typename T>
  void adopt(v8::Isolate* isolate, v8::Local<v8::Object> object, std::unique_ptr<T> native) {
    add(isolate, object, native.release(), [](void* dead) { delete static_cast<T*>(dead); });
  }

  size_t count() const { return count_; }

 private:
  struct Owned {
    OwnedNatives* owner;
    v8::Global<v8::Object> object;
    void* native;
    void (*destroy)(void*);
    Owned* before = nullptr;
    Owned* next = nullptr;
  };

  void add(v8::Isolate* isolate, v8::Local<v8::Object> object, void* native,
           void (*destroy)(void*));
  void remove(Owned* one);

  Owned* first_ = nullptr;
  size_t count_ = 0;
};

}  // namespace inlay
