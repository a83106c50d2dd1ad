#include "edge/request_record.h"

#include <algorithm>

namespace inlay {
namespace {

constexpr size_t kPathBytesMax = 1024;  // of the access log; the rest is cut

Counter kind_counter(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::relay:
      return Counter::requests_relay;
    case AnswerKind::page:
      return Counter::requests_page;
    case AnswerKind::bundle:
      return Counter::requests_bundle;
    case AnswerKind::error:
      return Counter::requests_error;
    case AnswerKind::tunnel:
      return Counter::requests_tunnel;
  }
  return Counter::requests_relay;
}

Counter status_counter(uint16_t status) {
  if (status < 200) return Counter::answers_1xx;
  if (status < 300) return Counter::answers_2xx;
  if (status < 400) return Counter::answers_3xx;
  return status < 500 ? Counter::answers_4xx : Counter::answers_5xx;
}

}  // namespace

void RequestRecord::begin_refused() {
  running_ = true;
  at_ = clock_.wall();
  begun_ = clock_.mono();
  asked_ = origin_head_ = first_byte_ = {};
  method_.clear();
  host_.clear();
  path_.clear();
  kind_ = AnswerKind::relay;
  status_ = origin_status_ = 0;
  sent_ = got_ = added_ = 0;
  scripts_.clear();
  coding_ = cache_ = {};
  reason_ = Reason::other;
  failed_ = lacked_ = false;
  telemetry_.counters.change(Gauge::requests_running, 1);
}

void RequestRecord::begin(const http::RequestHead& head) {
  begin_refused();
  host_ = head.authority.text;
  if (telemetry_.access == nullptr) return;
  method_ = head.method_text;
  path_ = head.target.path.substr(0, kPathBytesMax);
}

void RequestRecord::asked_origin() {
  if (asked_ == Clock::Mono{}) asked_ = clock_.mono();
}

void RequestRecord::origin_answered(uint16_t status) {
  origin_head_ = clock_.mono();
  origin_status_ = status;
}

void RequestRecord::answered(AnswerKind kind, uint16_t status) {
  kind_ = kind;
  status_ = status;
  first_byte_ = clock_.mono();
}

void RequestRecord::failed(Reason reason) {
  if (failed_) return;
  failed_ = true;
  reason_ = reason;
}

void RequestRecord::lacked(Reason reason) {
  if (failed_ || lacked_) return;
  lacked_ = true;
  reason_ = reason;
}

void RequestRecord::script_failed(std::string_view app, Outcome outcome) {
  if (telemetry_.access == nullptr) return;
  scripts_.push_back(std::string(app).append(" ").append(outcome_name(outcome)));
}

uint64_t RequestRecord::micros(Clock::Mono from, Clock::Mono to) const {
  if (from == Clock::Mono{} || to <= from) return 0;
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(to - from).count());
}

void RequestRecord::end(std::string_view id, std::string_view client,
                        std::span<const std::string> apps) {
  if (!running_) return;
  running_ = false;
  if (kind_ != AnswerKind::page) {
    apps = {};
    added_ = 0;
  }
  LoopCounters& counters = telemetry_.counters;
  counters.change(Gauge::requests_running, -1);
  Clock::Mono now = clock_.mono();
  uint64_t total = micros(begun_, now);
  // The edge's own share: before the origin was asked, and from its head to our first byte.
  uint64_t own =
      asked_ == Clock::Mono{} ? total : micros(begun_, asked_) + micros(origin_head_, first_byte_);
  if (status_ == 0) {
    counters.add(Counter::answers_none);
  } else {
    counters.add(kind_counter(kind_));
    counters.add(status_counter(status_));
    counters.record(Histogram::request_time, total);
    counters.record(Histogram::first_byte_time, micros(begun_, first_byte_));
    counters.record(Histogram::edge_time, own);
    if (failed_ && kind_ != AnswerKind::error) counters.add(Counter::answers_cut);
  }
  counters.add(Counter::bytes_to_visitors, sent_);
  counters.add(Counter::bytes_from_visitors, got_);
  counters.add(Counter::bytes_added, added_);
  if (telemetry_.access == nullptr) return;
  telemetry_.access->write({.at = at_,
                            .request_id = id,
                            .client = client,
                            .method = method_,
                            .host = host_,
                            .path = path_,
                            .kind = kind_,
                            .status = status_,
                            .bytes = sent_ + (kind_ == AnswerKind::tunnel ? got_ : 0),
                            .duration_us = total,
                            .edge_us = own,
                            .origin_status = origin_status_,
                            .origin_us = micros(asked_, origin_head_),
                            .apps = apps,
                            .scripts = scripts_,
                            .bytes_added = added_,
                            .coding = coding_,
                            .cache = cache_,
                            .reason = reason_,
                            .failed = failed_ || lacked_});
}

}  // namespace inlay
