#include "api/html_rewriter_state.h"

#include <v8-container.h>
#include <v8-function.h>

#include "api/attributes_iterator.h"
#include "api/changing.h"
#include "api/comment.h"
#include "api/doctype.h"
#include "api/document_end.h"
#include "api/element.h"
#include "api/end_tag.h"
#include "api/text.h"
#include "base/check.h"
#include "isolate/isolate.h"
#include "isolate/script_error.h"
#include "isolate/v8_differences.h"

namespace inlay {
namespace {

ObjectMaker maker_of(Isolate& isolate, const ClassTable& table) {
  return {isolate.v8(), isolate.class_template(table)
                            ->InstanceTemplate()
                            ->NewInstance(isolate.context())
                            .ToLocalChecked()};
}

v8::Local<v8::Object> prototype_of(v8::Local<v8::Value> object) {
  return object.As<v8::Object>()->GetPrototype().As<v8::Object>();
}

// As all iterators of the language, which have it from arrays' iterators' prototype's prototype.
void make_an_iterator(Isolate& isolate, const ClassTable& table) {
  v8::Local<v8::Context> context = isolate.context();
  v8::Local<v8::Array> array = v8::Array::New(isolate.v8());
  v8::Local<v8::Value> iterator = array->Get(context, v8::Symbol::GetIterator(isolate.v8()))
                                      .ToLocalChecked()
                                      .As<v8::Function>()
                                      ->Call(context, array, 0, nullptr)
                                      .ToLocalChecked();
  v8::Local<v8::Object> prototype = prototype_of(
      isolate.class_template(table)->InstanceTemplate()->NewInstance(context).ToLocalChecked());
  CHECK(prototype->SetPrototype(context, prototype_of(prototype_of(iterator))).FromMaybe(false));
}

v8::Local<v8::Object> pattern_of_iterator_results(Isolate& isolate) {
  v8::Isolate* const v8 = isolate.v8();
  v8::Local<v8::Object> result = v8::Object::New(v8);
  const auto set = [&](std::string_view name, v8::Local<v8::Value> value) {
    CHECK(result->CreateDataProperty(isolate.context(), js_literal(v8, name), value)
              .FromMaybe(false));
  };
  set("value", v8::Undefined(v8));
  set("done", v8::True(v8));
  return result;
}

}  // namespace

bool refuses_change(v8::Isolate* isolate) {
  if (HtmlRewriterState::of(isolate).may_change()) return false;
  v8::Local<v8::Value> error = v8::Exception::TypeError(js_literal(
      isolate, "the page may only be looked at: needs \"permissions\": {\"html\": \"modify\"}"));
  mark_denied(isolate, error.As<v8::Object>());
  isolate->ThrowException(error);
  return true;
}

HtmlRewriterState::HtmlRewriterState(Isolate& isolate, ContentOpener* opener,
                                     ResponseTransformer* transformer, bool may_change)
    : element(maker_of(isolate, kElementClass)),
      end_tag(maker_of(isolate, kEndTagClass)),
      text(maker_of(isolate, kTextClass)),
      text_node(maker_of(isolate, kTextNodeClass)),
      comment(maker_of(isolate, kCommentClass)),
      doctype(maker_of(isolate, kDoctypeClass)),
      document_end(maker_of(isolate, kDocumentEndClass)),
      attributes(maker_of(isolate, kAttributesIteratorClass)),
      isolate_(isolate.v8()),
      opener_(opener),
      transformer_(transformer),
      may_change_(may_change) {
  const auto keep = [this](v8::Eternal<v8::String>& name, std::string_view text_of_it) {
    name.Set(isolate_, js_literal(isolate_, text_of_it));
  };
  keep(names_.element, "element");
  keep(names_.text, "text");
  keep(names_.text_node, "textNode");
  keep(names_.comments, "comments");
  keep(names_.doctype, "doctype");
  keep(names_.end, "end");
  keep(names_.html, "html");
  keep(names_.value, "value");
  keep(names_.done, "done");
  key_.Set(isolate_, v8::Private::New(isolate_, js_literal(isolate_, "handlers")));
  make_an_iterator(isolate, kAttributesIteratorClass);
  iterator_result_.Reset(isolate_, pattern_of_iterator_results(isolate));
  isolate_->SetData(kDataSlot, this);
}

HtmlRewriterState::~HtmlRewriterState() { isolate_->SetData(kDataSlot, nullptr); }

v8::Local<v8::Object> HtmlRewriterState::iterator_result(v8::Isolate* isolate) const {
  return cloned(isolate, iterator_result_.Get(isolate));
}

}  // namespace inlay
