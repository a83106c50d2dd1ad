// Responses and ReadableStreams as contents that scripts put into pages.
#pragma once

#include <memory>

#include "api/content.h"

namespace inlay {

// Whatever a body is made of, it is read when the page has come to its place, and no sooner. A body
// that fails is a failure of the script. Of one isolate; it has no state of its own.
class StreamedContents final : public ContentOpener {
 public:
  // Handed to the page at a time.
  static constexpr size_t kPieceMax = 16 * 1024;

  bool is_streamed(v8::Isolate* isolate, v8::Local<v8::Object> value) override;
  Result<std::unique_ptr<html::ContentSource>> open(v8::Isolate* isolate,
                                                    v8::Local<v8::Object> value,
                                                    HandlerCaller& caller) override;
};

}  // namespace inlay
