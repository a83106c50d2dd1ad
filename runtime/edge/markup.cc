#include "edge/markup.h"

#include <functional>
#include <utility>

#include "html/encoding_label.h"
#include "html/page_detector.h"
#include "http_messages/coding.h"
#include "http_messages/list_value.h"
#include "http_messages/media_type.h"

namespace inlay {
namespace {

using http::FieldId;

// Enough of a body to see a byte order mark.
constexpr size_t kMarkBytes = 3;

bool lies_inside(std::string_view part, std::string_view whole) {
  std::less_equal<const char*> le;
  return le(whole.data(), part.data()) &&
         le(part.data() + part.size(), whole.data() + whole.size());
}

}  // namespace

bool may_be_marked(const http::ResponseHead& head) {
  const http::Field* type = head.fields.find(FieldId::content_type);
  if (type == nullptr || head.status == 206 || head.status == 304 || head.status == 204)
    return false;
  auto media = http::media_type(type->value);
  return media && media->is("text/html") && http::single_coding(head.fields) &&
         !http::cache_control_has(head.fields, "no-transform");
}

void Markup::begin_relay() {
  mode_ = Mode::relay;
  rewriter_.reset();
  changes_ = {};
  held_.clear();
  source_ = {};
  clear_parts();
}

void Markup::begin(PageRequest page, std::string_view charset, html::PageChanges changes,
                   const html::ScannerLimits& limits) {
  begin_relay();
  mode_ = Mode::undecided;
  page_ = page;
  charset_ = charset;
  changes_ = std::move(changes);
  limits_ = limits;
}

void Markup::end() {
  begin_relay();
  std::string().swap(held_);
  copies_.release();
}

void Markup::feed(std::string_view bytes) {
  if (mode_ == Mode::undecided) {
    decide(bytes, false);
    if (mode_ == Mode::undecided) {
      held_.append(bytes);
      return;
    }
    pass(held_);
  }
  pass(bytes);
}

void Markup::finish() {
  if (mode_ == Mode::undecided) {
    decide({}, true);
    pass(held_);
  }
  source_ = {};
  if (rewriter_ && !rewriter_->done()) rewriter_->finish(*this);
}

void Markup::decide(std::string_view bytes, bool at_end) {
  std::string start = held_.substr(0, kMarkBytes);
  start.append(bytes.substr(0, kMarkBytes));
  if (start.size() < kMarkBytes && !at_end) {
    // The detector must see these bytes too, so they are fed when the next ones come.
    return;
  }
  if (html::is_untouchable_encoding(charset_, start)) {
    mode_ = Mode::relay;
    return;
  }
  if (page_ != PageRequest::navigation) {
    html::PageDetector detector;
    auto verdict = detector.feed(held_);
    if (verdict == html::PageDetector::Verdict::undecided) verdict = detector.feed(bytes);
    if (verdict == html::PageDetector::Verdict::undecided && at_end) verdict = detector.finish();
    if (verdict == html::PageDetector::Verdict::undecided) return;
    if (verdict == html::PageDetector::Verdict::not_page) {
      mode_ = Mode::relay;
      return;
    }
  }
  mode_ = Mode::mark;
  changes_.encoding = html::encoding_from(charset_, start);
  rewriter_.emplace(changes_, limits_);
}

void Markup::pass(std::string_view bytes) {
  source_ = bytes;
  if (rewriter_ && !rewriter_->done()) return rewriter_->feed(bytes, *this);
  markup(bytes);
}

void Markup::markup(std::string_view bytes) {
  if (bytes.empty()) return;
  bytes_ += bytes.size();
  if (lies_inside(bytes, source_)) return parts_.push_back(bytes);
  parts_.push_back(copies_.add(bytes));
}

void Markup::clear_parts() {
  parts_.clear();
  copies_.clear();
  bytes_ = 0;
}

}  // namespace inlay
