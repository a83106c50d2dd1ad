// The public tokenizer tests, each in each of its initial states, at every chunking, through what
// `inlay debug tokens` answers.
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "cli/debug_tokens.h"
#include "cli/lone_surrogates.h"

namespace inlay {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kEveryChunkSizeUpTo = 64;  // bytes of input; longer ones get the sizes below
constexpr uint64_t kChunkSizes[] = {0, 1, 2, 3, 7};

fs::path test_folder() {
  const char* data = std::getenv("INLAY_TESTDATA");
  const fs::path root = data != nullptr ? fs::path(data) : fs::path(INLAY_ROOT) / "../shared/data";
  return root / "html5lib/tokenizer";
}

std::string to_json(const rapidjson::Value& value) {
  rapidjson::StringBuffer out;
  rapidjson::Writer<rapidjson::StringBuffer> writer(out);
  value.Accept(writer);
  return out.GetString();
}

std::string json_string(std::string_view text) {
  rapidjson::Value value(rapidjson::StringRef(text.data(), text.size()));
  return to_json(value);
}

// In "doubleEscaped" tests "\\u" stands for "\u".
std::string unescape_once(std::string json) {
  for (size_t at = 0; (at = json.find("\\\\u", at)) != json.npos;) json.erase(at, 1);
  return json;
}

bool same_tokens(const std::string& a, const std::string& b) {
  rapidjson::Document first;
  rapidjson::Document second;
  first.Parse(surrogate_escapes_to_bytes(a).c_str());
  second.Parse(surrogate_escapes_to_bytes(b).c_str());
  return !first.HasParseError() && !second.HasParseError() && first == second;
}

class OneTest {
 public:
  OneTest(std::string file, const rapidjson::Value& test) : file_(std::move(file)), test_(test) {
    input_ = to_json(test["input"]);
    expected_ = to_json(test["output"]);
    if (test.HasMember("doubleEscaped") && test["doubleEscaped"].GetBool()) {
      input_ = unescape_once(input_);
      expected_ = unescape_once(expected_);
    }
  }

  // How many runs that took.
  size_t run() const {
    if (!test_.HasMember("initialStates")) return run_in("Data state");
    size_t runs = 0;
    for (const auto& state : test_["initialStates"].GetArray()) runs += run_in(state.GetString());
    return runs;
  }

 private:
  size_t run_in(const std::string& state) const {
    size_t runs = 0;
    for (uint64_t chunk : kChunkSizes) runs += run_chunked(state, chunk);
    const uint64_t size = test_["input"].GetStringLength();
    for (uint64_t chunk = 1; size <= kEveryChunkSizeUpTo && chunk < size; ++chunk) {
      runs += run_chunked(state, chunk);
    }
    return runs;
  }

  size_t run_chunked(const std::string& state, uint64_t chunk) const {
    const std::string last =
        test_.HasMember("lastStartTag") ? to_json(test_["lastStartTag"]) : "null";
    const std::string line = "{\"input\":" + input_ + ",\"state\":" + json_string(state) +
                             ",\"lastStartTag\":" + last + ",\"chunk\":" + std::to_string(chunk) +
                             "}";
    const std::string answer = debug_tokens_line(line);
    EXPECT_TRUE(same_tokens(answer, expected_))
        << file_ << ": " << test_["description"].GetString() << "\n  " << line << "\n  answered "
        << answer << "\n  expected " << expected_;
    return 1;
  }

