// Calls a module's default export and waits for what it gives: `run-script`.
#pragma once

#include <v8-persistent-handle.h>
#include <v8-promise.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/app.h"
#include "api/incoming_body.h"
#include "api/task.h"
#include "base/clock.h"

namespace inlay {

// A function is called with { input, url }; anything else is its own result. A Response counts by
// its text. On the JavaScript thread; `app` outlives it.
class ModuleCall {
 public:
  // `on_taken`: so many bytes of the input have left. `has_input`: bring() and end_of_input()
  // follow.
  ModuleCall(App& app, TaskListener& listener, std::string url, bool has_input,
             std::function<void(size_t)> on_taken);
  ~ModuleCall();
  ModuleCall(const ModuleCall&) = delete;
  ModuleCall& operator=(const ModuleCall&) = delete;

  void bring(std::string_view bytes);
  void end_of_input(bool whole);

  // Goes as far as it can now. True: it is over.
  bool advance(Clock::Mono now);
  Clock::Mono next_due() const { return task_.wall_until(); }
  const Task& task() const { return task_; }
  // Once it is over, if the task has not failed: JSON.
  const std::string& result() const { return result_; }

  // As JSON.
  static constexpr size_t kResultBytesMax = 16 << 20;

 private:
  enum class Step : uint8_t { loading, calling, collecting, over };

  bool advance_once(Clock::Mono now);
  bool when_loaded(Clock::Mono now);
  void begin_call(Turn& turn);
  v8::MaybeLocal<v8::Value> input_response(Turn& turn);
  template <typename Take>
  bool when_settled(Take&& take);
  void take_result(Turn& turn, v8::Local<v8::Value> value);
  void take_piece(Turn& turn, v8::Local<v8::Value> piece);
  void collect(Turn& turn, v8::Local<v8::Value> response);
  void read_on(Turn& turn);
  void keep_json(Turn& turn, v8::Local<v8::Value> value);
  void keep_text(Turn& turn, std::string_view text);
  void wait_for(Turn& turn, v8::Local<v8::Promise> promise);
  void too_large();

  App& app_;
  Task task_;
  std::string url_;
  std::unique_ptr<IncomingBody> input_;
  Step step_ = Step::loading;
  v8::Global<v8::Promise> waiting_;
  v8::Global<v8::Object> body_;  // of a result that is a Response
  std::string text_;
  std::string result_;
};

}  // namespace inlay
