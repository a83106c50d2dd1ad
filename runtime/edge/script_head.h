// Heads on their way to a cell and back. What comes back is a cell's word: nothing in it frames
// the answer, ends at this hop, or touches what the scripts may not see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "channel/edge_end.h"
#include "http_messages/field_list.h"

namespace inlay {

// Owns its texts: a head outlives the bytes it was parsed from while its page is in a cell.
struct KeptField {
  std::string name;
  std::string value;
};
using KeptFields = std::vector<KeptField>;

// The end-to-end fields of a head.
KeptFields kept_fields(const http::FieldList& fields);
// Leaves out what only scripts with the right to it may see: Cookie, Authorization, Set-Cookie.
void drop_credentials(KeptFields& fields);

// Sends `fields` from `sent` on, as far as there is room, and counts `sent` up; at least one record
// goes. Sent::yes: all of them went. `status`: null for a request.
Result<channel::Sent> send_fields(channel::EdgeEnd& end, channel::StreamId stream,
                                  const uint16_t* status, const KeptFields& fields, size_t& sent);

// The head of an answer as scripts want it.
struct ScriptedHead {
  static constexpr size_t kBytesMax = 64 << 10;  // names and values together
  static constexpr size_t kFieldsMax = 512;

  uint16_t status = 0;
  KeptFields fields;

  // Adds what a record has. Framing, codings, hop-by-hop fields and, without `cookies`, Set-Cookie
  // are left out. An error: no sound cell says that.
  Result<> add(const channel::Head& record, bool cookies);

 private:
  size_t bytes_ = 0;
};

}  // namespace inlay
