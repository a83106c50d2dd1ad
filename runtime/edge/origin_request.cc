#include "edge/origin_request.h"

#include "http_messages/head_writer.h"

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

}  // namespace

std::string origin_request_head(const http::RequestHead& head, const Site& site, PageRequest page) {
  bool reads = head.method == http::Method::get || head.method == http::Method::head;
  bool whole = page != PageRequest::no && reads && !site.plan->empty();
  std::string_view host = !site.host_header.empty()      ? std::string_view(site.host_header)
                          : !head.authority.text.empty() ? head.authority.text
                                                         : std::string_view(site.origin.host);
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
