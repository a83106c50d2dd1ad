// Why a request or a connection was refused, cut or failed. One list for logs, metrics, `status`
// and docs/operating.md, whose table a test compares with this one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace inlay {

enum class Reason : uint8_t {
  other,  // what has no name of its own yet

  // the visitor's request
  request_malformed,
  request_line_too_long,
  request_head_too_large,
  request_too_many_fields,
  request_framing_too_large,
  request_body_too_large,
  request_head_timeout,
  request_body_timeout,
  request_truncated,
  unsupported_version,
  unsupported_method,
  unsupported_coding,
  unsupported_expectation,
  no_site,
  loop,
  bundle_unknown,
  bundle_method,
  bundle_waiting_max,

  // the visitor's connection
  visitor_gone,
  visitor_too_slow,
  visitor_connections_max,
  tunnel_idle,

  // the origin
  origin_name_unknown,
  origin_unreachable,
  origin_connect_timeout,
  origin_busy,
  origin_request_timeout,
  origin_timeout,
  origin_body_timeout,
  origin_closed,
  origin_truncated,
  origin_malformed,
  origin_head_too_large,
  origin_framing_too_large,
  origin_interim_flood,
  origin_switched_unasked,

  // a page's content coding
  decode_failed,
  decode_ratio,
  decode_window,
  decode_over_budget,

  // a page's own policy
  csp_forbids,
};

struct ReasonRow {
  Reason reason;
  std::string_view name;  // stable: in logs, metrics and `status`
};

// In the enum's order.
inline constexpr std::array kReasons{
    ReasonRow{Reason::other, "other"},
    ReasonRow{Reason::request_malformed, "request_malformed"},
    ReasonRow{Reason::request_line_too_long, "request_line_too_long"},
    ReasonRow{Reason::request_head_too_large, "request_head_too_large"},
    ReasonRow{Reason::request_too_many_fields, "request_too_many_fields"},
    ReasonRow{Reason::request_framing_too_large, "request_framing_too_large"},
    ReasonRow{Reason::request_body_too_large, "request_body_too_large"},
    ReasonRow{Reason::request_head_timeout, "request_head_timeout"},
    ReasonRow{Reason::request_body_timeout, "request_body_timeout"},
    ReasonRow{Reason::request_truncated, "request_truncated"},
    ReasonRow{Reason::unsupported_version, "unsupported_version"},
    ReasonRow{Reason::unsupported_method, "unsupported_method"},
    ReasonRow{Reason::unsupported_coding, "unsupported_coding"},
    ReasonRow{Reason::unsupported_expectation, "unsupported_expectation"},
    ReasonRow{Reason::no_site, "no_site"},
    ReasonRow{Reason::loop, "loop"},
    ReasonRow{Reason::bundle_unknown, "bundle_unknown"},
    ReasonRow{Reason::bundle_method, "bundle_method"},
    ReasonRow{Reason::bundle_waiting_max, "bundle_waiting_max"},
    ReasonRow{Reason::visitor_gone, "visitor_gone"},
    ReasonRow{Reason::visitor_too_slow, "visitor_too_slow"},
    ReasonRow{Reason::visitor_connections_max, "visitor_connections_max"},
    ReasonRow{Reason::tunnel_idle, "tunnel_idle"},
    ReasonRow{Reason::origin_name_unknown, "origin_name_unknown"},
    ReasonRow{Reason::origin_unreachable, "origin_unreachable"},
    ReasonRow{Reason::origin_connect_timeout, "origin_connect_timeout"},
    ReasonRow{Reason::origin_busy, "origin_busy"},
    ReasonRow{Reason::origin_request_timeout, "origin_request_timeout"},
    ReasonRow{Reason::origin_timeout, "origin_timeout"},
    ReasonRow{Reason::origin_body_timeout, "origin_body_timeout"},
    ReasonRow{Reason::origin_closed, "origin_closed"},
    ReasonRow{Reason::origin_truncated, "origin_truncated"},
    ReasonRow{Reason::origin_malformed, "origin_malformed"},
    ReasonRow{Reason::origin_head_too_large, "origin_head_too_large"},
    ReasonRow{Reason::origin_framing_too_large, "origin_framing_too_large"},
    ReasonRow{Reason::origin_interim_flood, "origin_interim_flood"},
    ReasonRow{Reason::origin_switched_unasked, "origin_switched_unasked"},
    ReasonRow{Reason::decode_failed, "decode_failed"},
    ReasonRow{Reason::decode_ratio, "decode_ratio"},
    ReasonRow{Reason::decode_window, "decode_window"},
    ReasonRow{Reason::decode_over_budget, "decode_over_budget"},
    ReasonRow{Reason::csp_forbids, "csp_forbids"},
};

// The whole list, each in its place: kReasons[i] is the row of Reason(i).
static_assert(std::ranges::all_of(kReasons, [at = size_t{0}](const ReasonRow& row) mutable {
  return static_cast<size_t>(row.reason) == at++;
}));
static_assert(kReasons.back().reason == Reason::csp_forbids);

constexpr std::string_view reason_name(Reason reason) {
  return kReasons[static_cast<size_t>(reason)].name;
}

}  // namespace inlay
