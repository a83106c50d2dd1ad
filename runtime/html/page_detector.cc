#include "html/page_detector.h"

namespace inlay::html {

PageDetector::PageDetector()
    : scanner_(*this, &context_, ScannerLimits{},
               Tokens::tags | Tokens::doctype | Tokens::classified_text) {}

PageDetector::Verdict PageDetector::feed(std::string_view bytes) {
  if (verdict_ != Verdict::undecided) return verdict_;
  scanner_.feed(bytes.substr(0, kBytesMax - scanner_.position()));
  if (verdict_ == Verdict::undecided && scanner_.position() >= kBytesMax)
    verdict_ = Verdict::not_page;
  return verdict_;
}

PageDetector::Verdict PageDetector::finish() {
  if (verdict_ == Verdict::undecided) scanner_.finish();
  if (verdict_ == Verdict::undecided) verdict_ = Verdict::not_page;
  return verdict_;
}

void PageDetector::tag(const TagEvent& event) {
  bool begins =
      event.kind == TagKind::start && (event.name.tag == Tag::html || event.name.tag == Tag::head);
  decide(begins ? Verdict::page : Verdict::not_page);
}

void PageDetector::text(const TextEvent& event) {
  if (event.text_class != TextClass::blank) decide(Verdict::not_page);
}

void PageDetector::doctype(const DoctypeEvent&) { decide(Verdict::page); }

void PageDetector::decide(Verdict verdict) {
  if (verdict_ != Verdict::undecided) return;
  verdict_ = verdict;
  scanner_.stop();
}

}  // namespace inlay::html
