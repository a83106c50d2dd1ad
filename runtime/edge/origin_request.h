// Phase "origin": the request as it goes to the origin.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "edge/forwarding.h"
#include "edge/page_request.h"
#include "edge/page_validators.h"
#include "edge/plan_mark.h"
#include "http_messages/request_head.h"

namespace inlay {

// What decides beside the visitor's request. Borrows for the call.
struct OriginRequest {
  std::string_view host;  // to send as Host: that of the site's setting, or as the visitor sent it
  PageRequest page = PageRequest::no;
  PlanFacts plan;
  Forwarding way;
  bool ask_identity = false;     // the site's setting: pages are asked for uncoded
  std::string_view upgrade;      // the protocol to switch to, or empty: Upgrade ends here
  bool expect_continue = false;  // the origin is to say whether it wants the body
  std::chrono::sys_seconds now{};
};

// Appends the whole head, its empty line included. Hop-by-hop fields end here; a Connection field
// of the visitor's takes nothing away that the edge adds. Where the plan changes pages and this may
// be one, codings that the edge cannot decode are not asked for; validators: page_validators.h.
// Allocates nothing but `out`.
SentValidators append_origin_request(std::string& out, const http::RequestHead& head,
                                     const OriginRequest& request);

}  // namespace inlay
