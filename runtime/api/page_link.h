// One HTMLRewriter on a page's way: bytes in, changed bytes out, places kept.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "api/page_output.h"
#include "api/page_queue.h"
#include "api/rewriting.h"

namespace inlay {

// Owned by the script that registered the handlers; `out` outlives it. Passes heads on.
class PageLink final : public PageOutput {
 public:
  explicit PageLink(PageOutput& out) : out_(out) {}

  // Once, before run(). Empty: the page passes as it is.
  void rewrite_with(std::unique_ptr<Rewriting> rewriting) { rewriting_ = std::move(rewriting); }
  RewritingOutput& output() { return changed_; }

  void head(const PageHead& head) override { out_.head(head); }
  void made() override { out_.made(); }
  void bytes(std::string_view bytes) override { queue_.add(bytes); }
  void page(uint64_t offset, std::string_view bytes) override { queue_.add_page(offset, bytes); }
  void place(uint64_t offset, std::string_view restore) override {
    queue_.add_place(offset, restore);
  }
  void end(bool whole) override { queue_.end(whole); }
  bool wants_more() const override { return !queue_.full(); }

  // Whether run() needs a turn now: it may call the script.
  bool needs_turn() const { return rewriting_ && rewriting_->needs_turn(); }
  bool waits() const { return needs_turn() && rewriting_->state() == Rewriting::State::waits; }
  // There is something to do, beside what it waits for: bytes to take, or room for those that came
  // out.
  bool has_work() const;
  // As far as it goes; null where needs_turn() is not so.
  void run(Turn* turn);
  // Nothing of the script is called any more; what follows passes as it is.
  void drop();
  bool over() const { return over_; }
  const Rewriting* rewriting() const { return rewriting_.get(); }

 private:
  // What comes out of the rewriter.
  class Changed final : public RewritingOutput {
   public:
    explicit Changed(PageLink& link) : link_(link) {}
    void markup(std::string_view bytes) override { link_.changed(bytes); }
    void page(uint64_t offset, std::string_view bytes) override { link_.passed(offset, bytes); }
    void reached(uint64_t offset, std::string_view restore) override {
      link_.reached(offset, restore);
    }
    bool wants_more() override { return link_.out_.wants_more(); }

   private:
    PageLink& link_;
  };

  void changed(std::string_view bytes);
  void passed(uint64_t offset, std::string_view bytes);
  void reached(uint64_t offset, std::string_view restore);
  bool is_passing() const;
  void pass();

  PageOutput& out_;
  PageQueue queue_;
  Changed changed_{*this};
  std::optional<uint64_t> in_step_at_;  // what came out is read as what came in up to there
  std::unique_ptr<Rewriting> rewriting_;
  bool over_ = false;
};

}  // namespace inlay
