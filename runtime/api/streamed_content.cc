#include "api/streamed_content.h"

#include <v8-exception.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "api/body_reader.h"
#include "api/handler_call.h"
#include "api/realm.h"
#include "isolate/script_error.h"

namespace inlay {
namespace {

// Waits for one piece of a body.
class ReadCall final : public HandlerCall {
 public:
  ReadCall(BodyReader& reader, std::string& piece) : reader_(reader), piece_(piece) {}

  CallState begin(Turn& turn) override { return look(turn); }
  CallState look(Turn& turn) override {
    step_ = reader_.next(turn, piece_);
    if (step_ == BodyReader::Step::waits) return CallState::waits;
    return step_ == BodyReader::Step::failed ? CallState::failed : CallState::done;
  }
  bool at_end() const { return step_ == BodyReader::Step::end; }

 private:
  BodyReader& reader_;
  std::string& piece_;
  BodyReader::Step step_ = BodyReader::Step::waits;
};

class BodySource final : public html::ContentSource {
 public:
  BodySource(v8::Isolate* isolate, v8::Local<v8::Object> body, HandlerCaller& caller)
      : reader_(isolate, body), caller_(caller) {}

  Next next(std::string_view& piece) override {
    piece = {};
    if (rest_.empty()) {
      ReadCall call(reader_, read_);
      if (!caller_.call(call)) return Next::failed;
      if (call.at_end()) return Next::end;
      rest_ = read_;
    }
    piece = rest_.substr(0, std::min(rest_.size(), StreamedContents::kPieceMax));
    rest_.remove_prefix(piece.size());
    return Next::more;
  }

 private:
  BodyReader reader_;
  HandlerCaller& caller_;
  std::string read_;
  std::string_view rest_;  // of read_
};

}  // namespace

bool StreamedContents::is_streamed(v8::Isolate* isolate, v8::Local<v8::Object> value) {
  v8::Local<v8::Value> is_one;
  return call_prelude(isolate, "isContent", {value}).ToLocal(&is_one) && is_one->IsTrue();
}

Result<std::unique_ptr<html::ContentSource>> StreamedContents::open(v8::Isolate* isolate,
                                                                    v8::Local<v8::Object> value,
                                                                    HandlerCaller& caller) {
  const v8::TryCatch caught(isolate);
  v8::Local<v8::Value> body;
  if (!call_prelude(isolate, "takeContent", {value}).ToLocal(&body)) {
    return fail(Fault::malformed, Blame::app,
                describe_thrown(isolate, caught.Exception(), caught.Message()).message);
  }
  return std::make_unique<BodySource>(isolate, body.As<v8::Object>(), caller);
}

}  // namespace inlay
