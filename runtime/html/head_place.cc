#include "html/head_place.h"

#include "base/check.h"
#include "html/ascii.h"
#include "html/encoding_label.h"

namespace inlay::html {
namespace {

bool means_iso_2022_jp(const TagEvent& meta) {
  const AttributeReader attributes = meta.attributes();
  if (const auto charset = attributes.find("charset")) {
    return encoding_of_meta_charset(charset->value) == MetaEncoding::iso_2022_jp;
  }
  const auto http_equiv = attributes.find("http-equiv");
  if (!http_equiv || !equal_ignoring_case(http_equiv->value, "content-type")) return false;
  const auto content = attributes.find("content");
  return content && encoding_of_meta_content(content->value) == MetaEncoding::iso_2022_jp;
}

}  // namespace

void HeadPlace::decide(Answer answer, uint64_t offset) {
  CHECK(scanner_ != nullptr);
  answer_ = answer;
  offset_ = offset;
  scanner_->stop();
}

bool HeadPlace::is_head_resource(const TagEvent& event) const {
  return (event.name.tag == Tag::script || event.name.tag == Tag::link) &&
         context_.made_element() && !context_.in_template();
}

void HeadPlace::tag(const TagEvent& event) {
  token_end_ = event.end;
  if (past_head()) return decide(Answer::here, event.begin);
  if (event.kind != TagKind::start) return;
  if (is_head_resource(event)) return decide(Answer::here, event.begin);
  if (encoding_ == EncodingFrom::page && event.name.tag == Tag::meta && means_iso_2022_jp(event)) {
    decide(Answer::never, 0);
  }
}

void HeadPlace::text(const TextEvent& event) {
  token_end_ = event.begin + event.bytes.size();
  if (past_head()) decide(Answer::here, event.begin);
}

void HeadPlace::end_of_input(uint64_t held_from, uint64_t end) {
  if (answer_ != Answer::not_yet || end == 0) return;
  // Bytes beyond the last token that are not held lie in something that will swallow what follows.
  const bool swallowed = token_end_ != held_from || context_.in_text_element();
  // What lies in a template is not run.
  if (!swallowed && !context_.in_template()) decide(Answer::here, held_from);
}

}  // namespace inlay::html
