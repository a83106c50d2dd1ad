#include "isolate/module_graph.h"

#include <v8-container.h>
#include <v8-data.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-promise.h>

#include <iterator>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "isolate/isolate.h"
#include "isolate/js_string.h"
#include "isolate/module_path.h"
#include "isolate/rejections.h"
#include "isolate/v8_differences.h"

namespace inlay {
namespace {

ScriptError error_of(Turn& turn) {
  turn.keep_exception();
  ScriptError stopped;  // terminated: the turn's end says why
  stopped.name = "Error";
  stopped.message = "stopped";
  return turn.take_error().value_or(std::move(stopped));
}

// Where `request` stands: "source/a.js:3:20".
std::string place_of(v8::Local<v8::Module> module, const std::string& path,
                     v8::Local<v8::ModuleRequest> request) {
  v8::Location at = module->SourceOffsetToLocation(request->GetSourceOffset());
  return path + ":" + std::to_string(at.GetLineNumber() + 1) + ":" +
         std::to_string(at.GetColumnNumber() + 1);
}

}  // namespace

ModuleGraph::ModuleGraph(Isolate& isolate, const FilesByPath& files, const FilesByPath* caches)
    : owner_(isolate), isolate_(isolate.v8()), files_(files), caches_(caches) {
  CHECK(owner_.modules_ == nullptr);
  owner_.modules_ = this;
  isolate_->SetHostImportModuleDynamicallyCallback(on_dynamic_import);
  isolate_->SetHostInitializeImportMetaObjectCallback(on_import_meta);
}

ModuleGraph::~ModuleGraph() { owner_.modules_ = nullptr; }

auto ModuleGraph::import(Turn& turn, std::string_view path) -> Loaded<v8::Local<v8::Promise>> {
  v8::Local<v8::Promise> promise;
  if (!evaluated(turn.context(), std::string(path)).ToLocal(&promise)) {
    return tl::unexpected(error_of(turn));
  }
  promise->MarkAsHandled();
  owner_.rejections().drop(promise);  // if it was rejected at once
  return promise;
}

v8::Local<v8::Object> ModuleGraph::exports(Turn&, std::string_view path) {
  const auto found = modules_.find(path);
  CHECK(found != modules_.end());
  return found->second.Get(isolate_)->GetModuleNamespace().As<v8::Object>();
}

auto ModuleGraph::run_script(Turn& turn, std::string_view path) -> Loaded<v8::Local<v8::Value>> {
  const auto found = files_.find(path);
  v8::Local<v8::String> text;
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> value;
  v8::ScriptOrigin origin = script_origin(isolate_, js_literal(isolate_, path), false);
  if (found == files_.end()) {
    throw_js(isolate_, JsError::type_error, std::string(path) + ": no such file in the app");
  } else if (charged_text(path, found->second).ToLocal(&text) &&
             v8::Script::Compile(turn.context(), text, &origin).ToLocal(&script) &&
             script->Run(turn.context()).ToLocal(&value)) {
    return value;
  }
  return tl::unexpected(error_of(turn));
}

FilesByPath ModuleGraph::code_caches(Turn&) const {
  FilesByPath caches;
  for (const auto& [path, module] : modules_) {
    const std::unique_ptr<v8::ScriptCompiler::CachedData> data(
        v8::ScriptCompiler::CreateCodeCache(module.Get(isolate_)->GetUnboundModuleScript()));
    caches[path].assign(reinterpret_cast<const char*>(data->data),
                        static_cast<size_t>(data->length));
  }
  return caches;
}

v8::MaybeLocal<v8::String> ModuleGraph::charged_text(std::string_view path,
                                                     std::string_view source) {
  const Bytes limit = owner_.limits().source_max;
  if (source.size() > limit.count() - charged_.count()) {
    throw_js(isolate_, JsError::range_error,
             std::string(path) + ": " + std::to_string(source.size()) +
                 " bytes of source, of which " + std::to_string(limit.count() - charged_.count()) +
                 " are left for this app (limit " + std::to_string(limit.count()) + ")");
    return {};
  }
  charged_ = Bytes(charged_.count() + source.size());
  return js_string(isolate_, source);
}

// All before V8 links: it does not survive an error of syntax inside its own question for a module.
bool ModuleGraph::compile_all(v8::Local<v8::Context> context, const std::string& entry) {
  std::vector<std::string> waiting{entry};
  std::set<std::string> seen{entry};
  while (!waiting.empty()) {
    const std::string path = std::move(waiting.back());
    waiting.pop_back();
    v8::Local<v8::Module> module;
    if (!compiled(path).ToLocal(&module)) return false;
    v8::Local<v8::FixedArray> requests = module->GetModuleRequests();
    // From the last to the first, so that the first is compiled next.
    for (int i = requests->Length() - 1; i >= 0; i--) {
      const auto request = requests->Get(context, i).As<v8::ModuleRequest>();
      std::optional<std::string> wanted =
          path_of(path, place_of(module, path, request), request->GetSpecifier());
      if (!wanted) return false;
      if (seen.insert(*wanted).second) waiting.push_back(std::move(*wanted));
    }
  }
  return true;
}

v8::MaybeLocal<v8::Module> ModuleGraph::compiled(const std::string& path) {
  if (const auto known = modules_.find(path); known != modules_.end()) {
    return known->second.Get(isolate_);
  }
  const auto file = files_.find(path);
  if (file == files_.end()) {
    throw_js(isolate_, JsError::type_error, path + ": no such file in the app");
    return {};
  }
  if (modules_.size() == kModulesMax) {
    throw_js(isolate_, JsError::range_error,
             path + ": the app has more than " + std::to_string(kModulesMax) + " modules");
    return {};
  }
  return compile(path, file->second);
}

v8::MaybeLocal<v8::Module> ModuleGraph::compile(const std::string& path, std::string_view source) {
  v8::Local<v8::String> text;
  if (!charged_text(path, source).ToLocal(&text)) return {};
  v8::ScriptCompiler::CachedData* cached = nullptr;  // the Source below owns it
  if (const auto cache = caches_ == nullptr ? FilesByPath::const_iterator() : caches_->find(path);
      caches_ != nullptr && cache != caches_->end()) {
    cached =
        new v8::ScriptCompiler::CachedData(reinterpret_cast<const uint8_t*>(cache->second.data()),
                                           static_cast<int>(cache->second.size()));
  }
  v8::ScriptCompiler::Source from(text, script_origin(isolate_, js_literal(isolate_, path), true),
                                  cached);
  v8::Local<v8::Module> module;
  if (!v8::ScriptCompiler::CompileModule(isolate_, &from,
                                         cached == nullptr ? v8::ScriptCompiler::kNoCompileOptions
                                                           : v8::ScriptCompiler::kConsumeCodeCache)
           .ToLocal(&module)) {
    return {};
  }
  if (cached != nullptr) (cached->rejected ? caches_rejected_ : caches_used_)++;
  modules_.emplace(path, v8::Global<v8::Module>(isolate_, module));
  paths_.emplace(module->ScriptId(), path);
  return module;
}

v8::MaybeLocal<v8::Module> ModuleGraph::linked(v8::Local<v8::Context> context,
                                               const std::string& path) {
  v8::Local<v8::Module> module;
  if (!compile_all(context, path) || !compiled(path).ToLocal(&module)) return {};
  if (module->GetStatus() == v8::Module::kUninstantiated &&
      !module->InstantiateModule(context, on_resolve).FromMaybe(false)) {
    return {};
  }
  return module;
}

v8::MaybeLocal<v8::Promise> ModuleGraph::evaluated(v8::Local<v8::Context> context,
                                                   const std::string& path) {
  v8::Local<v8::Module> module;
  v8::Local<v8::Value> promise;
  if (!linked(context, path).ToLocal(&module)) return {};
  // Only if microtasks were run below a module's own code; V8 does not survive the question.
  if (module->GetStatus() == v8::Module::kEvaluating ||
      module->GetStatus() == v8::Module::kInstantiating) {
    throw_js(isolate_, JsError::error, path + ": is being loaded");
    return {};
  }
  if (!module->Evaluate(context).ToLocal(&promise)) return {};
  return promise.As<v8::Promise>();
}

std::optional<std::string> ModuleGraph::path_of(std::string_view importer, std::string_view place,
                                                v8::Local<v8::String> specifier) {
  const std::string written =
      utf8_start_of(isolate_, specifier, kErrorMessageMax, static_cast<int>(kErrorMessageMax));
  Result<std::string> path = resolve_module(importer, written);
  if (!path) {
    throw_js(isolate_, JsError::type_error, std::string(place) + ": " + path.error().detail);
    return std::nullopt;
  }
  if (!files_.contains(*path)) {
    throw_js(
        isolate_, JsError::type_error,
        std::string(place) + ": import of \"" + written + "\": no file " + *path + " in the app");
    return std::nullopt;
  }
  return *path;
}

v8::MaybeLocal<v8::Module> ModuleGraph::on_resolve(v8::Local<v8::Context>,
                                                   v8::Local<v8::String> specifier,
                                                   v8::Local<v8::FixedArray>,
                                                   v8::Local<v8::Module> referrer) {
  ModuleGraph& self = *Isolate::from(v8::Isolate::GetCurrent()).modules_;
  const std::string& importer = self.paths_.at(referrer->ScriptId());
  const std::optional<std::string> path = self.path_of(importer, importer, specifier);
  if (!path) return {};
  return self.modules_.at(*path).Get(self.isolate_);
}

// In a microtask: V8 does not survive that a module is evaluated while another one is.
v8::MaybeLocal<v8::Promise> ModuleGraph::on_dynamic_import(v8::Local<v8::Context> context,
                                                           v8::Local<v8::Data>,
                                                           v8::Local<v8::Value> resource,
                                                           v8::Local<v8::String> specifier,
                                                           v8::Local<v8::FixedArray>) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Promise::Resolver> resolver;
  v8::Local<v8::Function> later;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  v8::Local<v8::Value> job[] = {resolver, resource, specifier};
  if (!v8::Function::New(context, import_later, v8::Array::New(isolate, job, std::size(job)))
           .ToLocal(&later)) {
    return {};
  }
  isolate->EnqueueMicrotask(later);
  return resolver->GetPromise();
}

