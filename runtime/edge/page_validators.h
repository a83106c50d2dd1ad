// Conditional requests and ranges on sites whose pages are changed, so that nobody is told
// "not modified" about a page that an app has come to, has left, or has changed since. Decision 9.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "edge/page_request.h"
#include "edge/plan_mark.h"
#include "http_messages/field_id.h"
#include "http_messages/request_head.h"

namespace inlay {

// A plan's beginning is known to the second, and answers of the plan before may still be on their
// way then. Dates that could stand for either plan are not used: those of the first minute.
inline constexpr std::chrono::seconds kPlanChange{60};

// Whether the date, as Last-Modified of a page or back in If-Modified-Since, tells that the page is
// one of this plan: it is when the plan began, or later than kPlanChange after that.
bool is_date_of_plan(std::chrono::sys_seconds date, const PlanFacts& plan);

enum class ValidatorRule : uint8_t {
  pass,    // nothing is touched: the answer is no page of ours, or no page was ever changed here
  page,    // GET or HEAD that may be for a page
  unmark,  // another method: its conditions are about the origin's resource, whatever apps do
};

ValidatorRule validator_rule(const http::RequestHead& head, PageRequest page,
                             const PlanFacts& plan);

// The fields that are not copied under the rule; what is left of them append_validators() writes.
const http::FieldIdSet& rewritten_validators(ValidatorRule rule);

// What has to be remembered of a request until its answer is there.
struct SentValidators {
  bool of_plan = false;      // a 304 is about a page of this plan: AnswerChange::not_modified
  bool conditional = false;  // If-None-Match or If-Modified-Since went on: 304 may be the answer
  bool weak = false;         // the visitor holds the page under a weak tag
};

// Appends the conditional fields as the origin may see them; each of If-Match and If-None-Match
// becomes one field. Under `page`: tags with this plan's mark go without it, other marked ones stay
// behind, unmarked ones too where the plan changes pages. If-Modified-Since goes only alone and if
// is_date_of_plan(). Range and If-Range never go. `now`: for dates with two-digit years. Under
// `pass` it appends nothing.
SentValidators append_validators(std::string& out, const http::RequestHead& head,
                                 ValidatorRule rule, const PlanFacts& plan,
                                 std::chrono::sys_seconds now);

}  // namespace inlay
