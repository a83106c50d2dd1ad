// Says which selectors of a set match each element of one page, at its start tag.
//
// Works from left to right: a compound that matches an element makes its right neighbour live for
// what lies in that element or follows it. Only elements that make something live are watched and
// have a frame; a set without combinators and counters keeps nothing at all.
//
// Which tree: that of TreeContext, with these details.
//  - Implied elements (html, head, body, tbody, tr, colgroup without a start tag) are elements for
//    combinators and counters, and match if they are asked for. The empty p that a stray </p> makes
//    and the br of </br> are none.
//  - Clones of formatting elements match nothing, not even `*`, and are not counted. What lies in
//    one has it for its parent, so there `>`, `+`, `~` and counters match nothing.
//  - html, head and body are the document's: a foreign element of such a name is none of these.
//  - What an oversize tag has past ScannerLimits::token_bytes_max does not exist.
//  - Of the children of one parent kTypesMax types are counted; :nth-of-type() does not match
//  others.
//
// One stream, one thread. The set and the context outlive the matcher. No allocation per tag once
// its buffers have grown, but for values that contain a character reference. Memory: at most
// TreeContext::kDepthMax frames of two bits for each compound of the set, and of kTypesMax counters
// if there are counters.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "html/selector_attributes.h"
#include "html/selector_frames.h"
#include "html/selector_set.h"
#include "html/token_events.h"
#include "html/tree_context.h"

namespace inlay::html {

class SelectorMatcher {
 public:
  SelectorMatcher(const SelectorSet& set, TreeContext& context);
  SelectorMatcher(const SelectorMatcher&) = delete;
  SelectorMatcher& operator=(const SelectorMatcher&) = delete;

  // After the context has seen a token that SelectorSet::filter() lets through, in this order: each
  // mark of TreeContext::ended(); the elements the token implied, from the outermost in; its start
  // tag. Marks also after text: the scanner's handler wants Tokens::context_text if a set has
  // combinators or counters. The answers are numbers of selectors that match, ascending; valid
  // until the next call. Nothing matches where a browser makes no element.
  void ended(uint32_t mark);  // also of marks that only others asked for
  std::span<const uint32_t> start_tag(const TagEvent& tag);
  // For those who want implied elements to match; nobody else needs to call these, and each element
  // answers once. `index`: of the stack of open elements. A head that was begun and ended by one
  // token is on no stack: passed_head() asks for it, before the body is asked for.
  std::span<const uint32_t> implied(size_t index);
  std::span<const uint32_t> passed_head();

 private:
  // An element that begins.
  struct Subject {
    TagName name;
    Namespace space = Namespace::html;
    const TagEvent* tag = nullptr;        // null: implied
    size_t frame = ElementFrames::kNone;  // its parent's, be it open or not; html's: kDocument
    size_t parent = OpenElements::kNone;  // in the stack
    size_t index = OpenElements::kNone;   // its own; kNone: nothing can lie in it
  };

  void catch_up(Tag own);
  void catch_up_table();
  void begin_html();
  void begin_head();
  void begin_body();
  void end_passed_head();
  Subject implied_subject(size_t index) const;
  Subject started(const TagEvent& tag) const;
  size_t frame_of(size_t index) const;
  size_t watch(size_t index);

  void begin(Subject subject);
  bool look_for(const Subject& subject);
  uint64_t live_word(size_t word) const;
  bool is_live(uint32_t number) const;
  void reach(uint32_t number);
  void hand_on(const Subject& subject);
  void hand_to_siblings(const Subject& subject);
  bool matches(const SelectorProgram::Compound& compound, const Subject& subject);
  bool type_matches(const SelectorProgram::Compound& compound, const Subject& subject) const;
  bool attribute_matches(const SelectorProgram::Attribute& test, const Subject& subject);
  bool nested_matches(const SelectorProgram::Nested& nested, const Subject& subject);

  const SelectorProgram& program_;
  TreeContext& context_;
  ElementFrames frames_;
  WantedAttributes attributes_;
  // Of the subject: its parent's frame if that is open, its number, and what it makes live.
  size_t parent_ = ElementFrames::kNone;
  ChildNumber number_;
  std::vector<uint64_t> inside_;
  std::vector<uint64_t> siblings_;
  bool made_inside_live_ = false;
  bool made_sibling_live_ = false;
  std::vector<uint32_t> matches_;
  bool html_begun_ = false;
  bool head_begun_ = false;
  bool body_begun_ = false;
  uint32_t head_mark_ = 0;  // 0: it has no frame
  size_t implied_to_ = 0;   // elements of the stack below were asked for since the last start tag
};

}  // namespace inlay::html
