#include "cell/page_sender.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "cell/outbox.h"

namespace inlay::cell {

void PageSender::head(const PageHead& head) {
  if (head != origins_) head_ = head;
}

void PageSender::page(uint64_t offset, std::string_view bytes) {
  const size_t at = waiting_.size();
  waiting_.append(bytes);
  if (made_) return;
  const bool goes_on = place_ && place_->restore.empty() && place_->end() == at &&
                       place_->offset + place_->length == offset;
  if (goes_on) {
    place_->length += bytes.size();
  } else {
    place_ = Place{at, offset, bytes.size(), {}};
  }
}

void PageSender::place(uint64_t offset, std::string_view restore) {
  if (made_) return;
  const bool is_new =
      place_ ? place_->end() < waiting_.size() || place_->offset + place_->length != offset ||
                   place_->restore != restore
             : waiting_.size() > sent_ || offset != last_offset_ || restore != last_restore_;
  if (is_new) place_ = Place{waiting_.size(), offset, 0, std::string(restore)};
}

void PageSender::end(bool whole) {
  ended_ = whole;
  if (whole) place(received_, {});  // the page is over, whatever it ends in
}

bool PageSender::send() {
  if (end_sent_ || !send_head()) return false;
  bool sent = false;
  while (send_piece()) sent = true;
  forget_sent();
  return send_end() || sent;
}

void PageSender::forget_sent() {
  if (sent_ < waiting_.size() && sent_ < kBytesMax) return;
  if (place_) {
    const size_t gone = sent_ - std::min(sent_, place_->at);
    place_->at -= sent_ - gone;
    place_->offset += gone;
    place_->length -= gone;
  }
  waiting_.erase(0, std::exchange(sent_, 0));
}

// True: there is none to send.
bool PageSender::send_head() {
  // So that a record of long fields stays within its bound.
  constexpr size_t kBytesOfOne = 32 << 10;
  while (head_) {
    std::vector<channel::Field> fields;
    size_t bytes = 0;
    size_t at = head_fields_sent_;
    for (; at < head_->fields.size() && fields.size() < channel::kFieldsMax; ++at) {
      const PageField& field = head_->fields[at];
      bytes += field.name.size() + field.value.size() + 16;
      if (!fields.empty() && bytes > kBytesOfOne) break;
      fields.push_back({field.name, field.value});
    }
    const bool more = at < head_->fields.size();
    if (!is_sent(end_.send(channel::Head{
            .stream = stream_, .status = head_->status, .more = more, .fields = fields}))) {
      return false;
    }
    head_fields_sent_ = at;
    if (!more) head_.reset();
  }
  return true;
}

// Up to the last place, so that what can stay leaves with it; what is behind that is held.
bool PageSender::send_piece() {
  const bool to_place = !made_ && place_;
  const size_t most = (to_place ? place_->end() : waiting_.size()) - sent_;
  const size_t size =
      std::min<uint64_t>({most, channel::kChunkBytesMax, end_.output_window(stream_)});
  const bool at_place = to_place && sent_ + size >= place_->at;
  if (size == 0 && !(at_place && place_->length == 0)) return false;
  channel::Output record{.stream = stream_};
  record.bytes = std::string_view(waiting_).substr(sent_, size);
  if (at_place) {
    record.offset = place_->offset + (sent_ + size - place_->at);
    record.restore = place_->restore;
  } else if (!made_) {
    record.held = true;
    record.offset = last_offset_;
    record.restore = last_restore_;
  }
  if (!is_sent(end_.send(record))) return false;
  sent_ += size;
  if (at_place) {
    last_offset_ = *record.offset;
    last_restore_ = place_->restore;
    if (sent_ == place_->end()) place_.reset();
  }
  return true;
}

bool PageSender::send_end() {
  if (!ended_ || !waiting_.empty() || place_) return false;
  const auto ending = *ended_ ? channel::BodyEnding::whole : channel::BodyEnding::failed;
  end_sent_ = is_sent(end_.send(channel::OutputEnd{.stream = stream_, .ending = ending}));
  return end_sent_;
}

}  // namespace inlay::cell
