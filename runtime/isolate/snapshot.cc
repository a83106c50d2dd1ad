#include "isolate/snapshot.h"

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-script.h>
#include <v8-template.h>

#include <cstring>
#include <utility>

#include "base/check.h"
#include "isolate/lockdown.h"
#include "isolate/script_error.h"
#include "isolate/v8_differences.h"

namespace inlay {
namespace {

// Before V8's own bytes, a text of this size: what the blob is valid for.
constexpr size_t kHeadBytes = 1024;
constexpr std::string_view kPreludeName = "inlay:prelude";
constexpr std::string_view kLockdownName = "inlay:lockdown";

std::string head_of(const Surface& surface, EngineClass engine) {
  std::string head = "inlay snapshot 1\nv8 ";
  head.append(engine_version()).append("\nflags ").append(engine_flags(engine));
  head.append("\nsurface ").append(std::to_string(fingerprint(surface))).append("\n");
  CHECK(head.size() <= kHeadBytes);
  head.resize(kHeadBytes, ' ');
  return head;
}

tl::unexpected<Error> failed(std::string_view what, v8::Isolate* isolate,
                             const v8::TryCatch& caught) {
  const ScriptError error = describe_thrown(isolate, caught.Exception(), caught.Message());
  return fail(Fault::malformed, Blame::self, std::string(what) + ": " + error.text());
}

v8::MaybeLocal<v8::Value> run(v8::Local<v8::Context> context, std::string_view name,
                              std::string_view source) {
  v8::Isolate* isolate = context->GetIsolate();
  v8::ScriptOrigin origin = script_origin(isolate, js_literal(isolate, name), false);
  v8::Local<v8::String> text;
  v8::Local<v8::Script> script;
  if (!js_string(isolate, source).ToLocal(&text)) return {};
  if (!v8::Script::Compile(context, text, &origin).ToLocal(&script)) return {};
  return script->Run(context);
}

Result<> fill(v8::Local<v8::Context> context, const Surface& surface,
              std::span<const v8::Local<v8::FunctionTemplate>> classes) {
  v8::Isolate* isolate = context->GetIsolate();
  const v8::TryCatch caught(isolate);
  if (run(context, kLockdownName, kLockdown).IsEmpty()) {
    return failed(kLockdownName, isolate, caught);
  }
  v8::Local<v8::Object> natives = v8::Object::New(isolate);
  for (size_t i = 0; i < surface.classes.size(); i++) {
    const ClassTable& table = *surface.classes[i];
    v8::Local<v8::Function> made = classes[i]->GetFunction(context).ToLocalChecked();
    v8::Local<v8::Object> holder = table.global ? context->Global() : natives;
    holder->DefineOwnProperty(context, js_literal(isolate, table.name), made, v8::DontEnum).Check();
  }
  for (const MethodRow& row : surface.natives) {
    v8::Local<v8::Function> made =
        function_template_of(isolate, row)->GetFunction(context).ToLocalChecked();
    natives->Set(context, js_literal(isolate, row.name), made).Check();
  }
  v8::Local<v8::Value> prelude;
  if (!run(context, kPreludeName, surface.prelude).ToLocal(&prelude)) {
    return failed(kPreludeName, isolate, caught);
  }
  if (!prelude->IsFunction()) {
    return fail(Fault::malformed, Blame::self,
                std::string(kPreludeName) + ": its value is no function");
  }
  v8::Local<v8::Value> argument = natives;
  v8::Local<v8::Value> given;
  if (!prelude.As<v8::Function>()
           ->Call(context, v8::Undefined(isolate), 1, &argument)
           .ToLocal(&given)) {
    return failed(kPreludeName, isolate, caught);
  }
  context->SetEmbedderData(kPreludeData, given);
  return {};
}

}  // namespace

Snapshot::Snapshot(const Surface& surface, std::string_view blob)
    : surface_(&surface),
      blob_{blob.data(), static_cast<int>(blob.size())},
      references_(external_references(surface)) {}

Result<Snapshot> Snapshot::read(std::string_view bytes, const Surface& surface,
                                EngineClass engine) {
  const std::string head = head_of(surface, engine);
  if (bytes.size() <= kHeadBytes || bytes.substr(0, kHeadBytes) != head) {
    return fail(Fault::unsupported, Blame::self,
                "start-up snapshot: not made by this engine (" + std::string(engine_version()) +
                    ") with these flags and classes; build anew");
  }
  return Snapshot(surface, bytes.substr(kHeadBytes));
}

Result<std::string> Snapshot::make(const Surface& surface, EngineClass engine) {
  const std::vector<intptr_t> references = external_references(surface);
  v8::SnapshotCreator creator(references.data());
  v8::Isolate* isolate = creator.GetIsolate();
  Result<> filled;
  {
    const v8::HandleScope handles(isolate);
    creator.SetDefaultContext(v8::Context::New(isolate));
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    const v8::Context::Scope in_context(context);
    std::vector<v8::Local<v8::FunctionTemplate>> classes;
    for (const ClassTable* table : surface.classes) {
      classes.push_back(class_template_of(isolate, *table));
      CHECK(creator.AddData(classes.back()) == classes.size() - 1);
    }
    filled = fill(context, surface, classes);
    CHECK(creator.AddContext(context) == 0);
  }
  const v8::StartupData blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  const std::unique_ptr<const char[]> owned(blob.data);
  if (!filled) return fail(filled.error());
  std::string bytes = head_of(surface, engine);
  return bytes.append(blob.data, static_cast<size_t>(blob.raw_size));
}

}  // namespace inlay
