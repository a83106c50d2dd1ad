// Text into strings and back: as V8 decodes it, whichever way it goes.
#include "isolate/js_string.h"

#include <gtest/gtest.h>

#include "script_run.h"

namespace inlay {
namespace {

TEST(JsString, decodes_as_v8_does) {
  struct Row {
    const char* name;
    std::string utf8;
  };
  const Row rows[] = {
      {"empty", ""},
      {"ASCII", "abc"},
      {"Latin-1", "Grüße ÿ"},
      {"first of two bytes", "\xC2\x80"},
      {"last of two bytes", "\xDF\xBF"},
      {"first of three bytes", "\xE0\xA0\x80"},
      {"last of three bytes", "\xEF\xBF\xBF"},
      {"euro, Latin", "é€"},
      {"beyond the first plane", "a😀é"},
      {"first of four bytes", "\xF0\x90\x80\x80"},
      {"last of four bytes", "\xF4\x8F\xBF\xBF"},
      {"beyond the last", "\xF4\x90\x80\x80"},
      {"overlong four", "\xF0\x8F\xBF\xBF"},
      {"cut after three of four", "é\xF0\x9F\x98"},
      {"overlong two", "é\xC1\xBF"},
      {"overlong three", "é\xE0\x9F\xBF"},
      {"surrogate", "é\xED\xA0\x80"},
      {"last before surrogates", "\xED\x9F\xBF"},
      {"first after surrogates", "\xEE\x80\x80"},
      {"cut after one of two", "é\xC3"},
      {"cut after one of three", "é\xE2"},
      {"cut after two of three", "é\xE2\x82"},
      {"lone continuation", "é\x80"},
      {"two bytes, no continuation", "é\xC3(x"},
      {"three bytes, no continuation", "é\xE2\x82(x"},
      {"byte that never is", "é\xFF"},
      {"NUL", std::string("é\0é", 5)},
      {"byte order mark", "\xEF\xBB\xBFx"},
  };
  TestWorld world;
  Budget budget{.cpu_left = std::chrono::seconds(10)};
  Turn turn = world.isolate().enter(budget);
  v8::Isolate* isolate = turn.isolate();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const v8::Local<v8::String> ours = js_string(isolate, row.utf8).ToLocalChecked();
    const v8::Local<v8::String> theirs =
        v8::String::NewFromUtf8(isolate, row.utf8.data(), v8::NewStringType::kNormal,
                                static_cast<int>(row.utf8.size()))
            .ToLocalChecked();
    EXPECT_TRUE(ours->StringEquals(theirs));
    EXPECT_EQ(ours->Length(), theirs->Length());
    EXPECT_EQ(utf8_of(isolate, ours),
              *v8::String::Utf8Value(isolate, theirs) == nullptr
                  ? std::string()
                  : std::string(*v8::String::Utf8Value(isolate, theirs),
                                static_cast<size_t>(theirs->Utf8Length(isolate))));
  }
}

TEST(JsString, cuts_between_characters) {
  EXPECT_EQ(utf8_cut("aé€", 6), "aé€");
  EXPECT_EQ(utf8_cut("aé€", 5), "aé");
  EXPECT_EQ(utf8_cut("aé€", 3), "aé");
  EXPECT_EQ(utf8_cut("aé€", 2), "a");
  EXPECT_EQ(utf8_cut("€", 2), "");
}

}  // namespace
}  // namespace inlay
