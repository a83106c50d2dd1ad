// The counters as Prometheus text, and under which names people and programs know them. Labels come
// from fixed lists only, so that no visitor can make the text grow.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "telemetry/counters.h"

namespace inlay {

// A family of metrics has several rows, one after the other, with one label.
struct CounterRow {
  Counter counter;
  std::string_view key;     // in `status`
  std::string_view metric;  // without the prefix inlay_
  std::string_view label;   // kind="relay"; empty: none
  std::string_view help;    // of the family; in its first row
};
std::span<const CounterRow> counter_rows();

struct GaugeRow {
  Gauge gauge;
  std::string_view key;  // in `status`, and the metric's name
  std::string_view help;
};
std::span<const GaugeRow> gauge_rows();

struct HistogramRow {
  Histogram histogram;
  std::string_view metric;
  std::string_view help;
};
std::span<const HistogramRow> histogram_rows();

// Writes text format 0.0.4.
class PrometheusText {
 public:
  void add(const CounterValues& values);
  // A number of the process's own. `type`: counter or gauge; `label` as in CounterRow.
  void add(std::string_view metric, std::string_view type, std::string_view help, double value,
           std::string_view label = {});

  std::string take() { return std::move(text_); }

 private:
  void head(std::string_view metric, std::string_view type, std::string_view help);
  void line(std::string_view metric, std::string_view suffix, std::string_view label,
            std::string_view value);
  void distribution(const HistogramRow& row, const CounterValues::Distribution& values);

  std::string text_;
};

}  // namespace inlay
