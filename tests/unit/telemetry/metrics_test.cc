#include "telemetry/metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace inlay {
namespace {

CounterValues some_values() {
  auto region = CounterRegion::create(1).value();
  LoopCounters counters = region.writer(0);
  counters.add(Counter::requests_page, 3);
  counters.count(Reason::no_site);
  counters.change(Gauge::requests_running, 2);
  counters.record(Histogram::edge_time, 20);
  counters.record(Histogram::edge_time, 40);
  counters.record(Histogram::edge_time, 90'000'000);
  return region.read();
}

std::map<std::string, std::string> samples_of(const std::string& text) {
  std::map<std::string, std::string> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const size_t space = line.rfind(' ');
    EXPECT_TRUE(samples.emplace(line.substr(0, space), line.substr(space + 1)).second) << line;
  }
  return samples;
}

TEST(Metrics, say_what_was_counted) {
  PrometheusText out;
  out.add(some_values());
  out.add("edge_up", "gauge", "Whether an edge serves.", 1);
  auto samples = samples_of(out.take());
  struct Row {
    const char* name;
    const char* value;
  };
  for (const Row& row : {
           Row{"inlay_requests_total{kind=\"page\"}", "3"},
           Row{"inlay_requests_total{kind=\"relay\"}", "0"},
           Row{"inlay_failures_total{reason=\"no_site\"}", "1"},
           Row{"inlay_failures_total{reason=\"loop\"}", "0"},
           Row{"inlay_requests_running", "2"},
           Row{"inlay_edge_seconds_bucket{le=\"3.2e-05\"}", "1"},
           Row{"inlay_edge_seconds_bucket{le=\"6.4e-05\"}", "2"},
           Row{"inlay_edge_seconds_bucket{le=\"+Inf\"}", "3"},
           Row{"inlay_edge_seconds_sum", "90.00006"},
           Row{"inlay_edge_seconds_count", "3"},
           Row{"inlay_edge_up", "1"},
       }) {
    EXPECT_EQ(samples[row.name], row.value) << row.name;
  }
}

// As the format wants it: the samples of a family stand together, below its HELP and TYPE, once.
TEST(Metrics, families_stand_together) {
  PrometheusText out;
  out.add(some_values());
  std::istringstream lines(out.take());
  std::set<std::string> families;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      EXPECT_TRUE(families.insert(family).second) << line;
      EXPECT_GT(line.size(), family.size() + 10) << line;
      std::getline(lines, line);
      EXPECT_TRUE(line.starts_with("# TYPE " + family + " ")) << line;
      continue;
    }
    EXPECT_TRUE(line.starts_with(family)) << line;
  }
  EXPECT_GE(families.size(), 15u);
}

std::string document() {
  std::ifstream file(INLAY_ROOT "/docs/operating.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(OperatingDocument, names_every_metric_of_the_edge) {
  const std::string text = document();
  for (const CounterRow& row : counter_rows()) {
    EXPECT_NE(text.find("`inlay_" + std::string(row.metric) + "`"), std::string::npos)
        << row.metric;
  }
  for (const GaugeRow& row : gauge_rows()) {
    EXPECT_NE(text.find("`inlay_" + std::string(row.key) + "`"), std::string::npos) << row.key;
  }
  for (const HistogramRow& row : histogram_rows()) {
    EXPECT_NE(text.find("`inlay_" + std::string(row.metric) + "`"), std::string::npos)
        << row.metric;
  }
}

// The table below "## Reasons" has a row for each reason, in the order of base/reason.h.
TEST(OperatingDocument, has_every_reason) {
  std::istringstream lines(document());
  std::string shown, wanted;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) inside = line == "## Reasons";
    if (inside && line.starts_with("| `")) shown += line.substr(3, line.find('`', 3) - 3) + "\n";
  }
  for (const ReasonRow& row : kReasons) wanted += std::string(row.name) + "\n";
  EXPECT_EQ(shown, wanted);
}

}  // namespace
}  // namespace inlay
