#include "html/tag_inserter.h"

namespace inlay::html {

TagInserter::TagInserter(std::string_view tag, ScannerLimits limits, EncodingFrom encoding)
    : tag_(tag),
      place_(context_, encoding),
      scanner_(place_, &context_, limits, HeadPlace::kWanted) {
  place_.listen_to(scanner_);
}

void TagInserter::feed(std::string_view chunk, MarkupOutput& output) {
  if (chunk.empty()) return;
  if (done_) return output.markup(chunk);
  relay_.begin_chunk(chunk);
  scanner_.feed(chunk);
  emit(output, scanner_.held_from());
  relay_.end_chunk();
}

void TagInserter::finish(MarkupOutput& output) {
  if (done_) return;
  place_.end_of_input(scanner_.held_from(), relay_.end());
  emit(output, relay_.end());
  done_ = true;
}

void TagInserter::emit(MarkupOutput& output, uint64_t may_leave) {
  if (place_.answer() == HeadPlace::Answer::not_yet) return relay_.pass(may_leave, output);
  if (place_.answer() == HeadPlace::Answer::here) {
    relay_.pass(place_.offset(), output);
    if (!tag_.empty()) output.markup(tag_);
  }
  relay_.pass(relay_.end(), output);
  done_ = true;
}

}  // namespace inlay::html
