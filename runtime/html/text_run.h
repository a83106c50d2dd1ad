// Text of one node of the page that has come and is not told yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "html/containment.h"
#include "html/token_events.h"

namespace inlay::html {

// Bytes that lie together in the present chunk are not copied before that goes.
class TextRun {
 public:
  // Whether bytes stay where they are until keep().
  enum class Bytes : uint8_t { stay, go };

  void begin(uint64_t offset, TextKind kind, ContentPlace place);
  void close();
  void add(std::string_view bytes, Bytes how_long);
  // The chunk goes.
  void keep();
  // The first of them are told.
  void take(size_t size);

  bool is_open() const { return open_; }
  std::string_view bytes() const {
    return kept_.empty() ? view_ : std::string_view(kept_).substr(kept_from_);
  }
  size_t kept_bytes() const { return kept_.size(); }
  uint64_t begin_offset() const { return begin_; }  // of bytes()
  uint64_t end_offset() const { return begin_ + bytes().size(); }
  TextKind kind() const { return kind_; }
  ContentPlace place() const { return place_; }

 private:
  bool open_ = false;
  TextKind kind_ = TextKind::data;
  ContentPlace place_ = ContentPlace::markup;
  uint64_t begin_ = 0;
  std::string_view view_;  // in the chunk; instead of
  std::string kept_;       // from `kept_from_` on
  size_t kept_from_ = 0;
};

}  // namespace inlay::html
