// A body that comes from outside while scripts run: the page's, a request's.
#pragma once

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "isolate/js_class.h"

namespace inlay {

// Holds what came and was not read. Whoever brings bytes bounds them by what was taken; a text that
// is asked for as a whole has a bound of its own. One reader: a script (read(), text()) through the
// handle, or native code (take()). On the isolate's thread; destroying it leaves the handle empty,
// and a read that waits is never answered.
class IncomingBody {
 public:
  // `on_taken`: so many bytes have left.
  explicit IncomingBody(std::function<void(size_t)> on_taken) : on_taken_(std::move(on_taken)) {}
  IncomingBody(const IncomingBody&) = delete;
  IncomingBody& operator=(const IncomingBody&) = delete;
  ~IncomingBody();

  // The object by which scripts know it, made at the first call. Inside a turn.
  v8::Local<v8::Object> handle(v8::Isolate* isolate);
  static IncomingBody* of(v8::Local<v8::Value> value);  // null: no such handle, or it is empty

  // --- bringing. Inside a turn, as a script may wait for it.
  void bring(v8::Isolate* isolate, std::string_view bytes);
  void end(v8::Isolate* isolate, bool whole);
  // It ends here, with what readers are to be told: `error`.
  void fail(v8::Isolate* isolate, v8::Local<v8::Value> error);

  // --- reading
  // Of a Uint8Array with the next bytes, or null at the end; rejected if the body has failed.
  v8::MaybeLocal<v8::Promise> read(v8::Isolate* isolate);
  // Of the whole rest as a string.
  v8::MaybeLocal<v8::Promise> text(v8::Isolate* isolate);
  // Nobody reads it any more: what comes is dropped.
  void cancel();

  bool ended() const { return state_ != State::open; }
  bool cancelled() const { return cancelled_; }
  // Nothing is left to tell: the end was read, or nobody wants it.
  bool spent() const { return cancelled_ || (end_told_ && waiting_.IsEmpty()); }
  // A script waits for what has not come.
  bool starved() const { return !waiting_.IsEmpty(); }
  size_t held_bytes() const { return held_.size(); }
  static constexpr size_t kTextBytesMax = 16 << 20;

 private:
  enum class State : uint8_t { open, whole, failed };
  enum class Wish : uint8_t { bytes, text };

  v8::MaybeLocal<v8::Promise> wish(v8::Isolate* isolate, Wish wish);
  void answer(v8::Isolate* isolate);
  bool may_answer() const;
  void tell_taken();
  void reject(v8::Isolate* isolate, v8::Local<v8::Promise::Resolver> resolver);
  v8::MaybeLocal<v8::Value> taken(v8::Isolate* isolate);

  std::function<void(size_t)> on_taken_;
  std::string held_;
  size_t told_ = 0;  // of held_, how many counted as taken already
  State state_ = State::open;
  bool cancelled_ = false;
  bool end_told_ = false;
  v8::Global<v8::Value> error_;
  Wish wish_ = Wish::bytes;
  v8::Global<v8::Promise::Resolver> waiting_;
  v8::Global<v8::Object> handle_;
};

// The class of handles; scripts see it, but can do nothing with it.
extern const ClassTable kIncomingBodyClass;

}  // namespace inlay
