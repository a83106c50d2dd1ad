#include "bundling/esbuild_messages.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

std::string text_of(const std::vector<EsbuildMessage>& messages) {
  std::string out;
  for (const EsbuildMessage& message : messages) {
    out += std::string(message.error ? "E" : "W") + '|' + message.text + '|' + message.file + '|' +
           std::to_string(message.line) + '|' + std::to_string(message.column) + '\n';
  }
  return out;
}

TEST(EsbuildMessages, AreRead) {
  const struct {
    const char* name;
    const char* text;
    const char* read;
  } rows[] = {
      {"nothing", "", ""},
      {"other words", "killed\n\n", ""},
      {"with a place",
       "✘ [ERROR] Could not resolve \"nope\"\n\n    source/a.ts:1:7:\n      1 │ import \"nope\"\n  "
       " "
       "     ╵        ~~~~~~\n\n  You can mark the path\n\n",
       "E|Could not resolve \"nope\"|source/a.ts|1|7\n"},
      {"without", "✘ [ERROR] Could not read from file: /x.ts\n\n1 error\n",
       "E|Could not read from file: /x.ts||0|0\n"},
      {"two",
       "▲ [WARNING] A thing [a-b]\n\n    a.ts:20:0:\n      20 │ x\n\n✘ [ERROR] Another\n\n    b:c "
       "d.ts:3:4:\n",
       "W|A thing [a-b]|a.ts|20|0\nE|Another|b:c d.ts|3|4\n"},
      {"a note's place is not its", "✘ [ERROR] A\n\n  word\n\n    a.ts:1:2:\n", "E|A||0|0\n"},
      {"no numbers", "✘ [ERROR] A\n\n    a.ts:x:2:\n", "E|A||0|0\n"},
      {"cut", "✘ [ERROR] A\n\n    a.ts:1:2", "E|A||0|0\n"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(text_of(read_esbuild_messages(row.text)), row.read) << row.name;
  }
}

}  // namespace
}  // namespace inlay