void ModuleGraph::import_later(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const auto job = info.Data().As<v8::Array>();
  const auto resolver = job->Get(context, 0).ToLocalChecked().As<v8::Promise::Resolver>();
  const auto resource = job->Get(context, 1).ToLocalChecked();
  const auto specifier = job->Get(context, 2).ToLocalChecked().As<v8::String>();
  v8::TryCatch caught(isolate);
  v8::Local<v8::Promise> promise;
  ModuleGraph* self = Isolate::from(isolate).modules_;
  if (self != nullptr && resource->IsString()) {
    const std::string importer = utf8_of(isolate, resource.As<v8::String>());
    const std::optional<std::string> path = self->path_of(importer, importer, specifier);
    v8::Local<v8::Function> then;
    v8::Local<v8::Promise> loaded;
    const auto give_exports = [](const v8::FunctionCallbackInfo<v8::Value>& call) {
      call.GetReturnValue().Set(call.Data());
    };
    if (path && self->evaluated(context, *path).ToLocal(&promise) &&
        v8::Function::New(context, give_exports,
                          self->modules_.at(*path).Get(isolate)->GetModuleNamespace())
            .ToLocal(&then) &&
        promise->Then(context, then).ToLocal(&loaded)) {
      resolver->Resolve(context, loaded).FromMaybe(false);  // nothing: terminated
      return;
    }
  }
  // A termination goes on; anything else is the promise's.
  if (!caught.HasCaught() || !caught.CanContinue()) {
    caught.ReThrow();
    return;
  }
  resolver->Reject(context, caught.Exception()).FromMaybe(false);
}

void ModuleGraph::on_import_meta(v8::Local<v8::Context> context, v8::Local<v8::Module> module,
                                 v8::Local<v8::Object> meta) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  const ModuleGraph& self = *Isolate::from(isolate).modules_;
  v8::Local<v8::String> path;
  if (js_string(isolate, self.paths_.at(module->ScriptId())).ToLocal(&path)) {
    meta->CreateDataProperty(context, js_literal(isolate, "url"), path).Check();
  }
}

}  // namespace inlay
