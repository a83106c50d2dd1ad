#include "telemetry/json_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "os/files.h"

namespace inlay {
namespace {

class StillClock final : public Clock {
 public:
  Mono mono() const override { return {}; }
  Wall wall() const override { return Wall(std::chrono::milliseconds(1'750'000'000'007)); }
};

std::string line_of(std::string_view event, std::initializer_list<LogField> fields) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  Fd reading(ends[0]), writing(ends[1]);
  StillClock clock;
  JsonLog(writing.get(), "edge", clock).write(Level::warn, event, fields);
  writing.reset();
  return read_all(reading.get(), 1_MiB, "line").value();
}

TEST(JsonLog, one_event_is_one_line) {
  EXPECT_EQ(line_of("a.b", {{"text", "x"}, {"n", -3}, {"yes", true}, {"half", 0.5}}),
            "{\"time\":\"2025-06-15T15:06:40.007Z\",\"level\":\"warn\",\"role\":\"edge\",\"event\":"
            "\"a.b\",\"text\":\"x\",\"n\":-3,"
            "\"yes\":true,\"half\":0.5}\n");
}

TEST(JsonLog, no_value_breaks_the_line) {
  EXPECT_NE(
      line_of("e", {{"text", "\"\\\r\n\x7f\xff"}}).find(R"("text":"\"\\\u000d\u000a\u007f\u00ff")"),
      std::string::npos);
  EXPECT_LT(line_of("e", {{"text", std::string_view(std::string(100'000, 'x'))}}).size(), 1400u);
}

TEST(JsonLog, a_stuck_reader_costs_lines_and_no_time) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  Fd reading(ends[0]), writing(ends[1]);
  StillClock clock;
  auto log = std::make_unique<JsonLog>(writing.get(), "edge", clock);
  for (int i = 0; i < 10'000; i++) log->write(Level::info, "flood", {{"n", i}});
  std::string room(65536, '\0');
  ASSERT_GT(::read(reading.get(), room.data(), room.size()), 0);
  log->write(Level::info, "after", {});
  log.reset();
  writing.reset();
  std::string rest = read_all(reading.get(), 1_MiB, "log").value();
  EXPECT_NE(rest.find(R"("event":"log.dropped","lines":)"), std::string::npos) << rest;
  EXPECT_NE(rest.find(R"("event":"after")"), std::string::npos) << rest;
}

}  // namespace
}  // namespace inlay
