// What one request did, for the access log, the counters and the list of refusals.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/outcome.h"
#include "base/result.h"
#include "edge/edge_telemetry.h"
#include "http_messages/request_head.h"

namespace inlay {

// One per exchange, used again for each of its requests; then it allocates nothing. Costs four
// looks at a clock.
class RequestRecord {
 public:
  RequestRecord(EdgeTelemetry& telemetry, const Clock& clock)
      : telemetry_(telemetry), clock_(clock) {}

  void begin(const http::RequestHead& head);
  void begin_refused();  // a head that could not be read
  bool running() const { return running_; }
  Clock::Wall at() const { return at_; }  // when it began

  void asked_origin();
  void origin_answered(uint16_t status);
  // The answer's head is ready; its first bytes leave now.
  void answered(AnswerKind kind, uint16_t status);
  void sent(uint64_t body_bytes) { sent_ += body_bytes; }
  void got(uint64_t body_bytes) { got_ += body_bytes; }
  void added(uint64_t bytes) { added_ += bytes; }
  void coded_again(std::string_view coding) { coding_ = coding; }  // a constant
  void cache(std::string_view outcome) { cache_ = outcome; }       // a constant
  // Why it was refused, cut or failed; the first reason counts.
  void failed(Reason reason);
  // Why the page lacks something of its apps. Less than a failure, which takes its place.
  void lacked(Reason reason);

  // An edge script on the page did not end well.
  void script_failed(std::string_view app, Outcome outcome);

  // Tells it all. `apps`: the site's; what they added counts where the answer is a page with them.
  void end(std::string_view id, std::string_view client, std::span<const std::string> apps);

  const std::string& host() const { return host_; }

 private:
  uint64_t micros(Clock::Mono from, Clock::Mono to) const;

  EdgeTelemetry& telemetry_;
  const Clock& clock_;
  bool running_ = false;

  std::string method_;
  std::string host_;
  std::string path_;
  Clock::Wall at_{};
  Clock::Mono begun_{};
  Clock::Mono asked_{};
  Clock::Mono origin_head_{};
  Clock::Mono first_byte_{};
  AnswerKind kind_ = AnswerKind::relay;
  uint16_t status_ = 0;
  uint16_t origin_status_ = 0;
  uint64_t sent_ = 0;
  uint64_t got_ = 0;
  uint64_t added_ = 0;
  std::vector<std::string> scripts_;  // as in AccessEntry
  std::string_view coding_;
  std::string_view cache_;
  Reason reason_ = Reason::other;
  bool failed_ = false;
  bool lacked_ = false;
};

}  // namespace inlay
