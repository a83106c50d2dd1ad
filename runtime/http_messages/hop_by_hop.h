// Which fields end at this hop. RFC 9110 7.6.1.
//
// Dropped always: Connection, Keep-Alive, Proxy-Connection, TE, Trailer (trailers are dropped),
// Transfer-Encoding, Upgrade. Dropped if Connection names them: fields that are not well known
// (field_id.h). A well-known end-to-end field stays even if Connection names it: the RFC forbids
// such a request, and honouring it would let a client strip what origins decide by ("Connection:
// close, Cookie", "Connection: X-Forwarded-For") or what frames the body (Content-Length).
// Proxy-Authenticate and Proxy-Authorization stay: the RFC does not list them, and we never ask for
// proxy credentials, so they can only be meant for somebody behind us.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "http_messages/field_id.h"
#include "http_messages/field_list.h"
#include "http_messages/head_error.h"
#include "http_messages/list_value.h"
#include "http_messages/version.h"

namespace inlay::http {

// The parsers refuse a head whose Connection fields list more, so that fields times names stays
// small.
inline constexpr size_t kConnectionNamesMax = 32;

bool is_hop_by_hop(FieldId id);

// Calls fn(name) for each member that the Connection fields list, as sent, "close" and "keep-alive"
// among them.
template <typename Fn>
void connection_names(const FieldList& fields, Fn&& fn) {
  fields.find_all(FieldId::connection, [&](std::string_view value) {
    for (ListReader list(value); auto name = list.next();) fn(*name);
  });
}

// What the Connection fields ask of this hop.
struct ConnectionOptions {
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;

  // Whether the connection may carry another message (RFC 9112 9.3). "close" wins.
  bool persists(Version version) const {
    return !close && (version == Version::http11 || keep_alive);
  }
};

// Refuses more than kConnectionNamesMax members.
HeadResult<ConnectionOptions> connection_options(Sender sender, const FieldList& fields);

// Decides field by field for one head; borrows from it.
class HopFilter {
 public:
  explicit HopFilter(const FieldList& fields);

  // Whether the field stays behind.
  bool drops(const Field& field) const;

 private:
  std::array<std::string_view, kConnectionNamesMax>
      named_;  // those that could hit a field with no id
  size_t named_count_ = 0;
};

// Calls fn(field) for each field that goes on to the next hop, in order, without those in `drop`.
template <typename Fn>
void for_each_end_to_end(const FieldList& fields, const FieldIdSet& drop, Fn&& fn) {
  const HopFilter filter(fields);
  for (const Field& field : fields) {
    if (!drop.contains(field.id) && !filter.drops(field)) fn(field);
  }
}

}  // namespace inlay::http
