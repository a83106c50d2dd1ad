#include "edge/origin_request.h"

#include "http_messages/accept_encoding.h"
#include "http_messages/head_writer.h"
#include "http_messages/hop_by_hop.h"

namespace inlay {
namespace {

using http::FieldId;

const http::FieldIdSet& written_here() {
  static const http::FieldIdSet kSet{FieldId::host, FieldId::expect, FieldId::content_length};
  return kSet;
}

// Whether Accept-Encoding is written anew, and what to.
enum class AskedCoding : uint8_t { as_visitor, decodable, identity };

AskedCoding asked_coding(const OriginRequest& request) {
  if (request.page == PageRequest::no) return AskedCoding::as_visitor;
  if (request.ask_identity) return AskedCoding::identity;
  return request.plan.changes_pages() ? AskedCoding::decodable : AskedCoding::as_visitor;
}

void append_accept_encoding(std::string& out, const http::RequestHead& head, AskedCoding coding) {
  if (coding == AskedCoding::identity) {
    http::append_field(out, "Accept-Encoding", "identity");
  } else if (coding == AskedCoding::decodable && head.fields.has(FieldId::accept_encoding)) {
    out.append("Accept-Encoding: ");
    http::append_decodable(out, head.fields);
    out.append("\r\n");
  }
}

void append_framing(std::string& out, const http::Framing& framing) {
  if (framing.kind == http::Framing::Kind::length) {
    http::append_field(out, "Content-Length", framing.length);
  } else if (framing.kind == http::Framing::Kind::chunked) {
    http::append_field(out, "Transfer-Encoding", "chunked");
  }
}

}  // namespace

SentValidators append_origin_request(std::string& out, const http::RequestHead& head,
                                     const OriginRequest& request) {
  static const http::FieldList kNoFields;
  const ValidatorRule rule = validator_rule(head, request.page, request.plan);
  const AskedCoding coding = asked_coding(request);
  http::FieldIdSet drop = rewritten_validators(rule) | written_here();
  if (coding != AskedCoding::as_visitor) drop.add(FieldId::accept_encoding);

  http::append_request_head(out, head.method_text, head.target, request.host, kNoFields);
  http::for_each_end_to_end(head.fields, drop, [&](const http::Field& field) {
    if (forwarding_replaces(field, request.way.trusted_peer)) return;
    http::append_field(out, field.name, field.value);
  });
  append_accept_encoding(out, head, coding);
  const SentValidators sent = append_validators(out, head, rule, request.plan, request.now);
  append_forwarding(out, head, request.way);
  append_framing(out, head.framing);
  if (request.expect_continue) http::append_field(out, "Expect", "100-continue");
  if (!request.upgrade.empty()) {
    http::append_field(out, "Connection", "Upgrade");
    http::append_field(out, "Upgrade", request.upgrade);
  }
  http::append_head_end(out);
  return sent;
}

}  // namespace inlay
