#include "html/balanced_content.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

class FirstTag final : public ScannerHandler {
 public:
  void tag(const TagEvent& event) override {
    if (first == Tag::unknown) first = event.name.tag;
  }
  Tag first = Tag::unknown;
};

std::string_view page_around(std::string_view html) {
  FirstTag finder;
  Scanner scanner(finder, nullptr, ScannerLimits{}, Tokens::tags);
  scanner.feed(html);
  switch (finder.first) {
    case Tag::td:
    case Tag::th:
      return "<!doctype html><body><table><tbody><tr>";
    case Tag::tr:
      return "<!doctype html><body><table><tbody>";
    case Tag::tbody:
    case Tag::thead:
    case Tag::tfoot:
    case Tag::caption:
    case Tag::colgroup:
      return "<!doctype html><body><table>";
    default:
      return "<!doctype html><body>";
  }
}

class Balancer final : public ScannerHandler {
 public:
  Balancer(TreeContext& context, std::string_view html, uint64_t begin)
      : context_(context), html_(html), begin_(begin) {}

  void tag(const TagEvent& event) override {
    if (event.begin < begin_) return;
    forget_ended();
    if (event.kind == TagKind::start) return remember(event);
    const bool ends_text = std::exchange(in_text_, false);
    if (ended_own_ || ends_text) return;
    copy_to(event.begin);
    copied_ = static_cast<size_t>(event.end - begin_);
  }
  void text(const TextEvent& event) override {
    if (event.begin >= begin_) forget_ended();
  }
  std::string take() {
    copy_to(begin_ + html_.size());
    for (size_t i = open_.size(); i-- > 0;) out_.append("</").append(open_[i].name).append(">");
    return std::move(out_);
  }

 private:
  struct Open {
    uint32_t mark;
    std::string name;
  };

  void remember(const TagEvent& event) {
    in_text_ = context_.opened() == Opened::text;
    if (context_.opened() != Opened::open || context_.depth() < 2) return;
    open_.push_back({context_.watch(context_.depth() - 1), std::string(event.name_bytes())});
  }
  void forget_ended() {
    ended_own_ = false;
    for (const uint32_t mark : context_.ended()) {
      ended_own_ |= std::erase_if(open_, [&](const Open& one) { return one.mark == mark; }) != 0;
    }
  }
  void copy_to(uint64_t offset) {
    const size_t to = static_cast<size_t>(offset - begin_);
    out_.append(html_.substr(copied_, to - copied_));
    copied_ = to;
  }

  TreeContext& context_;
  std::string_view html_;
  uint64_t begin_;
  size_t copied_ = 0;
  bool ended_own_ = false;
  bool in_text_ = false;
  std::vector<Open> open_;
  std::string out_;
};

}  // namespace

std::string balance_elements(std::string_view html) {
  const std::string_view before = page_around(html);
  TreeContext context;
  Balancer balancer(context, html, before.size());
  ScannerLimits limits;
  limits.token_bytes_max = static_cast<uint32_t>(html.size()) + 1024;
  Scanner scanner(balancer, &context, limits, Tokens::tags | Tokens::context_text);
  scanner.feed(before);
  scanner.feed(html);
  scanner.finish();
  return balancer.take();
}

}  // namespace inlay::html
