#include "edge/origin_request.h"

#include "http_messages/accept_encoding.h"
#include "http_messages/head_writer.h"
#include "http_messages/hop_by_hop.h"

namespace inlay {
namespace {

using http::FieldId;

const http::FieldIdSet& always_dropped() {
  static const http::FieldIdSet kSet{FieldId::expect, FieldId::content_length};
  return kSet;
}

const http::FieldIdSet& dropped_for_pages() {
  static const http::FieldIdSet kSet =
      always_dropped() |
      http::FieldIdSet{FieldId::accept_encoding,    FieldId::if_match, FieldId::if_none_match,
                       FieldId::if_modified_since,  FieldId::range,    FieldId::if_range,
                       FieldId::if_unmodified_since};
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
  http::FieldIdSet drop =
      rewritten_validators(rule) | http::FieldIdSet{FieldId::host} | always_dropped();
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

std::string origin_request_head(const http::RequestHead& head, const Site& site, PageRequest page) {
  bool reads = head.method == http::Method::get || head.method == http::Method::head;
  bool whole = page != PageRequest::no && reads && !site.plan->empty();
  std::string_view host = !site.host_header.empty() ? std::string_view(site.host_header)
                          : !head.authority.text.empty()
                              ? head.authority.text
                              : std::string_view(site.origin.addresses.front().host);
  std::string out;
  out.reserve(1024);
  http::append_request_head(out, head.method_text, head.target, host, head.fields,
                            whole ? dropped_for_pages() : always_dropped());
  if (whole) http::append_field(out, "Accept-Encoding", "identity");
  if (head.framing.kind == http::Framing::Kind::length) {
    http::append_field(out, "Content-Length", head.framing.length);
  } else if (head.framing.kind == http::Framing::Kind::chunked) {
    http::append_field(out, "Transfer-Encoding", "chunked");
  }
  http::append_head_end(out);
  return out;
}

}  // namespace inlay
