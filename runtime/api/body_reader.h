// Reads the body that a script gave, whatever it is made of.
#pragma once

#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <cstdint>
#include <string>

#include "isolate/turn.h"

namespace inlay {

// In turns of one isolate, which outlives it; the owner destroys it inside of the isolate.
class BodyReader {
 public:
  // What the prelude's takeBody() or takeContent() gave (sdk/edge/README.md).
  explicit BodyReader(v8::Isolate* isolate, v8::Local<v8::Object> body) : body_(isolate, body) {}

  enum class Step : uint8_t {
    piece,  // not empty
    waits,  // for the script
    end,
    failed,  // the turn knows why, or is terminated
  };
  // Runs microtasks. `piece` is set for Step::piece alone.
  Step next(Turn& turn, std::string& piece);
  // Nobody wants the rest.
  void cancel(Turn& turn);

 private:
  bool begin(Turn& turn, std::string& piece, Step& step);
  Step settle(Turn& turn, std::string& piece);

  v8::Global<v8::Object> body_;
  v8::Global<v8::Promise> waiting_;
  bool over_ = false;
};

}  // namespace inlay
