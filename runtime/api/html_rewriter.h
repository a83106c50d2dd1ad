// HTMLRewriter of scripts: which handlers they register for what. Who carries that out on a page is
// scripted_rewriter.h.
#pragma once

#include <v8-container.h>
#include <v8-object.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/html_rewriter_state.h"
#include "api/selector_lists.h"
#include "isolate/js_class.h"

namespace inlay {

// Carries out transform(): makes the response whose body is that of another, changed.
class ResponseTransformer {
 public:
  virtual ~ResponseTransformer() = default;
  // `rewriter`: an HTMLRewriter. Empty with an exception pending.
  virtual v8::MaybeLocal<v8::Value> transform(v8::Isolate* isolate, v8::Local<v8::Object> rewriter,
                                              v8::Local<v8::Value> response) = 0;
};

// What is handed to a script, as the handlers of one registration are numbered.
enum class HandlerKind : uint8_t {
  element,  // of selectors
  doctype,  // of the document
  text,
  text_node,
  comments,
  end,  // of the document
};
inline constexpr size_t kHandlerKinds = 6;

// The native of an HTMLRewriter; the script owns it. Handlers lie in the script's object, where the
// collector sees that they refer to it.
class RewriterSpec {
 public:
  // Of one rewriter; more is a RangeError.
  static constexpr size_t kRegistrationsMax = 1024;
  static constexpr Bytes kSelectorBytesMax = 64_KiB;

  static Result<std::unique_ptr<RewriterSpec>> make(JsCall& call);
  RewriterSpec(const RewriterSpec&) = delete;
  RewriterSpec& operator=(const RewriterSpec&) = delete;
  ~RewriterSpec();

  Result<Self> on(JsCall& call, std::string selector, v8::Local<v8::Value> handlers);
  Result<Self> on_document(JsCall& call, v8::Local<v8::Value> handlers);
  v8::Local<v8::Value> transform(JsCall& call, v8::Local<v8::Value> response);

  // For each registration whether it is the document's; the others' selectors are numbered in this
  // order.
  const std::vector<bool>& is_of_document() const { return is_of_document_; }
  // In a turn. The functions of one registration, by HandlerKind (empty: none), and their `this`.
  struct Handlers {
    v8::Local<v8::Value> self;
    std::array<v8::Local<v8::Function>, kHandlerKinds> functions;
  };
  static Handlers handlers(v8::Isolate* isolate, v8::Local<v8::Object> rewriter,
                           uint32_t registration);

  SelectorLists::Set selectors(HtmlRewriterState& state) {
    return selectors_.compiled(state.selectors());
  }
  std::vector<std::string_view> selector_texts() const { return selectors_.texts(); }

 private:
  explicit RewriterSpec(std::shared_ptr<RewriterMemory> memory);

  Result<> charge(v8::Isolate* isolate, size_t bytes);
  void keep(JsCall& call, v8::Local<v8::Array> registration, bool of_document);

  SelectorList selectors_;
  std::vector<bool> is_of_document_;
  std::shared_ptr<RewriterMemory> memory_;
  size_t charged_ = 0;
};

extern const ClassTable kHtmlRewriterClass;

}  // namespace inlay
