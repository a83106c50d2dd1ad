// What one app's script does with one page: its entry points called, its handlers on the page, its
// own answer if it makes one.
#pragma once

#include <v8-function.h>
#include <v8-persistent-handle.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/app.h"
#include "api/body_reader.h"
#include "api/entry_call.h"
#include "api/incoming_body.h"
#include "api/page_link.h"
#include "api/page_output.h"
#include "api/page_queue.h"
#include "api/page_values.h"
#include "api/task.h"
#include "base/clock.h"
#include "base/quantity.h"

namespace inlay {

struct PageScriptSettings {
  std::string charset;        // of the page, as far as known
  Bytes hold_max;             // what may be held of it: texts, contents, a page that is read
  uint64_t output_bytes_max;  // of an answer that the script makes
};

// A stage of a page's chain (decision 22): a PageOutput for what comes before it, which gives on to
// another. Does html() or fetch() fail, or take too much, then the page passes as it came from
// there on. On the JavaScript thread; what it borrows outlives it.
class PageScript final : public PageOutput, private AppRequest {
 public:
  PageScript(std::shared_ptr<App> app, TaskListener& listener, FiberStacks& stacks,
             const PageRequestFacts& request, const PageScriptSettings& settings, PageOutput& out);
  PageScript(const PageScript&) = delete;
  PageScript& operator=(const PageScript&) = delete;
  ~PageScript() override;

  void head(const PageHead& head) override { given_ = head; }
  void made() override { given_is_made_ = true; }
  void bytes(std::string_view bytes) override { input_.add(bytes); }
  void page(uint64_t offset, std::string_view bytes) override { input_.add_page(offset, bytes); }
  void place(uint64_t offset, std::string_view restore) override {
    input_.add_place(offset, restore);
  }
  void end(bool whole) override { input_.end(whole); }
  bool wants_more() const override { return !input_.full(); }

  // As far as it goes now. Whether anything moved.
  bool advance(Clock::Mono now);
  // Nobody wants the page any more.
  void drop();
  // All that the page gets of it has left.
  bool over() const { return step_ == Step::over; }
  // Nothing of it runs any more, waitUntil() neither.
  bool idle() const { return over() && waited_for_.empty(); }
  Clock::Mono next_due() const;

  const Task& task() const { return task_; }
  // Of its isolate, now.
  Bytes memory_used() { return app_->isolate().memory_used(); }
  struct Matches {
    std::string selector;
    uint64_t elements;
  };
  std::vector<Matches> matches() const;

 private:
  enum class Step : uint8_t { head, loading, calling, passing, over };
  enum class Entry : uint8_t { html, fetch, listener };

  bool step(Clock::Mono now);
  bool when_loaded(Clock::Mono now);
  bool run_call(Clock::Mono now);
  bool pass_on(Clock::Mono now);
  bool after_page(Clock::Mono now);

  // --- calling
  void pick(Turn& turn);
  bool has_default(Turn& turn);
  bool listens(Turn& turn);
  void call_next();
  v8::MaybeLocal<v8::Value> start_fetch(Turn& turn, bool listener);
  v8::MaybeLocal<v8::Value> start_html(Turn& turn);
  v8::Local<v8::Value> context_object(Turn& turn);
  v8::MaybeLocal<v8::Value> make_page_response(Turn& turn);
  bool take_response(Turn& turn, v8::Local<v8::Value> value);
  bool take_answer_head(Turn& turn, v8::Local<v8::Value> response);
  bool take_answer_body(Turn& turn, v8::Local<v8::Value> response);
  bool adopt(Turn& turn, v8::Local<v8::Value> handle);
  bool is_page() const;

  // --- passing
  void begin_passing(Turn* turn);
  bool make_links(Turn& turn);
  bool pass_input();
  bool read_answer(Clock::Mono now);
  bool run_links(Clock::Mono now);
  void tell_rewriter_errors();
  void end_source(bool whole);
  bool starves() const;
  bool feed_page_body();
  void keep_read(std::string_view bytes);

  void check_limits(Clock::Mono now);
  void give_way();
  void end_page(Clock::Mono now);
  Clock::Mono wait_no_longer() const {
    return waited_for_.empty() ? Clock::Mono::max() : wait_no_longer_;
  }

  void wait_until(v8::Local<v8::Promise> promise) override;
  v8::Local<v8::Value> page_response(v8::Isolate* isolate) override;
  RequestedPage page() const override { return {request_.method, request_.url}; }
  const Task& request_task() const override { return task_; }

  const std::shared_ptr<App> app_;
  FiberStacks& stacks_;
  Task task_;
  const PageRequestFacts& request_;
  const PageScriptSettings& settings_;
  PageOutput& out_;

  std::optional<PageHead> given_;
  bool given_is_made_ = false;
  PageQueue input_;

  Step step_ = Step::head;
  bool gave_way_ = false;
  bool begun_ = false;          // call_ waits
  uint64_t seen_activity_ = 0;  // of the app, when it was looked at what waits
  uint64_t terminations_;
  v8::Global<v8::Function> html_;
  v8::Global<v8::Function> fetch_;
  v8::Global<v8::Value> key_;
  std::unique_ptr<EntryCall> call_;
  Entry entry_ = Entry::html;

  // While a fetch handler may read the page itself.
  std::unique_ptr<IncomingBody> page_body_;
  v8::Global<v8::Value> page_response_;
  std::string read_by_script_;  // kept to go on with, should the script fail
  bool read_is_lost_ = false;   // it was more than may be kept

  PageHead answer_;
  std::vector<v8::Global<v8::Object>> rewriters_;  // what the page goes through, first to last
  v8::Global<v8::Object> html_rewriter_;
  std::unique_ptr<BodyReader> reader_;  // of an answer that is not the page
  bool body_waits_ = false;
  uint64_t made_bytes_ = 0;
  std::vector<std::unique_ptr<PageLink>> links_;
  PageOutput* first_ = nullptr;  // of links_, or out_
  bool source_over_ = false;     // all that links_ will get
  bool source_whole_ = false;

  std::vector<v8::Global<v8::Promise>> waited_for_;
  Clock::Mono wait_no_longer_ = Clock::Mono::max();
};

}  // namespace inlay
