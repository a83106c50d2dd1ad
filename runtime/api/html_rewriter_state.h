// What all HTMLRewriters of one isolate share.
#pragma once

#include <v8-data.h>
#include <v8-isolate.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <cstddef>
#include <memory>

#include "api/selector_lists.h"
#include "base/quantity.h"
#include "isolate/native_object.h"

namespace inlay {

class ContentOpener;
class Isolate;
class ResponseTransformer;

// What registrations of an isolate's rewriters take outside of V8's heap. Natives give back what
// they took when the collector finds them, which may be later than the state's end.
struct RewriterMemory {
  Bytes used;
};

// One per isolate whose scripts have the classes of html_rewriter.h and its like; on its thread.
// Dies before the isolate.
class HtmlRewriterState {
 public:
  // In a turn of the isolate, before any code of the app has run in it. `opener` (null: scripts can
  // put in strings only) and `transformer` (null: transform() throws) outlive this.
  // `may_change`: what scripts do to a page counts; else it throws.
  HtmlRewriterState(Isolate& isolate, ContentOpener* opener, ResponseTransformer* transformer,
                    bool may_change = true);
  HtmlRewriterState(const HtmlRewriterState&) = delete;
  HtmlRewriterState& operator=(const HtmlRewriterState&) = delete;
  ~HtmlRewriterState();

  static HtmlRewriterState& of(v8::Isolate* isolate) {
    return *static_cast<HtmlRewriterState*>(isolate->GetData(kDataSlot));
  }

  static constexpr uint32_t kDataSlot = 1;  // of v8::Isolate::SetData()
  static constexpr Bytes kMemoryMax = 16_MiB;

  // Names of properties that are asked for in scripts' objects.
  struct Names {
    v8::Eternal<v8::String> element, text, text_node, comments, doctype, end, html, value, done;
  };

  const Names& names() const { return names_; }
  v8::Local<v8::Private> handlers_key(v8::Isolate* isolate) const { return key_.Get(isolate); }
  ContentOpener* opener() const { return opener_; }
  ResponseTransformer* transformer() const { return transformer_; }
  bool may_change() const { return may_change_; }
  SelectorLists& selectors() { return selectors_; }
  const std::shared_ptr<RewriterMemory>& memory() const { return memory_; }
  // Of `next()` of an iterator; {value: undefined, done: true}.
  v8::Local<v8::Object> iterator_result(v8::Isolate* isolate) const;

  const ObjectMaker element, end_tag, text, text_node, comment, doctype, document_end, attributes;

 private:
  v8::Isolate* const isolate_;
  ContentOpener* const opener_;
  ResponseTransformer* const transformer_;
  const bool may_change_;
  Names names_;
  v8::Eternal<v8::Private> key_;
  v8::Global<v8::Object> iterator_result_;
  SelectorLists selectors_;
  std::shared_ptr<RewriterMemory> memory_ = std::make_shared<RewriterMemory>();
};

}  // namespace inlay
