#include "http_messages/framing.h"

#include <charconv>
#include <limits>
#include <string>

#include "http_messages/chars.h"
#include "http_messages/list_value.h"

namespace inlay::http {
namespace {

HeadResult<Framing> framing_of_coding(Sender sender, Version version, const FieldList& fields) {
  const std::string_view coding = fields.find(FieldId::transfer_encoding)->value;
  // Each of these is a known way to make two readers see different bodies (RFC 9112 6.1, 6.3).
  if (version == Version::http10) {
    return malformed(sender, "transfer-encoding: not part of http/1.0");
  }
  if (fields.has(FieldId::content_length)) {
    return malformed(sender, "transfer-encoding: beside content-length");
  }
  if (fields.count(FieldId::transfer_encoding) > 1) {
    return malformed(sender, "transfer-encoding: more than one field");
  }
  if (equals_ignoring_case(coding, "chunked")) return Framing{Framing::Kind::chunked, 0};

  size_t chunked_members = 0;
  std::string_view last;
  for (ListReader list(coding); auto member = list.next();) {
    last = *member;
    if (equals_ignoring_case(last, "chunked")) ++chunked_members;
  }
  if (chunked_members == 1 && equals_ignoring_case(last, "chunked")) {
    return refuse(sender, 501, Fault::unsupported, Reason::unsupported_coding,
                  "transfer-encoding: " + quoted(coding) + ", only chunked is known");
  }
  return malformed(sender, "transfer-encoding: " + quoted(coding) + " does not end in one chunked");
}

HeadResult<Framing> framing_of_length(Sender sender, const FieldList& fields) {
  if (fields.count(FieldId::content_length) > 1) {
    return malformed(sender, "content-length: more than one field");
  }
  const std::string_view text = fields.find(FieldId::content_length)->value;
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return malformed(sender, "content-length: " + quoted(text) + " is not one number");
  }
  uint64_t length = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (problem != std::errc() || length > uint64_t{std::numeric_limits<int64_t>::max()}) {
    return malformed(sender, "content-length: " + quoted(text) + " is 2^63 or more");
  }
  return Framing{Framing::Kind::length, length};
}

}  // namespace

HeadResult<Framing> framing_of_fields(Sender sender, Version version, const FieldList& fields) {
  if (fields.has(FieldId::transfer_encoding)) return framing_of_coding(sender, version, fields);
  if (fields.has(FieldId::content_length)) return framing_of_length(sender, fields);
  return Framing{};
}

}  // namespace inlay::http
