// Why a head is refused, with the status that a client gets for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace inlay::http {

struct [[nodiscard]] HeadError {
  // 400, 414, 417, 431, 501 or 505 for a client's head; always 502 for an origin's.
  uint16_t status = 400;
  Error error;  // the detail holds no raw control bytes: safe for logs
};

template <typename T = void>
using HeadResult = tl::expected<T, HeadError>;

// Whose bytes are read: decides blame, status and which leniencies hold.
enum class Sender : uint8_t { client, origin };

constexpr Blame blame_of(Sender sender) {
  return sender == Sender::client ? Blame::client : Blame::origin;
}

// What a client is refused for, in an origin's words where an origin did it.
Reason reason_of(Sender sender, Reason client_reason);

// `client_status` becomes 502 if the sender is an origin, and the reason an origin's.
tl::unexpected<HeadError> refuse(Sender sender, uint16_t client_status, Fault fault,
                                 Reason client_reason, std::string detail);
inline tl::unexpected<HeadError> malformed(Sender sender, std::string detail) {
  return refuse(sender, 400, Fault::malformed, Reason::request_malformed, std::move(detail));
}

// `text` in double quotes for an error's detail: control bytes, quotes and bytes above ASCII
// escaped, cut at 48 bytes.
std::string quoted(std::string_view text);

}  // namespace inlay::http
