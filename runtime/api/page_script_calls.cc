// The script's entry points: which there are, what they are given, what they answer.
#include <v8-container.h>

#include <algorithm>
#include <array>
#include <utility>

#include "api/html_rewriter.h"
#include "api/page_script.h"
#include "http_messages/field_list.h"
#include "http_messages/media_type.h"
#include "isolate/isolate.h"
#include "isolate/js_string.h"

namespace inlay {
namespace {

void set(Turn& turn, v8::Local<v8::Object> object, std::string_view name,
         v8::Local<v8::Value> value) {
  object->Set(turn.context(), js_literal(turn.isolate(), name), value).Check();
}

v8::MaybeLocal<v8::Value> thrown(Turn& turn, JsError kind, std::string_view message) {
  throw_js(turn.isolate(), kind, message);
  turn.keep_exception();
  return {};
}

}  // namespace

// Which entry points there are; a problem with them is one of the script's start.
void PageScript::pick(Turn& turn) {
  v8::Isolate* const isolate = turn.isolate();
  key_.Reset(isolate, app_->begins(*this));
  const bool has_app = !app_->script()->classic && has_default(turn);
  if (!has_app && listens(turn)) {
    entry_ = Entry::listener;
  } else if (app_->script()->classic) {
    task_.fail(Outcome::start_failed,
               error_of("TypeError", "the script calls addEventListener(\"fetch\", …) nowhere"));
    return;
  } else {
    v8::Local<v8::Value> picked;
    if (!app_->realm().call(turn, "pickEntry", {app_->exports(turn)}).ToLocal(&picked)) return;
    const auto member = [&](std::string_view name) {
      return js_member(turn.context(), picked, name);
    };
    if (member("problem")->IsString()) {
      const std::string problem = utf8_of(isolate, member("problem").As<v8::String>());
      task_.fail(Outcome::start_failed, error_of("TypeError", problem));
      return;
    }
    if (member("html")->IsFunction()) html_.Reset(isolate, member("html").As<v8::Function>());
    if (member("fetch")->IsFunction()) fetch_.Reset(isolate, member("fetch").As<v8::Function>());
    entry_ = fetch_.IsEmpty() ? Entry::html : Entry::fetch;
  }
  call_next();
}

// A module that exports nothing may be ported code that listens.
bool PageScript::has_default(Turn& turn) {
  return !js_member(turn.context(), app_->exports(turn), "default")->IsUndefined();
}

bool PageScript::listens(Turn& turn) {
  v8::Local<v8::Value> answer;
  return app_->realm().call(turn, "hasFetchListener", {}).ToLocal(&answer) && answer->IsTrue();
}

bool PageScript::is_page() const {
  const auto type = std::ranges::find_if(answer_.fields, [](const PageField& field) {
    return http::equals_ignoring_case(field.name, "content-type");
  });
  if (type == answer_.fields.end()) return false;
  const auto media = http::media_type(type->value);
  return media && media->is("text/html");
}

void PageScript::call_next() {
  if (entry_ == Entry::html) {
    if (html_.IsEmpty() || !is_page()) {
      call_.reset();
      return;
    }
    call_ = std::make_unique<EntryCall>([this](Turn& turn) { return start_html(turn); },
                                        [](Turn&, v8::Local<v8::Value>) { return true; });
    return;
  }
  call_ = std::make_unique<EntryCall>(
      [this, listener = entry_ == Entry::listener](Turn& turn) {
        return start_fetch(turn, listener);
      },
      [this](Turn& turn, v8::Local<v8::Value> value) { return take_response(turn, value); });
}

v8::MaybeLocal<v8::Value> PageScript::start_html(Turn& turn) {
  v8::Local<v8::Object> rewriter;
  if (!app_->isolate()
           .class_template(kHtmlRewriterClass)
           ->GetFunction(turn.context())
           .ToLocalChecked()
           ->NewInstance(turn.context())
           .ToLocal(&rewriter)) {
    turn.keep_exception();
    return {};
  }
  html_rewriter_.Reset(turn.isolate(), rewriter);
  v8::Local<v8::Value> context = context_object(turn);
  if (context.IsEmpty()) return {};
  std::array<v8::Local<v8::Value>, 2> arguments{rewriter, context};
  return turn.call(html_.Get(turn.isolate()), v8::Undefined(turn.isolate()), arguments);
}

// Empty: the turn knows why.
v8::Local<v8::Value> PageScript::context_object(Turn& turn) {
  v8::Local<v8::String> json =
      js_text(turn.isolate(), context_json(request_, answer_, app_->rights()));
  v8::Local<v8::Value> context;
  const auto made = app_->realm().call(turn, "makeContext", {json, key_.Get(turn.isolate())});
  return made.ToLocal(&context) ? context : v8::Local<v8::Value>();
}

v8::MaybeLocal<v8::Value> PageScript::make_page_response(Turn& turn) {
  v8::Isolate* const isolate = turn.isolate();
  page_body_ = std::make_unique<IncomingBody>([](size_t) {});
  v8::Local<v8::Object> facts = v8::Object::New(isolate);
  set(turn, facts, "status", v8::Integer::New(isolate, answer_.status));
  set(turn, facts, "statusText", v8::String::Empty(isolate));
  set(turn, facts, "url", js_text(isolate, request_.url));
  set(turn, facts, "headers", js_fields(isolate, answer_.fields, app_->rights()));
  set(turn, facts, "body", page_body_->handle(isolate));
  return app_->realm().call(turn, "makeResponse", {facts});
}

v8::MaybeLocal<v8::Value> PageScript::start_fetch(Turn& turn, bool listener) {
  v8::Isolate* const isolate = turn.isolate();
  v8::Local<v8::Value> response;
  if (!make_page_response(turn).ToLocal(&response)) return {};
  page_response_.Reset(isolate, response);
  v8::Local<v8::Object> facts = v8::Object::New(isolate);
  set(turn, facts, "method", js_text(isolate, request_.method));
  set(turn, facts, "url", js_text(isolate, request_.url));
  set(turn, facts, "headers", js_fields(isolate, request_.fields, app_->rights()));
  set(turn, facts, "body", v8::Null(isolate));
  v8::Local<v8::Value> request;
  if (!app_->realm().call(turn, "makeRequest", {facts}).ToLocal(&request)) return {};
  if (listener) {
    v8::Local<v8::Value> dispatched;
    if (!app_->realm()
             .call(turn, "dispatchFetch", {request, key_.Get(isolate)})
             .ToLocal(&dispatched)) {
      return {};
    }
    return js_member(turn.context(), dispatched, "response");
  }
  v8::Local<v8::Value> context = context_object(turn);
  if (context.IsEmpty()) return {};
  std::array<v8::Local<v8::Value>, 3> arguments{request, v8::Object::New(isolate), context};
  return turn.call(fetch_.Get(isolate), v8::Undefined(isolate), arguments);
}

v8::Local<v8::Value> PageScript::page_response(v8::Isolate* isolate) {
  if (page_response_.IsEmpty()) return {};
  v8::Local<v8::Value> response = page_response_.Get(isolate);
  page_response_.Reset();
  return response;
}

// What fetch() gave. A listener that answers nothing leaves the page as it is.
bool PageScript::take_response(Turn& turn, v8::Local<v8::Value> value) {
  if (entry_ == Entry::listener && value->IsUndefined()) {
    page_body_.reset();
    return true;
  }
  if (!app_->realm().is_response(turn, value)) {
    return !thrown(turn, JsError::type_error, "fetch() gave no Response").IsEmpty();
  }
  return take_answer_head(turn, value) && take_answer_body(turn, value);
}

bool PageScript::take_answer_head(Turn& turn, v8::Local<v8::Value> response) {
  v8::Local<v8::Value> head;
  if (!app_->realm().call(turn, "responseHead", {response}).ToLocal(&head)) return false;
  const auto member = [&](v8::Local<v8::Value> of, std::string_view name) {
    return js_member(turn.context(), of, name);
  };
  v8::Isolate* const isolate = turn.isolate();
  if (utf8_of(isolate, member(head, "type").As<v8::String>()) == "error") {
    return !thrown(turn, JsError::type_error, "fetch() gave Response.error()").IsEmpty();
  }
  PageHead answer;
  answer.status =
      static_cast<uint16_t>(member(head, "status")->Uint32Value(turn.context()).FromMaybe(0));
  const auto fields = member(head, "headers").As<v8::Array>();
  for (uint32_t i = 0; i < fields->Length(); ++i) {
    const auto pair = fields->Get(turn.context(), i).ToLocalChecked().As<v8::Array>();
    PageField field;
    for (uint32_t at : {0U, 1U}) {
      const auto text = pair->Get(turn.context(), at).ToLocalChecked().As<v8::String>();
      (at == 0 ? field.name : field.value) = utf8_of(isolate, text);
    }
    if (!is_visible(field, app_->rights())) {
      task_.fail(Outcome::denied,
                 error_of("TypeError",
                          "header " + field.name + ": needs \"permissions\": {\"cookies\": true}"));
      return false;
    }
    answer.fields.push_back(std::move(field));
  }
  for (const PageField& field : answer_.fields) {
    if (!is_visible(field, app_->rights())) answer.fields.push_back(field);
  }
  answer_ = std::move(answer);
  return true;
}

bool PageScript::take_answer_body(Turn& turn, v8::Local<v8::Value> response) {
  v8::Local<v8::Value> body;
  if (!app_->realm().call(turn, "takeBody", {response}).ToLocal(&body)) return false;
  if (adopt(turn, js_member(turn.context(), body, "handle"))) return true;
  if (!app_->rights().html_modify) {
    task_.fail(Outcome::denied, error_of("TypeError",
                                         "fetch() gave another body than the page's: needs "
                                         "\"permissions\": {\"html\": \"modify\"}"));
    return false;
  }
  reader_ = std::make_unique<BodyReader>(turn.isolate(), body.As<v8::Object>());
  return true;
}

// Whether it is the page itself, or what transform() made of it, and nothing was read: then no
// JavaScript stands between its bytes, and places are kept.
bool PageScript::adopt(Turn& turn, v8::Local<v8::Value> handle) {
  if (page_body_ == nullptr || !read_by_script_.empty() || read_is_lost_) return false;
  std::vector<v8::Local<v8::Value>> handles;
  std::vector<v8::Local<v8::Object>> rewriters;
  while (IncomingBody::of(handle) != page_body_.get()) {
    const auto parts = app_->bodies().parts(handle);
    if (!parts) return false;
    handles.push_back(handle);
    rewriters.push_back(parts->rewriter);
    handle = js_member(turn.context(), parts->upstream, "handle");
  }
  for (v8::Local<v8::Value> adopted : handles) app_->bodies().forget(adopted);
  // The innermost is the first that the page comes to.
  for (auto rewriter = rewriters.rbegin(); rewriter != rewriters.rend(); ++rewriter) {
    rewriters_.emplace_back(turn.isolate(), *rewriter);
  }
  page_body_.reset();
  return true;
}

}  // namespace inlay
