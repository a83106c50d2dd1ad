#include "html/text_run.h"

namespace inlay::html {

void TextRun::begin(uint64_t offset, TextKind kind, ContentPlace place) {
  open_ = true;
  begin_ = offset;
  kind_ = kind;
  place_ = place;
}

void TextRun::close() {
  open_ = false;
  view_ = {};
  kept_.clear();
  kept_from_ = 0;
}

void TextRun::add(std::string_view bytes, Bytes how_long) {
  if (kept_.empty() && how_long == Bytes::stay) {
    if (view_.empty()) {
      view_ = bytes;
      return;
    }
    if (view_.data() + view_.size() == bytes.data()) {
      view_ = {view_.data(), view_.size() + bytes.size()};
      return;
    }
  }
  keep();
  kept_.append(bytes);
}

void TextRun::keep() {
  kept_.append(view_);
  view_ = {};
}

void TextRun::take(size_t size) {
  begin_ += size;
  if (kept_.empty()) return view_.remove_prefix(size);
  kept_from_ += size;
  if (kept_from_ < kept_.size()) return;
  kept_.clear();
  kept_from_ = 0;
}

}  // namespace inlay::html
