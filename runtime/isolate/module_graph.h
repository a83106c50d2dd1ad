// An app's modules and scripts, out of memory: relative imports inside the folder, nothing else.
#pragma once

#include <v8-function-callback.h>
#include <v8-persistent-handle.h>
#include <v8-script.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>

#include "base/quantity.h"
#include "isolate/script_error.h"
#include "isolate/turn.h"

namespace inlay {

// Path relative to the app's folder → bytes.
using FilesByPath = std::map<std::string, std::string, std::less<>>;

// One per isolate. `files` outlives it; `caches` (what code_caches() once gave, or null) need only
// live for the calls that compile. A cache of other sources or flags is ignored.
class ModuleGraph {
 public:
  template <typename T>
  using Loaded = tl::expected<T, ScriptError>;

  ModuleGraph(Isolate& isolate, const FilesByPath& files, const FilesByPath* caches = nullptr);
  ModuleGraph(const ModuleGraph&) = delete;
  ModuleGraph& operator=(const ModuleGraph&) = delete;
  ~ModuleGraph();

  // V8 links and evaluates by recursion, so a chain of imports needs a bound.
  static constexpr size_t kModulesMax = 1000;

  // Compiles `path` and all it imports, links and evaluates them. The promise is that of top-level
  // await: settled after the next microtasks unless the module waits for something. Its rejection
  // is the caller's to report: it counts as handled. Not a second time for one path.
  Loaded<v8::Local<v8::Promise>> import(Turn& turn, std::string_view path);
  // The exports of a module that import() gave.
  v8::Local<v8::Object> exports(Turn& turn, std::string_view path);

  // A classic script; its completion value.
  Loaded<v8::Local<v8::Value>> run_script(Turn& turn, std::string_view path);

  // Of all modules compiled so far; best after they have run once. Path → bytes.
  FilesByPath code_caches(Turn& turn) const;
  uint32_t caches_used() const { return caches_used_; }
  uint32_t caches_rejected() const { return caches_rejected_; }

 private:
  static v8::MaybeLocal<v8::Module> on_resolve(v8::Local<v8::Context> context,
                                               v8::Local<v8::String> specifier,
                                               v8::Local<v8::FixedArray> attributes,
                                               v8::Local<v8::Module> referrer);
  static v8::MaybeLocal<v8::Promise> on_dynamic_import(v8::Local<v8::Context> context,
                                                       v8::Local<v8::Data> options,
                                                       v8::Local<v8::Value> resource,
                                                       v8::Local<v8::String> specifier,
                                                       v8::Local<v8::FixedArray> attributes);
  static void on_import_meta(v8::Local<v8::Context> context, v8::Local<v8::Module> module,
                             v8::Local<v8::Object> meta);

  static void import_later(const v8::FunctionCallbackInfo<v8::Value>& info);

  // Each leaves an exception pending where it returns nothing.
  v8::MaybeLocal<v8::Module> linked(v8::Local<v8::Context> context, const std::string& path);
  v8::MaybeLocal<v8::Promise> evaluated(v8::Local<v8::Context> context, const std::string& path);
  bool compile_all(v8::Local<v8::Context> context, const std::string& entry);
  v8::MaybeLocal<v8::Module> compiled(const std::string& path);
  v8::MaybeLocal<v8::Module> compile(const std::string& path, std::string_view source);
  std::optional<std::string> path_of(std::string_view importer, std::string_view place,
                                     v8::Local<v8::String> specifier);
  v8::MaybeLocal<v8::String> charged_text(std::string_view path, std::string_view source);

  Isolate& owner_;
  v8::Isolate* isolate_;
  const FilesByPath& files_;
  const FilesByPath* caches_;
  std::map<std::string, v8::Global<v8::Module>, std::less<>> modules_;
  std::unordered_map<int, std::string> paths_;  // by V8's script id
  Bytes charged_{};                             // sources compiled so far
  uint32_t caches_used_ = 0;
  uint32_t caches_rejected_ = 0;
};

}  // namespace inlay
