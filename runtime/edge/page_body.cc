#include "edge/page_body.h"

#include <utility>

namespace inlay {
namespace {

using http::Coding;
using Mode = Markup::Mode;

// A coded body that takes more than this before it says what it is stays as it is.
constexpr size_t kRawBytesMax = 256 * 1024;

}  // namespace

void PageBody::begin_untouched() {
  end();
  markup_.begin_relay();
}

void PageBody::begin_page(PageFacts page) {
  end();
  coding_ = page.coding;
  scripts_ = page.scripts;
  markup_.begin(page.request, page.charset, std::move(page.changes), *page.limits);
}

bool PageBody::encode_in(Coding coding) {
  auto encoder = codecs_.encoder(coding);
  if (!encoder) {
    problem_ = encoder.error();
    return false;
  }
  encoder_ = std::move(*encoder);
  return true;
}

Result<> PageBody::feed(std::string_view bytes) {
  if (coding_ != Coding::identity) return decode(bytes);
  markup_.feed(bytes);
  encode();
  return {};
}

Result<> PageBody::decode(std::string_view bytes) {
  if (decoded_all_) return {};
  if (markup_.mode() == Mode::undecided) raw_.append(bytes);
  if (decoder_ == nullptr) {
    auto decoder = codecs_.decoder(coding_, raw_);
    if (!decoder) return undecodable(decoder.error());
    decoder_ = std::move(*decoder);
  }
  for (bool more = true; more;) {
    auto step = decoder_->next(bytes, room_);
    if (!step) return undecodable(step.error());
    bytes.remove_prefix(step->consumed);
    more = step->more;
    markup_.feed(step->data);
    if (markup_.mode() == Mode::relay) {
      untouch();
      return {};
    }
    if (markup_.mode() == Mode::mark && encoder_ == nullptr && !encode_in(coding_)) {
      untouch();
      return {};
    }
    encode();
  }
  if (markup_.mode() == Mode::undecided && raw_.size() > kRawBytesMax) {
    return undecodable(
        {Fault::too_large, Blame::origin,
         "coded page: nothing to see in its first " + std::to_string(raw_.size()) + " bytes",
         Reason::decode_ratio});
  }
  return {};
}

// Browsers ignore what follows a whole body, and show what comes before a fault.
Result<> PageBody::undecodable(Error error) {
  if (decoder_ != nullptr && decoder_->complete()) {
    decoded_all_ = true;
    return {};
  }
  if (markup_.mode() != Mode::undecided && error.fault != Fault::malformed) {
    return fail(std::move(error));
  }
  problem_ = std::move(error);
  if (markup_.mode() == Mode::undecided) {
    untouch();
  } else {
    decoded_all_ = broken_ = true;
  }
  return {};
}

// As it came, from its first byte on.
void PageBody::untouch() {
  coding_ = Coding::identity;
  decoder_.reset();
  encoder_.reset();
  markup_.begin_relay();
  markup_.feed(raw_);
}

void PageBody::encode() {
  if (scripted()) {
    for (std::string_view part : markup_.parts()) scripts_->bring(part);
    markup_.clear_parts();
    raw_.clear();
    return;
  }
  if (encoder_ == nullptr) return;
  for (std::string_view part : markup_.parts()) encoder_->write(part, coded_);
  markup_.clear_parts();
  raw_.clear();
}

void PageBody::leave(std::string_view bytes, bool last) {
  if (encoder_ == nullptr) {
    coded_.append(bytes);
    return;
  }
  encoder_->write(bytes, coded_);
  if (last && !broken_) {
    encoder_->finish(coded_);
  } else {
    encoder_->flush(coded_);
  }
}

void PageBody::flush() {
  if (scripted()) return;
  if (encoder_ != nullptr && markup_.mode() != Mode::undecided) encoder_->flush(coded_);
}

Result<> PageBody::finish() {
  if (coding_ != Coding::identity && decoder_ != nullptr && !decoded_all_) {
    if (auto whole = decoder_->finish(); !whole) {
      if (auto ended = undecodable(whole.error()); !ended) return ended;
    }
  }
  bool undecided = markup_.mode() == Mode::undecided;
  markup_.finish();
  bool coded = coding_ != Coding::identity;
  bool changed = markup_.mode() == Mode::mark;
  if (coded && (!changed || (undecided && !encode_in(coding_)))) {
    untouch();
    return {};
  }
  if (scripted()) {
    encode();
    scripts_->end(channel::BodyEnding::whole);
    return {};
  }
  if (encoder_ == nullptr) return {};
  encode();
  if (broken_) {
    encoder_->flush(coded_);  // without an end: nobody shall take this for the whole
  } else {
    encoder_->finish(coded_);
  }
  return {};
}

void PageBody::end() {
  coding_ = Coding::identity;
  decoder_.reset();
  encoder_.reset();
  markup_.end();
  std::string().swap(raw_);  // a connection that waits for its next request holds no memory
  std::string().swap(coded_);
  scripts_ = nullptr;
  decoded_all_ = broken_ = false;
  problem_.reset();
}

std::span<const std::string_view> PageBody::parts() {
  if (encoder_ == nullptr && !scripted()) return markup_.parts();
  coded_part_ = coded_;
  return {&coded_part_, coded_.empty() ? size_t{0} : size_t{1}};
}

size_t PageBody::bytes() const {
  return encoder_ != nullptr || scripted() ? coded_.size() : markup_.bytes();
}

void PageBody::clear_parts() {
  coded_.clear();
  if (markup_.mode() == Mode::relay) raw_.clear();
  markup_.clear_parts();
}

}  // namespace inlay
