// The origin's answer's head as it goes to the visitor.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "edge/plan_mark.h"
#include "http_messages/coding.h"
#include "http_messages/response_head.h"

namespace inlay {

// Anything but `none` only where the plan changes pages.
enum class AnswerChange : uint8_t {
  none,
  page,             // the plan changes it; the request was one that may be for a page
  unforeseen_page,  // the plan changes it, but later requests like this one will not be guarded
  perhaps,          // HEAD of what only its body would tell
  not_modified,     // 304 where SentValidators::of_plan
};

struct VisitorHead {
  AnswerChange change = AnswerChange::none;
  PlanFacts plan;
  // The coding in which the edge itself sends the body; nothing: the body leaves as it was coded.
  std::optional<http::Coding> coded_here;
  bool varies = false;             // another visitor might get it in another coding, by our choice
  bool weak = false;               // SentValidators::weak; for not_modified
  std::chrono::sys_seconds now{};  // when the request was given its plan
  std::string_view node;           // what we call ourselves in Via
};

// Appends status line and fields, without Content-Length and the empty line. Of a changed page the
// tag is marked (weak if the edge codes the body: its bytes then depend on how it was cut), and
// Last-Modified is the later of the origin's and the plan's beginning, left out where it would lie
// in the future or tell nothing. Other pages than `page` and `not_modified` get no validators.
// Ranges and digests go with the bytes that they are about. Allocates nothing but `out`.
void append_visitor_head(std::string& out, const http::ResponseHead& head, const VisitorHead& how);

}  // namespace inlay
