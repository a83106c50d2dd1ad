#include "api/transform.h"

#include <v8-container.h>
#include <v8-isolate.h>

#include <algorithm>
#include <string>

#include "api/realm.h"
#include "http_messages/media_type.h"
#include "isolate/isolate.h"
#include "isolate/js_string.h"

namespace inlay {
namespace {

// Of the content type. What has none is a script's own, so it is UTF-8.
std::string charset_of(v8::Isolate* isolate, v8::Local<v8::Value> head) {
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const auto fields = js_member(context, head, "headers").As<v8::Array>();
  for (uint32_t i = 0; i < fields->Length(); ++i) {
    const auto pair = fields->Get(context, i).ToLocalChecked().As<v8::Array>();
    const auto text = [&](uint32_t at) {
      return utf8_of(isolate, pair->Get(context, at).ToLocalChecked().As<v8::String>());
    };
    if (text(0) != "content-type") continue;
    const std::string type = text(1);
    const auto media = http::media_type(type);
    return media ? std::string(media->charset) : "utf-8";
  }
  return "utf-8";
}

}  // namespace

v8::MaybeLocal<v8::Value> TransformedBodies::transform(v8::Isolate* isolate,
                                                       v8::Local<v8::Object> rewriter,
                                                       v8::Local<v8::Value> response) {
  v8::Local<v8::Value> is_response;
  if (!call_prelude(isolate, "isResponse", {response}).ToLocal(&is_response)) return {};
  if (!is_response->IsTrue()) {
    throw_js(isolate, JsError::type_error, "HTMLRewriter.transform: a Response is expected");
    return {};
  }
  if (bodies_.size() == kBodiesMax) {
    throw_js(isolate, JsError::range_error,
             "HTMLRewriter.transform: more than " + std::to_string(kBodiesMax) +
                 " responses that nobody has read to their end");
    return {};
  }
  v8::Local<v8::Value> upstream;
  if (!call_prelude(isolate, "takeBody", {response}).ToLocal(&upstream)) return {};
  v8::Local<v8::Value> head;
  if (!call_prelude(isolate, "responseHead", {response}).ToLocal(&head)) return {};
  v8::Local<v8::Value> kind = js_member(isolate->GetCurrentContext(), upstream, "kind");
  v8::Local<v8::Value> handle = v8::Null(isolate);
  if (!kind->StrictEquals(js_literal(isolate, "empty"))) {
    bodies_.push_back(std::make_unique<TransformedBody>(isolate_, stacks_, rewriter,
                                                        upstream.As<v8::Object>(),
                                                        charset_of(isolate, head), current_));
    handle = bodies_.back()->handle();
  }
  return call_prelude(isolate, "replaceBody", {response, handle});
}

bool TransformedBodies::run(Turn& turn) {
  bool moved_at_all = false;
  for (bool moved = true; moved;) {
    turn.run_microtasks();
    moved = false;
    // By number: a handler may add one.
    for (size_t i = 0; i < bodies_.size() && !turn.terminating() && !turn.has_error(); ++i) {
      const v8::HandleScope handles(turn.isolate());
      moved = bodies_[i]->advance(turn) || moved;
    }
    if (moved && !turn.terminating()) bound_what_is_held(turn);
    std::erase_if(bodies_, [](const auto& body) { return body->spent(); });
    moved_at_all = moved_at_all || moved;
  }
  return moved_at_all;
}

void TransformedBodies::bound_what_is_held(Turn& turn) {
  size_t held = 0;
  for (const auto& body : bodies_) held += body->held_bytes();
  if (held <= kHeldBytesMax) return;
  const v8::HandleScope handles(turn.isolate());
  const auto most =
      std::ranges::max_element(bodies_, {}, [](const auto& body) { return body->held_bytes(); });
  (*most)->give_up(turn, "transformed bodies hold more than 32 MiB: read them as streams");
}

void TransformedBodies::forget(const Task& owner) {
  std::erase_if(bodies_, [&](const auto& body) { return body->owner() == &owner; });
}

std::optional<TransformedBodies::Parts> TransformedBodies::parts(
    v8::Local<v8::Value> handle) const {
  const TransformedBody* body = find(handle);
  if (body == nullptr || body->begun()) return std::nullopt;
  return Parts{body->rewriter(), body->upstream()};
}

void TransformedBodies::forget(v8::Local<v8::Value> handle) {
  const TransformedBody* body = find(handle);
  std::erase_if(bodies_, [&](const auto& one) { return one.get() == body; });
}

TransformedBody* TransformedBodies::find(v8::Local<v8::Value> handle) const {
  const IncomingBody* wanted = IncomingBody::of(handle);
  if (wanted == nullptr) return nullptr;
  const auto found =
      std::ranges::find_if(bodies_, [&](const auto& body) { return body->is(wanted); });
  return found == bodies_.end() ? nullptr : found->get();
}

}  // namespace inlay
