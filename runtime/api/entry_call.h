// The call of one of a script's entry points.
#pragma once

#include <functional>
#include <utility>

#include "api/handler_call.h"

namespace inlay {

class EntryCall final : public PromisedCall {
 public:
  using Start = std::function<v8::MaybeLocal<v8::Value>(Turn&)>;
  using Came = std::function<bool(Turn&, v8::Local<v8::Value>)>;

  EntryCall(Start start, Came came) : start_(std::move(start)), came_(std::move(came)) {}

 private:
  v8::MaybeLocal<v8::Value> start(Turn& turn) override { return start_(turn); }
  bool came(Turn& turn, v8::Local<v8::Value> value) override { return came_(turn, value); }

  Start start_;
  Came came_;
};

}  // namespace inlay
