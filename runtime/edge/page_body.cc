#include "edge/page_body.h"

#include <utility>

namespace inlay {
namespace {

using http::Coding;

// A coded body that takes more than this before it says what it is stays as it is.
constexpr size_t kRawBytesMax = 256 * 1024;

}  // namespace

void PageBody::begin_untouched() {
  end();
  markup_.begin_relay();
}

bool PageBody::begin_page(const PageFacts& page) {
  begin_untouched();
  if (page.to != Coding::identity && !take_codecs(page.from, page.to)) return false;
  markup_.begin(page.request, page.charset, *page.plan, *page.limits);
  return true;
}

bool PageBody::begin_encoded(Coding to) {
  begin_untouched();
  return take_codecs(Coding::identity, to);
}

bool PageBody::take_codecs(Coding from, Coding to) {
  codecs_in_use_ = codecs_.take(from, to);
  if (codecs_in_use_) return true;
  left_untouched_ = Error{Fault::busy, Blame::self,
                          "page in " + std::string(coding_name(from)) +
                              ": the codings under way hold all that they may "
                              "(coding.memory_bytes_max)",
                          Reason::decode_over_budget};
  return false;
}

Result<> PageBody::feed(std::string_view bytes) {
  if (codecs_in_use_ && codecs_in_use_->decoder) return decode(bytes);
  markup_.feed(bytes);
  if (codecs_in_use_) encode();
  return {};
}

Result<> PageBody::decode(std::string_view bytes) {
  if (decoded_all_) return {};
  if (markup_.mode() == Markup::Mode::undecided) raw_.append(bytes);
  bool more = true;
  while (more) {
    auto step = codecs_in_use_->decoder->next(bytes, room_);
    if (!step) return undecodable(step.error());
    bytes.remove_prefix(step->consumed);
    more = step->more;
    markup_.feed(step->data);
    if (markup_.mode() == Markup::Mode::relay) {
      untouch();
      return {};
    }
    encode();
  }
  if (markup_.mode() == Markup::Mode::undecided && raw_.size() > kRawBytesMax) {
    left_untouched_ =
        Error{Fault::too_large, Blame::origin,
              "coded page: nothing to see in its first " + std::to_string(raw_.size()) + " bytes",
              Reason::decode_ratio};
    untouch();
  }
  return {};
}

// Before a byte has left it still can go as it came; browsers too ignore what follows a whole body.
Result<> PageBody::undecodable(Error error) {
  if (codecs_in_use_->decoder->complete()) {
    decoded_all_ = true;
    return {};
  }
  if (markup_.mode() != Markup::Mode::undecided) return fail(std::move(error));
  left_untouched_ = std::move(error);
  untouch();
  return {};
}

// As it came, from its first byte on.
void PageBody::untouch() {
  codecs_.give_back(*std::exchange(codecs_in_use_, std::nullopt));
  markup_.begin_relay();
  markup_.feed(raw_);
}

void PageBody::encode() {
  for (std::string_view part : markup_.parts()) codecs_in_use_->encoder->write(part, coded_);
  markup_.clear_parts();
  if (markup_.mode() == Markup::Mode::mark) raw_.clear();
}

void PageBody::flush() {
  if (!codecs_in_use_ || markup_.mode() == Markup::Mode::undecided) return;
  codecs_in_use_->encoder->flush(coded_);
}

Result<> PageBody::finish() {
  bool decodes = codecs_in_use_ && codecs_in_use_->decoder;
  if (decodes && !decoded_all_) {
    if (auto whole = codecs_in_use_->decoder->finish(); !whole) {
      if (auto ended = undecodable(whole.error()); !ended) return ended;
      if (!codecs_in_use_) return {};
    }
  }
  markup_.finish();
  if (decodes && markup_.mode() == Markup::Mode::relay) {
    untouch();
    return {};
  }
  if (!codecs_in_use_) return {};
  encode();
  codecs_in_use_->encoder->finish(coded_);
  return {};
}

void PageBody::end() {
  if (codecs_in_use_) codecs_.give_back(*std::exchange(codecs_in_use_, std::nullopt));
  markup_.end();
  std::string().swap(raw_);  // a connection that waits for its next request holds no memory
  std::string().swap(coded_);
  decoded_all_ = false;
  left_untouched_.reset();
}

std::span<const std::string_view> PageBody::parts() {
  if (!codecs_in_use_) return markup_.parts();
  coded_part_ = coded_;
  return {&coded_part_, coded_.empty() ? size_t{0} : size_t{1}};
}

size_t PageBody::bytes() const { return codecs_in_use_ ? coded_.size() : markup_.bytes(); }

void PageBody::clear_parts() {
  coded_.clear();
  if (markup_.mode() == Markup::Mode::relay) raw_.clear();
  markup_.clear_parts();
}

}  // namespace inlay
