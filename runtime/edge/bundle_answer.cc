#include "edge/bundle_answer.h"

#include "edge/plan_mark.h"
#include "http_messages/head_writer.h"
#include "http_messages/negotiation.h"

namespace inlay {
namespace {

// If-None-Match against one entity tag, weakly (RFC 9110 13.1.2).
bool matches(std::string_view if_none_match, std::string_view opaque) {
  for (EntityTagReader list(if_none_match); auto member = list.next();) {
    if (member->text == "*") return true;
    if (member->tag && member->tag->mark.empty() && member->tag->opaque == opaque) return true;
  }
  return false;
}

}  // namespace

BundleRequest bundle_request(apps::BundlePart part, const http::RequestHead& head) {
  BundleRequest request{part, http::accepts_coding(head.fields, "gzip"), {}};
  head.fields.find_all(http::FieldId::if_none_match, [&](std::string_view value) {
    if (!request.if_none_match.empty()) request.if_none_match += ',';
    request.if_none_match += value;
  });
  return request;
}

BundleAnswer bundle_answer(const BundleRequest& request, const Bundle& bundle,
                           std::string_view plan_hash, std::string_view date) {
  BundleAnswer answer;
  bool gzip = request.gzip && !bundle.gzip.empty();
  const std::string opaque = std::string(plan_hash) + (gzip ? "-gz" : "");
  answer.not_modified = matches(request.if_none_match, opaque);
  http::append_status_line(answer.head, answer.not_modified ? 304 : 200);
  http::append_field(answer.head, "Date", date);
  http::append_field(answer.head, "ETag", "\"" + opaque + "\"");
  http::append_field(answer.head, "Cache-Control", "public, max-age=31536000, immutable");
  http::append_field(answer.head, "Vary", "Accept-Encoding");
  if (answer.not_modified) return answer;
  const bool style = request.part == apps::BundlePart::style;
  http::append_field(answer.head, "Content-Type",
                     style ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8");
  http::append_field(answer.head, "X-Content-Type-Options", "nosniff");
  if (gzip) http::append_field(answer.head, "Content-Encoding", "gzip");
  answer.body = gzip ? bundle.gzip : bundle.plain;
  return answer;
}

}  // namespace inlay
