#include "apps/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>

namespace inlay::apps {
namespace {

using std::literals::operator""sv;

struct Row {
  const char* name;
  std::string_view text;
  std::string_view written;
};

// Texts and how they come out again: compact, keys sorted, numbers as written, safe in a script.
constexpr Row kRoundTrips[] = {
    {"null", "null", "null"},
    {"blanks", " \t\r\n[ 1 , 2 ] \n", "[1,2]"},
    {"empty array", "[]", "[]"},
    {"empty object", "{ }", "{}"},
    {"sorted keys", R"({"b":1,"a":{"d":true,"c":false}})", R"({"a":{"c":false,"d":true},"b":1})"},
    {"last of equal keys", R"({"a":1,"b":2,"a":3,"a":4})", R"({"a":4,"b":2})"},
    {"equal keys after unescaping", R"({"a":1,"\u0061":2})", R"({"a":2})"},
    {"long number", "[12345678901234567890.12345678901234567890e-7]",
     "[12345678901234567890.12345678901234567890e-7]"},
    {"negative zero", "-0", "-0"},
    {"byte order mark", "\xEF\xBB\xBF{\"a\":1}", R"({"a":1})"},
    {"escapes", R"("\"\\\/\b\f\n\r\t")", R"("\"\\/\u0008\u000c\n\u000d\u0009")"},
    {"markup", R"("</script>&amp;")", R"("\u003c/script\u003e\u0026amp;")"},
    {"markup in a key", R"({"<":1})", R"({"\u003c":1})"},
    {"line separators", "\"\xE2\x80\xA8 \xE2\x80\xA9 \xE2\x80\xAA\"",
     "\"\\u2028 \\u2029 \xE2\x80\xAA\""},
    {"surrogate pair", R"("\ud83d\ude00")", "\"\xF0\x9F\x98\x80\""},
    {"escaped NUL", R"("a\u0000b")", R"("a\u0000b")"},
    {"DEL", "\"\x7F\"", R"("\u007f")"},
};

TEST(Json, ComesOutAsItShould) {
  for (const Row& row : kRoundTrips) {
    const auto document = read_json(row.text);
    ASSERT_TRUE(document) << row.name << ": " << document.error().message;
    EXPECT_EQ(write_json(document->root), row.written) << row.name;
    const auto again = read_json(row.written);
    ASSERT_TRUE(again) << row.name;
    EXPECT_TRUE(again->root == document->root) << row.name;
  }
}

struct Refused {
  const char* name;
  std::string_view text;
  uint32_t at;
};

constexpr Refused kRefused[] = {
    {"nothing", "", 0},
    {"only a byte order mark", "\xEF\xBB\xBF", 3},
    {"two values", "1 2", 2},
    {"trailing comma", "[1,]", 3},
    {"trailing comma in an object", R"({"a":1,})", 7},
    {"comment", "/* a */ 1", 0},
    {"single quotes", "['a']", 1},
    {"bare key", "{a:1}", 1},
    {"missing colon", R"({"a" 1})", 5},
    {"missing comma", R"(["a" "b"])", 5},
    {"NaN", "[NaN]", 1},
    {"plus", "[+1]", 1},
    {"hex", "[0x10]", 2},
    {"open string", R"(["abc)", 1},
    {"raw control character", "\"a\nb\"", 0},
    {"not UTF-8", "[\"\xFF\"]", 1},
    {"overlong", "[\"\xC0\xAF\"]", 1},
    {"surrogate in UTF-8", "[\"\xED\xA0\x80\"]", 1},
    {"lone surrogate", R"(["\ud800"])", 3},
    {"lone second half of a surrogate pair", R"(["\ude8b"])", 1},
    {"lone second half in a key", R"({"\udc00":1})", 1},
    {"NUL behind the value", "[1]\0 more"sv, 3},
    {"NUL at the start", "\0[1]"sv, 0},
    {"number too big", "[1e999]", 5},
    {"unclosed", "[[1]", 4},
};

TEST(Json, RefusesWhatIsNoJson) {
  for (const Refused& row : kRefused) {
    const auto document = read_json(row.text);
    ASSERT_FALSE(document) << row.name;
    EXPECT_EQ(document.error().kind, JsonError::Kind::syntax) << row.name;
    EXPECT_FALSE(document.error().message.empty()) << row.name;
    // RapidJSON is not exact to the byte; people need the right line and about the right column.
    EXPECT_NEAR(document.error().at, row.at, 4) << row.name;
  }
}

TEST(Json, HasBounds) {
  const std::string deep_enough = std::string(kJsonDepthMax, '[') + std::string(kJsonDepthMax, ']');
  EXPECT_TRUE(read_json(deep_enough));
  std::string many = "[0";
  for (uint32_t i = 2; i < kJsonValuesMax; ++i) many += ",0";
  EXPECT_TRUE(read_json(many + "]"));

  const struct {
    const char* name;
    std::string text;
  } rows[] = {
      {"too deep", '[' + deep_enough + ']'},
      {"much too deep", std::string(kManifestBytesMax, '[')},
      {"much too deep objects",
       [] {
         std::string text;
         while (text.size() + 5 <= kManifestBytesMax) text += "{\"a\":";
         return text;
       }()},
      {"too many values", many + ",0]"},
      {"too long", std::string(kManifestBytesMax, ' ') + "1"},
  };
  for (const auto& row : rows) {
    const auto document = read_json(row.text);
    ASSERT_FALSE(document) << row.name;
    EXPECT_EQ(document.error().kind, JsonError::Kind::limit) << row.name;
  }
}

TEST(Json, RemembersPlaces) {
  constexpr std::string_view text =
      R"( { "a" : "x\u0041" , "b":[ true , null,-1.5e2 ,{"c" : false}] , "a" :  {} } )";
  const auto document = read_json(text);
  ASSERT_TRUE(document);
  const Json& root = document->root;
  EXPECT_EQ(root.at(), text.find('{'));
  const Json& b = *root.find("b");
  EXPECT_EQ(b.at(), text.find('['));
  EXPECT_EQ(b.items()[0].at(), text.find("true"));
  EXPECT_EQ(b.items()[1].at(), text.find("null"));
  EXPECT_EQ(b.items()[2].at(), text.find("-1.5e2"));
  EXPECT_EQ(b.items()[3].at(), text.find("{\"c\""));
  EXPECT_EQ(b.items()[3].members()[0].key_at, text.find("\"c\""));
  EXPECT_EQ(b.items()[3].find("c")->at(), text.find("false"));
  EXPECT_EQ(root.find("a")->at(), text.find("{}"));
  ASSERT_EQ(document->duplicates.size(), 1U);
  EXPECT_EQ(document->duplicates[0].key, "a");
  EXPECT_EQ(document->duplicates[0].at, text.rfind("\"a\""));
}

TEST(Json, ReadsValuesOfEachKind) {
  const auto document = read_json(R"({"s":"x","n":2.5,"t":true,"z":null,"a":[1],"o":{"k":"v"}})");
  ASSERT_TRUE(document);
  const Json& root = document->root;
  EXPECT_EQ(root.find("s")->as_string(), "x");
  EXPECT_EQ(root.find("n")->as_number(), 2.5);
  EXPECT_TRUE(root.find("t")->as_boolean());
  EXPECT_TRUE(root.find("z")->is_null());
  EXPECT_EQ(root.find("a")->items().size(), 1U);
  EXPECT_EQ(root.find("o")->find("k")->as_string(), "v");
  EXPECT_EQ(root.find("missing"), nullptr);
  // A value of another kind is neutral.
  EXPECT_EQ(root.find("n")->as_string(), "");
  EXPECT_EQ(root.find("s")->as_number(), 0);
  EXPECT_FALSE(root.find("s")->as_boolean());
  EXPECT_EQ(root.find("s")->find("k"), nullptr);
}

}  // namespace
}  // namespace inlay::apps
