#include "isolate/platform.h"

#include <libplatform/libplatform.h>
#include <sys/random.h>
#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-initialization.h>
#include <v8-isolate.h>
#include <v8-script.h>

#include <atomic>
#include <string>

#include "base/check.h"
#include "isolate/js_string.h"

namespace inlay {
namespace {

// One thread runs JavaScript; regular expressions that backtrack without end go to the linear
// engine; the stack leaves room for native code below scripts on a thread of 2 MiB and more.
constexpr std::string_view kInterpretedFlags =
    "--jitless --single-threaded --stack-size=960 --no-expose-wasm"
    " --enable-experimental-regexp-engine-on-excessive-backtracks"
    " --regexp-backtracks-before-fallback=10000";
constexpr std::string_view kCompiledFlags =
    kInterpretedFlags.substr(std::string_view("--jitless ").size());

// V8's callbacks carry no data, and there is one V8 per process.
std::atomic<FatalHook> fatal_hook{nullptr};
std::atomic<bool> platform_made{false};

bool fill_with_entropy(unsigned char* buffer, size_t length) {
  while (length > 0) {
    const ssize_t got = getrandom(buffer, length, 0);
    if (got <= 0) return false;
    buffer += got;
    length -= static_cast<size_t>(got);
  }
  return true;
}

}  // namespace

std::string_view engine_flags(EngineClass engine) {
  return engine == EngineClass::interpreted ? kInterpretedFlags : kCompiledFlags;
}

std::string_view engine_version() { return v8::V8::GetVersion(); }

Platform::Platform(EngineClass engine, FatalHook hook) : engine_(engine) {
  CHECK(!platform_made.exchange(true));
  fatal_hook.store(hook);
  const std::string_view flags = engine_flags(engine);
  v8::V8::SetFlagsFromString(flags.data(), flags.size());
  v8::V8::SetEntropySource(fill_with_entropy);
  platform_ = v8::platform::NewSingleThreadedDefaultPlatform();
  v8::V8::InitializePlatform(platform_.get());
  v8::V8::Initialize();
}

Platform::~Platform() {
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}

void Platform::warm_up() {
  const std::unique_ptr<v8::ArrayBuffer::Allocator> allocator(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator = allocator.get();
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope in_isolate(isolate);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope in_context(context);
    v8::Local<v8::String> source = js_literal(
        isolate,
        "new Date().toString() + new Date(0).toLocaleString() + (1.5).toLocaleString() + "
        "'é'.normalize('NFD').localeCompare('e') + /\\p{L}/u.test('é') + 'I'.toLocaleLowerCase()");
    v8::Local<v8::Script> script;
    CHECK(v8::Script::Compile(context, source).ToLocal(&script));
    CHECK(!script->Run(context).IsEmpty());
  }
  isolate->Dispose();
}

void park_after_fatal(const char* what) noexcept {
  const FatalHook hook = fatal_hook.load();
  if (hook != nullptr) hook(what);
  // By futex(2), which a confined process may call; pause(2) it may not.
  const std::atomic<int> never{0};
  for (;;) never.wait(0);
}

}  // namespace inlay
