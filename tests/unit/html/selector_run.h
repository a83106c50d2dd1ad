// Runs a set of selectors over a page in pieces, as an edge would, and writes down what matched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"
#include "html/selector_matcher.h"
#include "html/tree_context.h"

namespace inlay::html {

enum class Implied : uint8_t { asked, not_asked };

// What one selector of the set matches, one line for each element: the offset of the token with
// which it begins, and of implied ones also their name.
struct SelectorMatches {
  std::vector<std::string> of_selector;
  std::vector<std::string> names;  // of the matched elements' attribute n, by selector
  size_t told = 0;                 // tags
};

class SelectorRun final : public ScannerHandler {
 public:
  SelectorRun(const SelectorSet& set, TreeContext& context, Implied implied)
      : context_(context), matcher_(set, context), implied_(implied) {
    matches.of_selector.resize(set.size());
    matches.names.resize(set.size());
  }

  void tag(const TagEvent& event) override {
    ++matches.told;
    token(event.begin);
    if (event.kind != TagKind::start) return;
    for (uint32_t number : matcher_.start_tag(event)) {
      note(number, std::to_string(event.begin));
      const auto name = event.attributes().find("n");
      std::string& names = matches.names[number];
      if (name) names.append(names.empty() ? "" : " ").append(name->value);
    }
  }
  void text(const TextEvent& event) override { token(event.begin); }

  SelectorMatches matches;

 private:
  void token(uint64_t begin) {
    for (uint32_t mark : context_.ended()) matcher_.ended(mark);
    if (implied_ == Implied::not_asked || !context_.made_implied()) return;
    const size_t size = context_.depth();
    for (size_t i = size - context_.newly_open(); i < size; ++i) {
      const OpenElement& element = context_.open().at(i);
      const std::string name(tag_text(element.tag));
      if (element.is(Tag::body)) note_all(matcher_.passed_head(), begin, "head");
      if (element.origin == Origin::implied) note_all(matcher_.implied(i), begin, name);
    }
    if (context_.phase() > Phase::in_head) note_all(matcher_.passed_head(), begin, "head");
  }
  void note_all(std::span<const uint32_t> numbers, uint64_t begin, const std::string& name) {
    for (uint32_t number : numbers) note(number, std::to_string(begin) + "+" + name);
  }
  void note(uint32_t number, const std::string& line) {
    matches.of_selector[number].append(line).append("\n");
  }

  TreeContext& context_;
  SelectorMatcher matcher_;
  Implied implied_;
};

inline SelectorMatches run_selectors(const SelectorSet& set, std::string_view page, size_t piece,
                                     Implied implied, ScannerLimits limits = {}) {
  TreeContext context;
  SelectorRun run(set, context, implied);
  Scanner scanner(run, &context, limits, Tokens::tags | Tokens::context_text);
  scanner.tell_only(&set.filter());
  for (size_t at = 0; at < page.size(); at += piece) scanner.feed(page.substr(at, piece));
  scanner.finish();
  return run.matches;
}

}  // namespace inlay::html
