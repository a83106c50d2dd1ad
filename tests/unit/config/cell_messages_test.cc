#include "config/cell_messages.h"

#include <gtest/gtest.h>

namespace inlay {
namespace {

struct Row {
  const char* name;
  CellMessage message;
  const char* text;
};

const Row kRows[] = {
    {"ask", CellAsk{CellClass::jitless}, "cell jitless"},
    {"ask for the other class", CellAsk{CellClass::machine_code}, "cell machine-code"},
    {"kill", CellKill{17}, "kill 17"},
    {"kill of the last number", CellKill{UINT64_MAX}, "kill 18446744073709551615"},
    {"release", CellRelease{18}, "release 18"},
    {"given", CellGiven{CellClass::machine_code, 3, 4711}, "cell machine-code 3 4711"},
    {"refused: as many as may", CellRefused{CellClass::jitless, CellRefusal::max},
     "no-cell jitless max"},
    {"refused: none starts", CellRefused{CellClass::jitless, CellRefusal::start},
     "no-cell jitless start"},
    {"refused: too many asked for", CellRefused{CellClass::jitless, CellRefusal::asks},
     "no-cell jitless asks"},
    {"refused: the supervisor ends", CellRefused{CellClass::machine_code, CellRefusal::ending},
     "no-cell machine-code ending"},
    {"ended by itself", CellEnded{9, 3, 0}, "ended 9 3 0"},
    {"ended by a signal", CellEnded{9, 0, 31}, "ended 9 0 31"},
};

TEST(CellMessages, AreReadAsTheyWereWritten) {
  for (const Row& row : kRows) {
    EXPECT_EQ(cell_message_text(row.message), row.text) << row.name;
    auto parsed = parse_cell_message(row.text);
    ASSERT_TRUE(parsed) << row.name;
    EXPECT_EQ(parsed->index(), row.message.index()) << row.name;
    EXPECT_EQ(cell_message_text(*parsed), row.text) << row.name;
  }
}

TEST(CellMessages, AreNothingElse) {
  const char* const kTexts[] = {"",
                                " ",
                                "cell",
                                "cell ",
                                "cell other",
                                "cell jitless ",
                                "cell jitless 1",
                                "cell jitless 1 2 3",
                                "cell jitless -1 2",
                                "cell jitless 1 -2",
                                "cell jitless 1 99999999999",
                                "cells jitless",
                                "kill",
                                "kill x",
                                "kill 1 ",
                                "kill -1",
                                "kill 18446744073709551616",
                                "release 0x1",
                                "no-cell jitless",
                                "no-cell jitless never",
                                "no-cell other max",
                                "ended 1 2",
                                "ended 1 2 x",
                                "ended 1  2",
                                "ready",
                                "drain",
                                "sites"};
  for (const char* text : kTexts) EXPECT_FALSE(parse_cell_message(text)) << "'" << text << "'";
}

}  // namespace
}  // namespace inlay
