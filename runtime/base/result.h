// How failures travel: by value, with the kind, the one to blame and a text that says what to do.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/reason.h"

namespace inlay {

// What went wrong, for code that has to choose between reactions.
enum class Fault : uint8_t {
  timed_out,
  too_large,
  malformed,
  unsupported,
  refused,
  busy,  // somebody else has it; later, or another one, may do
  unreachable,
  closed,
  not_found,
  cancelled,
  internal,
};

// Who has to mend it. Picks the status a visitor gets, and who is told.
enum class Blame : uint8_t { client, origin, app, config, self };

// `detail` is lower case, without full stop: what, which value, which bound, which setting. It goes
// to logs and to operators and app authors, never to visitors.
struct [[nodiscard]] Error {
  Fault fault = Fault::internal;
  Blame blame = Blame::self;
  std::string detail;
  Reason reason = Reason::other;  // for what a visitor or an origin did
};

// The world misbehaved: return this. We have a bug: CHECK (check.h). Project code does not throw.
template <typename T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(Fault fault, Blame blame, std::string detail) {
  return tl::unexpected<Error>(Error{fault, blame, std::move(detail), Reason::other});
}
inline tl::unexpected<Error> fail(Fault fault, Blame blame, Reason reason, std::string detail) {
  return tl::unexpected<Error>(Error{fault, blame, std::move(detail), reason});
}

}  // namespace inlay
