// One request as the access log tells it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/reason.h"

namespace inlay {

class JsonLine;

// Where the answer's bytes came from.
enum class AnswerKind : uint8_t { relay, page, bundle, error, tunnel };
std::string_view answer_kind_name(AnswerKind kind);

// Borrows for the call. A member that stays as it is here is left out of the line.
struct AccessEntry {
  Clock::Wall at{};  // when the request's head had come
  std::string_view request_id;
  std::string_view client;  // IP address, without port
  std::string_view method;  // as sent
  std::string_view host;
  std::string_view path;  // without the query: that is where tokens and addresses stand
  AnswerKind kind = AnswerKind::relay;
  uint16_t status = 0;  // 0: nothing was answered
  uint64_t bytes = 0;   // of the answer's body, as sent; in a tunnel of both directions
  uint64_t duration_us = 0;
  uint64_t edge_us = 0;  // of that not spent waiting for the origin or the visitor
  uint16_t origin_status = 0;
  uint64_t origin_us = 0;  // from asking for a connection to the whole head of the answer
  std::span<const std::string> apps;  // ids of the apps in the page; a few are named, all counted
  std::span<const std::string> scripts;  // "APP OUTCOME" of edge scripts that did not end well
  uint64_t bytes_added = 0;
  std::string_view coding;        // content coding that was undone and done again: "gzip"
  std::string_view cache;         // what validators did: "marked", "not_modified", …
  Reason reason = Reason::other;  // told with `failed` only
  bool failed = false;            // refused, cut or failed, or a page that lacks its apps
};

// The entry as one line of JSON in `line`, until its next use.
std::string_view format_access(JsonLine& line, const AccessEntry& entry);

}  // namespace inlay
