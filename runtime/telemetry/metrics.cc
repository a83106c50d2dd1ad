#include "telemetry/metrics.h"

#include <algorithm>
#include <charconv>

namespace inlay {
namespace {

constexpr std::array kCounterRows{
    CounterRow{Counter::requests_relay, "requests_relay", "requests_total", "kind=\"relay\"",
               "Requests by what was answered."},
    CounterRow{Counter::requests_page, "requests_page", "requests_total", "kind=\"page\"", ""},
    CounterRow{Counter::requests_bundle, "requests_bundle", "requests_total", "kind=\"bundle\"",
               ""},
    CounterRow{Counter::requests_error, "requests_error", "requests_total", "kind=\"error\"", ""},
    CounterRow{Counter::requests_tunnel, "requests_tunnel", "requests_total", "kind=\"tunnel\"",
               ""},
    CounterRow{Counter::answers_1xx, "answers_1xx", "answers_total", "class=\"1xx\"",
               "Answers by status class."},
    CounterRow{Counter::answers_2xx, "answers_2xx", "answers_total", "class=\"2xx\"", ""},
    CounterRow{Counter::answers_3xx, "answers_3xx", "answers_total", "class=\"3xx\"", ""},
    CounterRow{Counter::answers_4xx, "answers_4xx", "answers_total", "class=\"4xx\"", ""},
    CounterRow{Counter::answers_5xx, "answers_5xx", "answers_total", "class=\"5xx\"", ""},
    CounterRow{Counter::answers_none, "answers_none", "answers_none_total", "",
               "Requests whose connection ended before an answer began."},
    CounterRow{Counter::answers_cut, "answers_cut", "answers_cut_total", "",
               "Answers that began and could not be completed."},
    CounterRow{Counter::bytes_from_visitors, "bytes_from_visitors", "visitor_received_bytes_total",
               "", "Body and tunnel bytes from visitors."},
    CounterRow{Counter::bytes_to_visitors, "bytes_to_visitors", "visitor_sent_bytes_total", "",
               "Body and tunnel bytes to visitors."},
    CounterRow{Counter::bytes_added, "bytes_added", "added_bytes_total", "",
               "Bytes that were put into pages."},
    CounterRow{Counter::visitor_connections, "visitor_connections", "visitor_connections_total", "",
               "Connections accepted from visitors."},
    CounterRow{Counter::origin_opened, "origin_opened", "origin_connections_total", "",
               "Connections opened to origins."},
    CounterRow{Counter::origin_reused, "origin_reused", "origin_reused_total", "",
               "Requests sent over a connection that had been used before."},
    CounterRow{Counter::origin_retries, "origin_retries", "origin_retries_total", "",
               "Requests sent once more because a reused connection was dead."},
    CounterRow{Counter::access_lines, "access_lines", "access_log_lines_total", "",
               "Lines of the access log."},
    CounterRow{Counter::access_dropped, "access_dropped", "access_log_dropped_total", "",
               "Lines of the access log that were dropped."},
};
static_assert(kCounterRows.size() == kCounters);
static_assert(std::ranges::all_of(kCounterRows, [at = size_t{0}](const CounterRow& row) mutable {
  return static_cast<size_t>(row.counter) == at++;
}));

constexpr std::array kGaugeRows{
    GaugeRow{Gauge::visitor_connections_open, "visitor_connections_open",
             "Visitors' connections that are open."},
    GaugeRow{Gauge::origin_connections_open, "origin_connections_open",
             "Connections to origins that are open."},
    GaugeRow{Gauge::requests_running, "requests_running", "Requests that are being answered."},
    GaugeRow{Gauge::retained_bytes, "retained_bytes",
             "Memory set aside for pages that go through edge scripts."},
};
static_assert(kGaugeRows.size() == kGauges);

constexpr std::array kHistogramRows{
    HistogramRow{Histogram::request_time, "request_seconds",
                 "From a request's head to its answer's last byte."},
    HistogramRow{Histogram::first_byte_time, "first_byte_seconds",
                 "From a request's head to its answer's first byte."},
    HistogramRow{Histogram::edge_time, "edge_seconds",
                 "Time of a request that was not spent waiting for the origin."},
};
static_assert(kHistogramRows.size() == kHistograms);

// Whole numbers as such; everything else as short as it can be.
std::string number_text(double value) {
  char text[32];
  auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return std::string(text, end);
}

std::string seconds_text(uint64_t us) { return number_text(static_cast<double>(us) / 1e6); }

}  // namespace

std::span<const CounterRow> counter_rows() { return kCounterRows; }
std::span<const GaugeRow> gauge_rows() { return kGaugeRows; }
std::span<const HistogramRow> histogram_rows() { return kHistogramRows; }

void PrometheusText::head(std::string_view metric, std::string_view type, std::string_view help) {
  text_.append("# HELP inlay_").append(metric).append(" ").append(help).append("\n");
  text_.append("# TYPE inlay_").append(metric).append(" ").append(type).append("\n");
}

void PrometheusText::line(std::string_view metric, std::string_view suffix, std::string_view label,
                          std::string_view value) {
  text_.append("inlay_").append(metric).append(suffix);
  if (!label.empty()) text_.append("{").append(label).append("}");
  text_.append(" ").append(value).append("\n");
}

void PrometheusText::add(std::string_view metric, std::string_view type, std::string_view help,
                         double value, std::string_view label) {
  if (!help.empty()) head(metric, type, help);
  line(metric, "", label, number_text(value));
}

void PrometheusText::add(const CounterValues& values) {
  for (const CounterRow& row : kCounterRows) {
    if (!row.help.empty()) head(row.metric, "counter", row.help);
    line(row.metric, "", row.label, std::to_string(values[row.counter]));
  }
  head("failures_total", "counter", "Requests and connections refused, cut or failed, by reason.");
  for (const ReasonRow& row : kReasons) {
    const std::string label = "reason=\"" + std::string(row.name) + "\"";
    line("failures_total", "", label, std::to_string(values[row.reason]));
  }
  head("script_outcomes_total", "counter", "Runs of apps' edge scripts, by how they ended.");
  for (const OutcomeRow& row : kOutcomes) {
    const std::string label = "outcome=\"" + std::string(row.name) + "\"";
    line("script_outcomes_total", "", label, std::to_string(values[row.outcome]));
  }
  for (const GaugeRow& row : kGaugeRows) {
    head(row.key, "gauge", row.help);
    line(row.key, "", "", std::to_string(values[row.gauge]));
  }
  for (const HistogramRow& row : kHistogramRows) {
    distribution(row, values.histograms[static_cast<size_t>(row.histogram)]);
  }
}

void PrometheusText::distribution(const HistogramRow& row,
                                  const CounterValues::Distribution& values) {
  head(row.metric, "histogram", row.help);
  uint64_t sum = 0;
  for (size_t i = 0; i < kBuckets; i++) {
    sum += values.buckets[i];
    const bool last = i + 1 == kBuckets;
    const std::string limit = last ? "+Inf" : seconds_text(bucket_limit_us(i));
    line(row.metric, "_bucket", "le=\"" + limit + "\"", std::to_string(sum));
  }
  line(row.metric, "_sum", "", seconds_text(values.sum_us));
  line(row.metric, "_count", "", std::to_string(sum));
}

}  // namespace inlay
