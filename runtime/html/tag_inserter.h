// Streams a page and puts one tag at the place that the app format decides (docs: app format, 5.1;
// head_place.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "html/head_place.h"
#include "html/markup_output.h"
#include "html/relay.h"
#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {

// Every byte of the page leaves unchanged and in order, with the tag's bytes between two of them,
// at the same place for every chunking. Bytes before an unfinished tag leave with the chunk that
// brought them and are not copied; of an unfinished tag at most limits.token_bytes_max wait. Never
// fails. Where no place is right (HeadPlace), the page goes out as it came. Single-threaded.
class TagInserter {
 public:
  TagInserter(std::string_view tag, ScannerLimits limits,
              EncodingFrom encoding = EncodingFrom::page);
  TagInserter(const TagInserter&) = delete;
  TagInserter& operator=(const TagInserter&) = delete;

  void feed(std::string_view chunk, MarkupOutput& output);  // borrows both for the call
  void finish(MarkupOutput& output);                        // the page ends; call once

  // From now on feed() would only hand its bytes on: the caller may leave it out.
  bool done() const { return done_; }
  // Whether the tag has gone out.
  bool inserted() const { return done_ && place_.answer() == HeadPlace::Answer::here; }
  size_t kept_bytes() const { return relay_.kept_bytes(); }

 private:
  void emit(MarkupOutput& output, uint64_t may_leave);

  std::string tag_;
  TreeContext context_;
  HeadPlace place_;
  Scanner scanner_;
  Relay relay_;
  bool done_ = false;
};

}  // namespace inlay::html
