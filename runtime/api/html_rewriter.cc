#include "api/html_rewriter.h"

#include <v8-function.h>

#include <utility>

#include "base/check.h"

namespace inlay {
namespace {

// What the native, its tables and its part of a set that is being compiled take, about.
constexpr size_t kSpecBytes = 1024;
constexpr size_t kRegistrationBytes = 512;

// A registration is an array: its handlers' `this`, then the functions.
constexpr uint32_t kRegistrationSize = 1 + kHandlerKinds;

using Names = HtmlRewriterState::Names;
using Wanted = std::array<const v8::Eternal<v8::String>*, kHandlerKinds>;  // by HandlerKind

Wanted wanted_of_selectors(const Names& names) {
  return {&names.element, nullptr, &names.text, &names.text_node, &names.comments, nullptr};
}
Wanted wanted_of_document(const Names& names) {
  return {nullptr, &names.doctype, &names.text, &names.text_node, &names.comments, &names.end};
}

// Reads the functions out of an app's object. Nothing: the call has an exception.
Result<v8::Local<v8::Array>> read_handlers(JsCall& call, v8::Local<v8::Value> handlers,
                                           const Wanted& wanted) {
  v8::Isolate* const isolate = call.isolate();
  if (!handlers->IsObject()) {
    return fail(Fault::malformed, Blame::app, "handlers: an object with functions is expected");
  }
  std::array<v8::Local<v8::Value>, kRegistrationSize> read;
  read[0] = handlers;
  for (size_t i = 0; i < wanted.size(); i++) {
    v8::Local<v8::Value> member = v8::Undefined(isolate);
    if (wanted[i] != nullptr) {
      v8::Local<v8::String> name = wanted[i]->Get(isolate);
      if (!handlers.As<v8::Object>()->Get(call.context(), name).ToLocal(&member)) {
        call.rethrow();
        return v8::Local<v8::Array>();
      }
      if (!member->IsNullOrUndefined() && !member->IsFunction()) {
        return fail(Fault::malformed, Blame::app,
                    "handlers." + utf8_of(isolate, name) + ": a function is expected");
      }
    }
    read[i + 1] = member;
  }
  return v8::Array::New(isolate, read.data(), read.size());
}

std::string quoted(std::string_view css) {
  constexpr size_t kShownMax = 80;
  const std::string_view shown = utf8_cut(css, kShownMax);
  return "\"" + std::string(shown) + (shown.size() < css.size() ? "…\"" : "\"");
}

}  // namespace

Result<std::unique_ptr<RewriterSpec>> RewriterSpec::make(JsCall& call) {
  v8::Isolate* const isolate = call.isolate();
  const HtmlRewriterState& state = HtmlRewriterState::of(isolate);
  auto spec = std::unique_ptr<RewriterSpec>(new RewriterSpec(state.memory()));
  if (auto charged = spec->charge(isolate, kSpecBytes); !charged) {
    return fail(std::move(charged.error()));
  }
  CHECK(call.receiver()
            ->SetPrivate(call.context(), state.handlers_key(isolate), v8::Array::New(isolate))
            .FromMaybe(false));
  return spec;
}

RewriterSpec::RewriterSpec(std::shared_ptr<RewriterMemory> memory) : memory_(std::move(memory)) {}

RewriterSpec::~RewriterSpec() { memory_->used = Bytes(memory_->used.count() - charged_); }

Result<Self> RewriterSpec::on(JsCall& call, std::string selector, v8::Local<v8::Value> handlers) {
  HtmlRewriterState& state = HtmlRewriterState::of(call.isolate());
  auto registration = read_handlers(call, handlers, wanted_of_selectors(state.names()));
  if (!registration) return fail(std::move(registration.error()));
  if (call.thrown) return Self{};
  if (selectors_.bytes() + selector.size() > kSelectorBytesMax.count()) {
    return fail(Fault::too_large, Blame::app,
                "more than " + std::to_string(kSelectorBytesMax.count()) +
                    " bytes of selectors in one rewriter");
  }
  if (auto charged = charge(call.isolate(), kRegistrationBytes + 2 * selector.size()); !charged) {
    return fail(std::move(charged.error()));
  }
  if (auto added = selectors_.add(state.selectors(), selector); !added) {
    return fail(Fault::malformed, Blame::app,
                "selector " + quoted(selector) + ", at byte " +
                    std::to_string(added.error().offset) + ": " + added.error().reason);
  }
  keep(call, *registration, false);
  return Self{};
}

Result<Self> RewriterSpec::on_document(JsCall& call, v8::Local<v8::Value> handlers) {
  const Names& names = HtmlRewriterState::of(call.isolate()).names();
  auto registration = read_handlers(call, handlers, wanted_of_document(names));
  if (!registration) return fail(std::move(registration.error()));
  if (call.thrown) return Self{};
  if (auto charged = charge(call.isolate(), kRegistrationBytes); !charged) {
    return fail(std::move(charged.error()));
  }
  keep(call, *registration, true);
  return Self{};
}

v8::Local<v8::Value> RewriterSpec::transform(JsCall& call, v8::Local<v8::Value> response) {
  v8::Isolate* const isolate = call.isolate();
  ResponseTransformer* const transformer = HtmlRewriterState::of(isolate).transformer();
  if (transformer == nullptr) {
    throw_js(isolate, JsError::type_error, "HTMLRewriter.transform: there are no responses here");
    call.rethrow();
    return {};
  }
  v8::Local<v8::Value> transformed;
  if (!transformer->transform(isolate, call.receiver(), response).ToLocal(&transformed)) {
    call.rethrow();
  }
  return transformed;
}

RewriterSpec::Handlers RewriterSpec::handlers(v8::Isolate* isolate, v8::Local<v8::Object> rewriter,
                                              uint32_t registration) {
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const v8::Local<v8::Private> key = HtmlRewriterState::of(isolate).handlers_key(isolate);
  const auto all = rewriter->GetPrivate(context, key).ToLocalChecked().As<v8::Array>();
  const auto one = all->Get(context, registration).ToLocalChecked().As<v8::Array>();
  Handlers handlers;
  handlers.self = one->Get(context, 0).ToLocalChecked();
  for (uint32_t i = 0; i < kHandlerKinds; i++) {
    const auto function = one->Get(context, i + 1).ToLocalChecked();
    if (function->IsFunction()) handlers.functions[i] = function.As<v8::Function>();
  }
  return handlers;
}

Result<> RewriterSpec::charge(v8::Isolate* isolate, size_t bytes) {
  if (is_of_document_.size() == kRegistrationsMax) {
    return fail(
        Fault::too_large, Blame::app,
        "more than " + std::to_string(kRegistrationsMax) + " registrations in one rewriter");
  }
  const auto fits = [&] {
    return bytes <= HtmlRewriterState::kMemoryMax.count() - memory_->used.count();
  };
  if (!fits()) isolate->LowMemoryNotification();  // rewriters that nobody uses any more
  if (!fits()) {
    return fail(Fault::too_large, Blame::app,
                "rewriters in use hold " + std::to_string(memory_->used.count()) +
                    " bytes, limit " + std::to_string(HtmlRewriterState::kMemoryMax.count()));
  }
  memory_->used = Bytes(memory_->used.count() + bytes);
  charged_ += bytes;
  return {};
}

void RewriterSpec::keep(JsCall& call, v8::Local<v8::Array> registration, bool of_document) {
  const v8::Local<v8::Private> key =
      HtmlRewriterState::of(call.isolate()).handlers_key(call.isolate());
  const auto all =
      call.receiver()->GetPrivate(call.context(), key).ToLocalChecked().As<v8::Array>();
  const auto at = static_cast<uint32_t>(is_of_document_.size());
  CHECK(all->CreateDataProperty(call.context(), at, registration).FromMaybe(false));
  is_of_document_.push_back(of_document);
}

namespace {

constexpr std::array kMethods{
    method<&RewriterSpec::on>("on"),
    method<&RewriterSpec::on_document>("onDocument"),
    method<&RewriterSpec::transform>("transform"),
};

}  // namespace

constexpr ClassTable kHtmlRewriterClass{
    .name = "HTMLRewriter",
    .gone = "this object is no HTMLRewriter",
    .constructor = constructor<&RewriterSpec::make>(),
    .methods = kMethods,
    .accessors = {},
    .constants = {},
    .global = true,
};

}  // namespace inlay
