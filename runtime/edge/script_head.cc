#include "edge/script_head.h"

#include <array>

#include "http_messages/chars.h"
#include "http_messages/hop_by_hop.h"

namespace inlay {
namespace {

using http::FieldId;

constexpr size_t kRecordBytesMax = channel::kChunkBytesMax;  // of fields in one record
constexpr size_t kFieldBytes = 8;                            // their lengths on the wire
constexpr size_t kFieldsInRecordMax = 128;

bool is_secret(FieldId id) {
  return id == FieldId::cookie || id == FieldId::authorization || id == FieldId::set_cookie;
}

// What the edge says itself of the bytes that leave, or of the way.
bool is_edges(FieldId id) {
  switch (id) {
    case FieldId::content_length:
    case FieldId::content_encoding:
    case FieldId::via:
    case FieldId::etag:
    case FieldId::last_modified:
    case FieldId::accept_ranges:
    case FieldId::digest:
    case FieldId::content_digest:
    case FieldId::repr_digest:
    case FieldId::content_md5:
      return true;
    default:
      return http::is_hop_by_hop(id);
  }
}

bool is_status(uint16_t status) { return status >= 200 && status <= 599; }

tl::unexpected<Error> unsound(std::string what) {
  return fail(Fault::malformed, Blame::app, "head of a script: " + std::move(what));
}

}  // namespace

KeptFields kept_fields(const http::FieldList& fields) {
  KeptFields kept;
  http::for_each_end_to_end(fields, {}, [&](const http::Field& field) {
    kept.push_back({std::string(field.name), std::string(field.value)});
  });
  return kept;
}

void drop_credentials(KeptFields& fields) {
  std::erase_if(fields,
                [](const KeptField& field) { return is_secret(http::field_id(field.name)); });
}

Result<channel::Sent> send_fields(channel::EdgeEnd& end, channel::StreamId stream,
                                  const uint16_t* status, const KeptFields& fields, size_t& sent) {
  while (true) {
    std::array<channel::Field, kFieldsInRecordMax> some;
    size_t count = 0;
    size_t bytes = 0;
    while (sent + count < fields.size() && count < some.size()) {
      const KeptField& field = fields[sent + count];
      bytes += field.name.size() + field.value.size() + kFieldBytes;
      if (count > 0 && bytes > kRecordBytesMax) break;
      some[count++] = {field.name, field.value};
    }
    const bool more = sent + count < fields.size();
    const std::span<const channel::Field> span(some.data(), count);
    auto told = status != nullptr ? end.send(channel::ResponseFields{stream, *status, more, span})
                                  : end.send(channel::RequestFields{stream, more, span});
    if (!told || *told == channel::Sent::full) return told;
    sent += count;
    if (!more) return told;
  }
}

Result<> ScriptedHead::add(const channel::Head& record, bool cookies) {
  if (!is_status(record.status)) return unsound("status " + std::to_string(record.status));
  status = record.status;
  for (const channel::Field& field : record.fields) {
    if (!http::is_token(field.name)) return unsound("a name that is no token");
    if (!http::is_field_value(field.value)) return unsound("a value with a forbidden byte");
    bytes_ += field.name.size() + field.value.size();
    if (bytes_ > kBytesMax || fields.size() >= kFieldsMax) {
      return unsound("more than " + std::to_string(kBytesMax) + " bytes or " +
                     std::to_string(kFieldsMax) + " fields");
    }
    const FieldId id = http::field_id(field.name);
    if (is_edges(id) || (!cookies && is_secret(id))) continue;
    fields.push_back({std::string(field.name), std::string(field.value)});
  }
  return {};
}

}  // namespace inlay
