#include "html/page_detector.h"

#include <algorithm>

namespace inlay::html {
namespace {

// Tags count by their name: no need to wait for the end of a long one.
constexpr ScannerLimits kLimits{.token_bytes_max = ScannerLimits::kTokenBytesLeast};

constexpr TokenSet kWanted = Tokens::tags | Tokens::doctype | Tokens::classified_text;

}  // namespace

PageDetector::PageDetector() : scanner_(*this, nullptr, kLimits, kWanted) {}

PageDetector::Verdict PageDetector::feed(std::string_view chunk) {
  if (verdict_ != Verdict::undecided) return verdict_;
  const size_t room = kBytesMax - static_cast<size_t>(scanner_.position());
  scanner_.feed(chunk.substr(0, room));
  return scanner_.position() >= kBytesMax ? finish() : verdict_;
}

PageDetector::Verdict PageDetector::finish() {
  if (verdict_ == Verdict::undecided) verdict_ = Verdict::not_page;
  return verdict_;
}

void PageDetector::tag(const TagEvent& event) {
  const bool opens_page =
      event.kind == TagKind::start && (event.name.tag == Tag::html || event.name.tag == Tag::head);
  decide(opens_page ? Verdict::page : Verdict::not_page);
}

void PageDetector::text(const TextEvent& event) {
  if (event.text_class != TextClass::blank) decide(Verdict::not_page);
}

void PageDetector::doctype(const DoctypeEvent&) { decide(Verdict::page); }

void PageDetector::decide(Verdict verdict) {
  verdict_ = verdict;
  scanner_.stop();
}

}  // namespace inlay::html
