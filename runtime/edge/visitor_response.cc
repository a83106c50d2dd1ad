#include "edge/visitor_response.h"

#include <algorithm>

#include "base/check.h"
#include "edge/forwarding.h"
#include "edge/page_validators.h"
#include "http_messages/head_writer.h"
#include "http_messages/http_date.h"
#include "http_messages/list_value.h"

namespace inlay {
namespace {

using http::FieldId;
using http::FieldIdSet;

// What is true of the origin's bytes only.
const FieldIdSet& facts_of_bytes() {
  static const FieldIdSet kSet{FieldId::etag,        FieldId::accept_ranges,
                               FieldId::digest,      FieldId::content_digest,
                               FieldId::repr_digest, FieldId::content_md5};
  return kSet;
}

// The value of a field that stands there once; empty otherwise.
std::string_view only(const http::ResponseHead& head, FieldId id) {
  return head.fields.count(id) == 1 ? head.fields.find(id)->value : std::string_view();
}

FieldIdSet dropped(const VisitorHead& how) {
  FieldIdSet drop{FieldId::content_length, FieldId::via};
  if (how.change != AnswerChange::none || how.coded_here) drop = drop | facts_of_bytes();
  if (how.change != AnswerChange::none) drop.add(FieldId::last_modified);
  if (how.coded_here) drop.add(FieldId::content_encoding);
  return drop;
}

void append_etag(std::string& out, const http::ResponseHead& head, const VisitorHead& how) {
  auto tag = parse_entity_tag(only(head, FieldId::etag));
  if (!tag) return;
  tag->weak = tag->weak || how.coded_here || (how.change == AnswerChange::not_modified && how.weak);
  out.append("ETag: ");
  append_marked(out, *tag, how.change == AnswerChange::none ? std::string_view() : how.plan.mark);
  out.append("\r\n");
}

void append_last_modified(std::string& out, const http::ResponseHead& head,
                          const VisitorHead& how) {
  const auto origins = http::parse_date(only(head, FieldId::last_modified), how.now);
  if (!origins) return;
  const auto date = std::max(*origins, how.plan.since);
  if (date > how.now || !is_date_of_plan(date, how.plan)) return;
  out.append("Last-Modified: ");
  http::append_date(out, date);
  out.append("\r\n");
}

void append_vary(std::string& out, const http::ResponseHead& head) {
  if (http::has_token(head.fields, FieldId::vary, "accept-encoding") ||
      http::has_token(head.fields, FieldId::vary, "*")) {
    return;
  }
  http::append_field(out, "Vary", "Accept-Encoding");
}

}  // namespace

void append_visitor_head(std::string& out, const http::ResponseHead& head, const VisitorHead& how) {
  CHECK(how.change == AnswerChange::none || how.plan.changes_pages());
  http::append_response_head(out, head.status, head.reason, head.fields, dropped(how));
  const bool validated =
      how.change == AnswerChange::page || how.change == AnswerChange::not_modified;
  if (validated || (how.change == AnswerChange::none && how.coded_here)) {
    append_etag(out, head, how);
  }
  if (validated) append_last_modified(out, head, how);
  if (how.coded_here && *how.coded_here != http::Coding::identity) {
    http::append_field(out, "Content-Encoding", http::coding_name(*how.coded_here));
  }
  if (how.varies) append_vary(out, head);
  append_via(out, head, how.node);
}

}  // namespace inlay
