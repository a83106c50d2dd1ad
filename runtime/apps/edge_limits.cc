#include "apps/edge_limits.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "apps/rules.h"

namespace inlay::apps {
namespace {

void read_limit(const EdgeLimitRow& row, const Json& value, EdgeLimits& limits,
                Reporter& reporter) {
  const double number = value.as_number();
  if (!value.is_number() || number != std::floor(number) || number < row.min || number > row.max) {
    return reporter.report(Rule::limit_shape, value.at(),
                           "limit " + std::string(row.name) + " must be a whole number from " +
                               std::to_string(row.min) + " to " + std::to_string(row.max));
  }
  limits.*row.value = static_cast<uint32_t>(number);
  if (limits.*row.value <= row.usual) return;
  reporter.report(Rule::limit_lowered, value.at(),
                  "limit " + std::string(row.name) + " of " + std::to_string(limits.*row.value) +
                      " counts as what the operator gives (" + std::string(row.setting) +
                      "), which is " + std::to_string(row.usual) + " unless set otherwise");
}

}  // namespace

EdgeLimits read_edge_limits(const Json& value, Reporter& reporter) {
  EdgeLimits limits;
  if (!value.is_object()) {
    reporter.report(Rule::limit_shape, value.at(), "inlay.limits must be an object");
    return limits;
  }
  std::vector<std::string_view> names;
  for (const EdgeLimitRow& row : kEdgeLimits) {
    names.push_back(row.name);
    if (const Json* limit = value.find(row.name)) read_limit(row, *limit, limits, reporter);
  }
  report_unknown_members(value, names, Rule::limit_shape, reporter);
  return limits;
}

EdgeLimits limits_within(const EdgeLimits& asked, const EdgeLimits& operators) {
  EdgeLimits limits = operators;
  for (const EdgeLimitRow& row : kEdgeLimits) {
    if (asked.*row.value == 0) continue;
    limits.*row.value = std::min(asked.*row.value, operators.*row.value);
  }
  return limits;
}

}  // namespace inlay::apps
