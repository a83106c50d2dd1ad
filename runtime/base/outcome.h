// How an app's script fared on one page or request. One list for `run-script`, logs, metrics and
// `status`; the names are a contract with other programs.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay {

enum class Outcome : uint8_t {
  ok,
  threw,             // an exception or a rejection that nobody caught
  over_cpu,          // more processor time than its limit
  over_heap,         // more memory
  over_wall,         // more time, counted while the script owes an answer
  over_buffer,       // more held back of the page than its allowance
  over_output,       // more written than allowed
  over_subrequests,  // more requests of its own
  denied,            // a permission that it has not got, and nobody caught the exception
  start_failed,      // it could not be loaded
  killed,            // its process ended under it
  breaker_open,      // it failed too often of late and was not asked
};

struct OutcomeRow {
  Outcome outcome;
  std::string_view name;
};

inline constexpr std::array kOutcomes{
    OutcomeRow{Outcome::ok, "ok"},
    OutcomeRow{Outcome::threw, "threw"},
    OutcomeRow{Outcome::over_cpu, "over_cpu"},
    OutcomeRow{Outcome::over_heap, "over_heap"},
    OutcomeRow{Outcome::over_wall, "over_wall"},
    OutcomeRow{Outcome::over_buffer, "over_buffer"},
    OutcomeRow{Outcome::over_output, "over_output"},
    OutcomeRow{Outcome::over_subrequests, "over_subrequests"},
    OutcomeRow{Outcome::denied, "denied"},
    OutcomeRow{Outcome::start_failed, "start_failed"},
    OutcomeRow{Outcome::killed, "killed"},
    OutcomeRow{Outcome::breaker_open, "breaker_open"},
};

// The whole list, each in its place: kOutcomes[i] is the row of Outcome(i).
static_assert(std::ranges::all_of(kOutcomes, [at = size_t{0}](const OutcomeRow& row) mutable {
  return static_cast<size_t>(row.outcome) == at++;
}));
static_assert(kOutcomes.back().outcome == Outcome::breaker_open);

constexpr std::string_view outcome_name(Outcome outcome) {
  return kOutcomes[static_cast<size_t>(outcome)].name;
}

// Of a number that came from elsewhere; nothing if it is none.
constexpr std::optional<Outcome> outcome_of(uint8_t number) {
  if (number >= kOutcomes.size()) return std::nullopt;
  return static_cast<Outcome>(number);
}

}  // namespace inlay
