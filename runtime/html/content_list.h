// Contents that go to one place of a page, in the order in which they were asked for.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "html/content.h"
#include "html/content_source.h"

namespace inlay::html {

struct StreamedContent {
  std::unique_ptr<ContentSource> source;
  ContentType type;
};

// One content alone, as almost always, takes no memory of its own.
class ContentList {
 public:
  // One of these; `content` is borrowed, or what `owned` owns.
  struct Piece {
    const Content* content = nullptr;
    std::unique_ptr<const Content> owned;
    std::unique_ptr<StreamedContent> streamed;
  };

  void add(const Content& content) {
    add({.content = &content, .owned = nullptr, .streamed = nullptr});
  }
  void add(std::unique_ptr<const Content> content) {
    const Content* const borrowed = content.get();
    add({.content = borrowed, .owned = std::move(content), .streamed = nullptr});
  }
  void add(std::unique_ptr<StreamedContent> streamed) {
    add({.content = nullptr, .owned = nullptr, .streamed = std::move(streamed)});
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
    const bool there = only_.content != nullptr || only_.streamed != nullptr;
    return {&only_, there ? size_t{1} : 0};
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

}  // namespace inlay::html
