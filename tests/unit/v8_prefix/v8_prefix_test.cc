// The V8 that ./inlay unpacks starts and runs a script, without any Node environment.
#include <gtest/gtest.h>
#include <libplatform/libplatform.h>
#include <v8.h>

#include <memory>
#include <string>
#include <string_view>

#include "inlay_versions.h"

namespace inlay {
namespace {

// V8 can be started once in a process, so once for all tests here.
class V8Prefix : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    v8::V8::SetFlagsFromString("--jitless");
    platform_ = v8::platform::NewSingleThreadedDefaultPlatform();
    v8::V8::InitializePlatform(platform_.get());
    v8::V8::Initialize();
  }
  static void TearDownTestSuite() {
    v8::V8::Dispose();
    v8::V8::DisposePlatform();
    platform_.reset();
  }

  V8Prefix() : allocator_(v8::ArrayBuffer::Allocator::NewDefaultAllocator()) {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = allocator_.get();
    isolate_ = v8::Isolate::New(params);
  }
  ~V8Prefix() override { isolate_->Dispose(); }

  // The script's result as text; what it threw, as text, after "threw ".
  std::string evaluate(std::string_view source) {
    v8::Isolate::Scope in_isolate(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = v8::Context::New(isolate_);
    v8::Context::Scope in_context(context);
    v8::TryCatch caught(isolate_);
    v8::Local<v8::String> text =
        v8::String::NewFromUtf8(isolate_, source.data(), v8::NewStringType::kNormal,
                                static_cast<int>(source.size()))
            .ToLocalChecked();
    v8::Local<v8::Value> result;
    v8::Local<v8::Script> script;
    if (!v8::Script::Compile(context, text).ToLocal(&script) ||
        !script->Run(context).ToLocal(&result)) {
      return "threw " + std::string(*v8::String::Utf8Value(isolate_, caught.Exception()));
    }
    return std::string(*v8::String::Utf8Value(isolate_, result));
  }

 private:
  static inline std::unique_ptr<v8::Platform> platform_;
  std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_;
  v8::Isolate* isolate_ = nullptr;
};

TEST_F(V8Prefix, library_is_of_the_version_its_headers_state) {
  const std::string running = v8::V8::GetVersion();
  EXPECT_EQ(running.substr(0, running.find('-')), kV8Version);
}

TEST_F(V8Prefix, evaluates_scripts) {
  struct Row {
    const char* name;
    const char* source;
    const char* result;
  };
  const Row rows[] = {
      {"arithmetic", "6 * 7", "42"},
      {"modern syntax", "[1, 2].map((n) => `${n ** 2}`).at(-1) ?? 'none'", "4"},
      {"Unicode data of the system's ICU", "/\\p{L}+/u.exec('éa1')[0]", "éa"},
      {"no JIT, so no WebAssembly", "typeof WebAssembly", "undefined"},
      {"no Node environment", "typeof process + typeof require", "undefinedundefined"},
      {"an exception", "null.x", "threw TypeError: Cannot read properties of null (reading 'x')"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(evaluate(row.source), row.result);
  }
}

}  // namespace
}  // namespace inlay
