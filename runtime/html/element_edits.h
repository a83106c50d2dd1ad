// What is to be done to one element of the page, collected while its start tag is looked at and
// carried out there and where the element ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "html/content.h"

namespace inlay::html {

// Contents that go to one place, in the order in which they were asked for. One alone, as almost
// always, takes no memory of its own.
class ContentList {
 public:
  struct Piece {
    const Content* content = nullptr;  // borrowed, or what `owned` owns
    std::unique_ptr<const Content> owned;
  };

  void add(const Content& content) { add({.content = &content, .owned = nullptr}); }
  void add(std::unique_ptr<const Content> content) {
    const Content* const borrowed = content.get();
    add({.content = borrowed, .owned = std::move(content)});
  }
  void clear() {
    only_ = {};
    several_.clear();
  }
  void shrink_to(size_t size) {
    if (size == 0) return clear();
    if (size < several_.size()) several_.resize(size);
  }
  bool empty() const { return pieces().empty(); }
  std::span<const Piece> pieces() const {
    if (!several_.empty()) return several_;
    return {&only_, only_.content != nullptr ? size_t{1} : 0};
  }

 private:
  void add(Piece piece) {
    if (empty()) {
      only_ = std::move(piece);
      return;
    }
    if (several_.empty()) several_.push_back(std::exchange(only_, {}));
    several_.push_back(std::move(piece));
  }

  Piece only_;
  std::vector<Piece> several_;  // instead of it
};

struct ElementEdits {
  ContentList before;
  ContentList replacement;
  ContentList prepend;  // leaves in reverse
  ContentList append;
  ContentList after;  // leaves in reverse
  bool drop_start_tag = false;
  bool drop_content = false;
  bool drop_end_tag = false;
  std::string end_tag_name;             // empty: as it is
  std::vector<uint32_t> end_tag_hooks;  // in order

  size_t charged_bytes = 0;  // of EditBudget
  size_t charged_pieces = 0;

  // Whether something is left to do once the start tag has left.
  bool waits_for_end() const {
    return !append.empty() || !after.empty() || drop_content || drop_end_tag ||
           !end_tag_name.empty() || !end_tag_hooks.empty();
  }
};

// What edits of a page may hold at a time. Charged when asked for, given back when the element has
// ended.
struct EditBudget {
  size_t bytes = 0;      // of contents that were made for one element
  size_t pieces = 0;     // contents, borrowed ones too, and hooks
  uint32_t refused = 0;  // borrowed contents that there was no room for

  bool charge(ElementEdits& edits, size_t content_bytes) {
    if (pieces == 0 || bytes < content_bytes) return false;
    --pieces;
    bytes -= content_bytes;
    ++edits.charged_pieces;
    edits.charged_bytes += content_bytes;
    return true;
  }
  void give_back(const ElementEdits& edits) {
    pieces += edits.charged_pieces;
    bytes += edits.charged_bytes;
  }
};

}  // namespace inlay::html
