// Contents that go to one place of a page, in the order in which they were asked for.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "html/content.h"
#include "html/content_source.h"

namespace inlay::html {

// A content that belongs to its place: there already, or to be pulled.
struct OwnContent {
  std::optional<Content> content;
  std::unique_ptr<ContentSource> source;  // instead of it
  ContentType type = ContentType::text;
};

// One content alone, as almost always, takes no memory of its own.
class ContentList {
 public:
  struct Piece {
    const Content* content = nullptr;  // borrowed, or that of `own`; null: it is pulled
    std::unique_ptr<OwnContent> own;

    bool is_pulled() const { return content == nullptr; }
  };

  void add(const Content& content) { add(Piece{.content = &content, .own = nullptr}); }
  void add(std::unique_ptr<OwnContent> own) {
    const Content* const content = own->content ? &*own->content : nullptr;
    add(Piece{.content = content, .own = std::move(own)});
  }
  void clear() {
    only_ = {};
    several_.reset();
  }
  void shrink_to(size_t size) {
    if (size == 0) return clear();
    if (several_ != nullptr && size < several_->size()) several_->resize(size);
  }
  bool empty() const {
    return only_.content == nullptr && only_.own == nullptr &&
           (several_ == nullptr || several_->empty());
  }
  std::span<const Piece> pieces() const {
    if (several_ != nullptr) return *several_;
    const bool there = only_.content != nullptr || only_.own != nullptr;
    return {&only_, there ? size_t{1} : 0};
  }

 private:
  void add(Piece piece) {
    if (empty()) {
      only_ = std::move(piece);
      return;
    }
    if (several_ == nullptr) {
      several_ = std::make_unique<std::vector<Piece>>();
      several_->push_back(std::exchange(only_, {}));
    }
    several_->push_back(std::move(piece));
  }

  Piece only_;
  std::unique_ptr<std::vector<Piece>> several_;  // instead of it; null: there are none
};

}  // namespace inlay::html
