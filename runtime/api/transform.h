// transform() of scripts' HTMLRewriters: responses whose bodies are those of others, changed.
#pragma once

#include <v8-object.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "api/html_rewriter.h"
#include "api/transformed_body.h"
#include "isolate/turn.h"
#include "os/fiber_stacks.h"

namespace inlay {

class Isolate;
class Task;

// One per isolate, which outlives it as `stacks` does. A body dies when it is read to its end, and
// at the latest with the request that made it.
class TransformedBodies final : public ResponseTransformer {
 public:
  // Of one isolate, that are not read to their end; more is a RangeError.
  static constexpr size_t kBodiesMax = 1024;
  // What they may hold together; the one that holds the most is failed with a RangeError.
  static constexpr size_t kHeldBytesMax = 32 << 20;

  // `current`: the task whose turn it is.
  TransformedBodies(Isolate& isolate, FiberStacks& stacks, Task* const& current)
      : isolate_(isolate), stacks_(stacks), current_(current) {}

  v8::MaybeLocal<v8::Value> transform(v8::Isolate* isolate, v8::Local<v8::Object> rewriter,
                                      v8::Local<v8::Value> response) override;

  // At the end of each turn, when nothing of a script is on the stack: carries on what somebody
  // reads. Runs microtasks. Whether anything happened, so that what scripts wait for may be there.
  bool run(Turn& turn);
  // Inside of the isolate: those of one request.
  void forget(const Task& owner);

  // What a handle is made of, if it is of such a body and nobody has read it yet: then whoever owns
  // the page may do the rewriting, and forget() the body.
  struct Parts {
    v8::Local<v8::Object> rewriter;
    v8::Local<v8::Value> upstream;  // what takeBody() gave: {kind, handle, …}
  };
  std::optional<Parts> parts(v8::Local<v8::Value> handle) const;
  void forget(v8::Local<v8::Value> handle);

 private:
  void bound_what_is_held(Turn& turn);
  TransformedBody* find(v8::Local<v8::Value> handle) const;

  Isolate& isolate_;
  FiberStacks& stacks_;
  Task* const& current_;
  std::vector<std::unique_ptr<TransformedBody>> bodies_;
};

}  // namespace inlay
