#include "channel/script_transfer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "channel_pair.h"

namespace inlay::channel {
namespace {

std::string text_of(size_t bytes, char first) {
  std::string text;
  for (size_t i = 0; i < bytes; ++i) text += static_cast<char>(first + static_cast<int>(i % 23));
  return text;
}

TEST(ScriptTransfer, a_script_larger_than_the_ring_arrives_whole) {
  Pair pair = greeted_pair();
  const std::string options = text_of(100'000, 'a');
  const std::string large = text_of(700'000, 'b');
  const std::string chunk = text_of(kChunkBytesMax, 'c');
  const std::vector<ScriptFile> files{
      {"edge.js", large}, {"empty.js", ""}, {"lib/chunk.js", chunk}};
  constexpr std::array<std::string_view, 2> kEntries{"edge.js", "empty.js"};
  ScriptSender sender({.script = 3,
                       .install = "install",
                       .entries = kEntries,
                       .limits = {.cpu_ms = 5},
                       .rights = {.cookies = true}},
                      options, files);
  std::optional<ScriptAssembly> assembly;
  std::optional<ReceivedScript> got;
  for (int turn = 0; turn < 100 && !got; ++turn) {
    ASSERT_TRUE(sender.pump(*pair.edge));
    pair.edge->settle();
    while (const EdgeRecord* record = pair.cell->next()) {
      if (const auto* facts = std::get_if<Script>(record)) assembly.emplace(*facts);
      const auto* part = std::get_if<ScriptPart>(record);
      ASSERT_TRUE(part == nullptr || assembly->add(*part));
      if (std::holds_alternative<ScriptEnd>(*record)) got = *std::move(*assembly).finish();
    }
    pair.cell->settle();
    while (pair.edge->next() != nullptr) {
    }
  }
  ASSERT_TRUE(got);
  EXPECT_EQ(got->script, 3U);
  EXPECT_EQ(got->install, "install");
  EXPECT_EQ(got->limits.cpu_ms, 5U);
  EXPECT_EQ(got->options, options);
  EXPECT_EQ(got->entries, (std::vector<std::string>{"edge.js", "empty.js"}));
  EXPECT_TRUE(got->rights.cookies);
  ASSERT_EQ(got->files.size(), 3U);
  for (size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(got->files[i].path, files[i].path);
    EXPECT_TRUE(got->files[i].bytes == files[i].bytes);
  }
}

TEST(ScriptTransfer, a_script_beyond_a_bound_is_refused_before_anything_is_sent) {
  Pair pair = greeted_pair();
  const std::vector<ScriptFile> many(kScriptFilesMax + 1);
  ScriptSender sender({.script = 3}, "", many);
  const auto pumped = sender.pump(*pair.edge);
  ASSERT_FALSE(pumped);
  EXPECT_EQ(pumped.error().fault, Fault::too_large);
  pair.edge->settle();
  EXPECT_EQ(pair.cell->next(), nullptr);
}

struct Row {
  const char* name;
  std::vector<ScriptPart> parts;
  std::string_view says;  // empty: whole
};

TEST(ScriptTransfer, what_arrives_is_what_was_announced) {
  constexpr std::array<std::string_view, 1> kEntries{"a"};
  const Script facts{
      .script = 1, .entries = kEntries, .options_bytes = 2, .files = 2, .files_bytes = 3};
  const ScriptPart options{1, PartKind::options, "", "{}"};
  const ScriptPart a{1, PartKind::file, "a", "xy"};
  const ScriptPart b{1, PartKind::file, "b", "z"};
  const std::vector<Row> rows{
      {"whole", {options, a, b}, ""},
      {"in another order", {b, a, options}, ""},
      {"a part of another script", {{2, PartKind::file, "a", "x"}}, "another script"},
      {"options too long", {options, {1, PartKind::options, "", "x"}}, "more bytes"},
      {"a file too long", {a, b, {1, PartKind::file, "b", "z"}}, "more bytes"},
      {"a file too many", {a, b, {1, PartKind::file, "c", ""}}, "too many files"},
      {"a file too few", {options, {1, PartKind::file, "a", "xyz"}}, "fewer"},
      {"options missing", {a, b}, "fewer"},
      {"no entry", {options, {1, PartKind::file, "c", "xy"}, b}, "entry"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    ScriptAssembly assembly(facts);
    Result<> added;
    for (const ScriptPart& part : row.parts) {
      if (added) added = assembly.add(part);
    }
    std::string said;
    if (!added) {
      said = added.error().detail;
    } else if (const auto whole = std::move(assembly).finish(); !whole) {
      said = whole.error().detail;
    }
    EXPECT_EQ(said.empty(), row.says.empty()) << said;
    EXPECT_NE(said.find(row.says), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace inlay::channel