  std::string file_;
  const rapidjson::Value& test_;
  std::string input_;
  std::string expected_;
};

TEST(Html5libTokenizer, EveryTestInEveryStateAtEveryChunking) {
  if (!fs::is_directory(test_folder())) {
    GTEST_SKIP() << "no html5lib tests: " << test_folder() << " is missing (INLAY_TESTDATA)";
  }
  size_t tests = 0;
  size_t runs = 0;
  for (const auto& entry : fs::directory_iterator(test_folder())) {
    if (entry.path().extension() != ".test") continue;
    std::ifstream file(entry.path());
    std::stringstream bytes;
    bytes << file.rdbuf();
    rapidjson::Document document;
    document.Parse(bytes.str().c_str());
    ASSERT_FALSE(document.HasParseError()) << entry.path();
    // Not a range loop: comparing RapidJSON's member iterators with != is ambiguous to clang in
    // C++20.
    const auto object = document.GetObject();
    for (auto list = object.MemberBegin(); list < object.MemberEnd(); ++list) {
      for (const auto& test : list->value.GetArray()) {
        runs += OneTest(entry.path().filename(), test).run();
        ++tests;
      }
    }
  }
  EXPECT_GT(tests, 1000U);
  std::printf("%zu tests, %zu runs\n", tests, runs);
}

struct Row {
  const char* name;
  const char* line;
  const char* answer;
};

TEST(DebugTokens, Lines) {
  const Row rows[] = {
      {"only input", R"({"input":"a&amp;b"})", R"([["Character","a&b"]])"},
      {"null state", R"({"input":"x","state":null,"chunk":0})", R"([["Character","x"]])"},
      {"attributes", R"({"input":"<A B=1 b=2 C='&lt' d/>"})",
       R"([["StartTag","a",{"b":"1","c":"<","d":""},true]])"},
      {"script of a page is raw text", R"({"input":"<script><a></script><b>"})",
       R"([["StartTag","script",{}],["Character","<a>"],["EndTag","script"],["StartTag","b",{}]])"},
      {"not with a last start tag", R"({"input":"<script><a>","lastStartTag":"b"})",
       R"([["StartTag","script",{}],["StartTag","a",{}]])"},
      {"CDATA in foreign content", R"({"input":"<svg><![CDATA[<a>]]></svg>"})",
       R"([["StartTag","svg",{}],["Character","<a>"],["EndTag","svg"]])"},
      {"raw text ends at the last start tag",
       R"({"input":"</a></xmp>","state":"RAWTEXT state","lastStartTag":"xmp"})",
       R"([["Character","</a>"],["EndTag","xmp"]])"},
      {"byte order mark is a character here", R"({"input":"\ufeffa"})",
       R"([["Character","﻿a"]])"},
      {"surrogate pair", R"({"input":"\ud83d\ude00","chunk":1})", R"([["Character","😀"]])"},
      {"lone surrogates", R"({"input":"\ud800a\udfff\\ud800"})",
       R"([["Character","\ud800a\udfff\\ud800"]])"},
      {"doctype", R"({"input":"<!doctype HTML public 'a' \"b\">"})",
       R"([["DOCTYPE","html","a","b",true]])"},
      {"no doctype name", R"({"input":"<!doctype>"})", R"([["DOCTYPE",null,null,null,false]])"},
      {"empty", R"({"input":""})", "[]"},
  };
  for (const Row& row : rows) EXPECT_EQ(debug_tokens_line(row.line), row.answer) << row.name;
}

TEST(DebugTokens, WhatIsNotARequestIsAnError) {
  const Row rows[] = {
      {"empty line", "", ""},
      {"not JSON", "{\"input\":", ""},
      {"not an object", "[1]", ""},
      {"no input", "{}", ""},
      {"input not a string", R"({"input":1})", ""},
      {"unknown state", R"({"input":"","state":"data"})", ""},
      {"state not a string", R"({"input":"","state":1})", ""},
      {"negative chunk", R"({"input":"","chunk":-1})", ""},
      {"chunk with a fraction", R"({"input":"","chunk":1.5})", ""},
      {"last start tag not a string", R"({"input":"","lastStartTag":[]})", ""},
      {"not UTF-8", "{\"input\":\"\xff\"}", ""},
      {"bytes of a surrogate", "{\"input\":\"\xed\xa0\x80\"}", ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(debug_tokens_line(row.line).rfind("{\"error\":\"", 0), 0U) << row.name;
  }
  EXPECT_EQ(debug_tokens_line(std::string(100'000, '[')).rfind("{\"error\":\"", 0), 0U) << "deep";
}

}  // namespace
}  // namespace inlay
