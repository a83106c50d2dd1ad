#include "cell/outbox.h"

#include <string_view>
#include <utility>
#include <vector>

namespace inlay::cell {
class Outbox::HeldLog final : public Held {
 public:
  explicit HeldLog(const channel::LogCall& log) : record_(log) {
    for (std::string_view piece : log.pieces) texts_.emplace_back(piece);
    pieces_.assign(texts_.begin(), texts_.end());
    record_.pieces = pieces_;
  }
  bool send(channel::CellEnd& end) const override { return is_sent(end.send(record_)); }
  size_t log_bytes() const override {
    size_t bytes = 0;
    for (const std::string& text : texts_) bytes += text.size();
    return bytes;
  }

 private:
  channel::LogCall record_;
  std::vector<std::string> texts_;
  std::vector<std::string_view> pieces_;
};

template <typename Record>
class Outbox::HeldError final : public Held {
 public:
  explicit HeldError(const Record& record)
      : record_(record),
        name_(record.error.name),
        message_(record.error.message),
        stack_(record.error.stack),
        file_(record.error.file) {
    record_.error.name = name_;
    record_.error.message = message_;
    record_.error.stack = stack_;
    record_.error.file = file_;
  }
  bool send(channel::CellEnd& end) const override { return is_sent(end.send(record_)); }

 private:
  Record record_;
  std::string name_;
  std::string message_;
  std::string stack_;
  std::string file_;
};

template <typename Record>
bool Outbox::sent_at_once(const Record& record) {
  return waiting_.empty() && is_sent(end_.send(record));
}

void Outbox::add(const channel::LogCall& log) {
  if (sent_at_once(log) || log_bytes_ > kLogBytesHeldMax) return;
  waiting_.push_back(std::make_unique<HeldLog>(log));
  log_bytes_ += waiting_.back()->log_bytes();
}

void Outbox::add(const channel::Failure& failure) {
  if (sent_at_once(failure)) return;
  waiting_.push_back(std::make_unique<HeldError<channel::Failure>>(failure));
}

void Outbox::add(const channel::ScriptState& state) {
  if (sent_at_once(state)) return;
  waiting_.push_back(std::make_unique<HeldError<channel::ScriptState>>(state));
}

bool Outbox::pump() {
  while (!waiting_.empty() && waiting_.front()->send(end_)) {
    log_bytes_ -= waiting_.front()->log_bytes();
    waiting_.pop_front();
  }
  return waiting_.empty();
}

}  // namespace inlay::cell
