#include "html/selector_matcher.h"

#include <algorithm>
#include <bit>

#include "html/ascii.h"
#include "html/decoded_text.h"

namespace inlay::html {
namespace {

bool has_bit(const uint64_t* row, size_t bit) { return (row[bit / 64] >> bit % 64 & 1) != 0; }

bool is_document_part(Tag tag) { return tag == Tag::html || tag == Tag::head || tag == Tag::body; }

Letters letters_of(ValueCase value_case, Namespace space, bool quirks) {
  switch (value_case) {
    case ValueCase::sensitive:
      return Letters::exact;
    case ValueCase::insensitive:
      return Letters::any_case;
    case ValueCase::insensitive_in_html:
      return space == Namespace::html ? Letters::any_case : Letters::exact;
    case ValueCase::insensitive_in_quirks:
      return quirks ? Letters::any_case : Letters::exact;
  }
  return Letters::exact;
}

}  // namespace

SelectorMatcher::SelectorMatcher(const SelectorSet& set, TreeContext& context)
    : program_(set.program()),
      context_(context),
      frames_(program_.of_combinator_descendant),
      attributes_(program_.names),
      inside_(program_.words()),
      siblings_(program_.words()) {
  matches_.reserve(program_.selector_count);
}

void SelectorMatcher::ended(uint32_t mark) {
  const size_t frame = ElementFrames::of_mark(mark);
  if (!frames_.is_open(frame)) return;
  if (mark == head_mark_) {
    head_mark_ = 0;
    if (context_.phase() <= Phase::after_head) {
      return frames_.move(frame, ElementFrames::kPassedHead);
    }
  }
  frames_.close(frame);
}

std::span<const uint32_t> SelectorMatcher::start_tag(const TagEvent& tag) {
  matches_.clear();
  if (tag.kind != TagKind::start || context_.opened() == Opened::nothing) return matches_;
  if (!body_begun_) catch_up(tag.name.tag);
  if (context_.made_implied()) catch_up_table();
  implied_to_ = 0;
  begin(started(tag));
  return matches_;
}

std::span<const uint32_t> SelectorMatcher::implied(size_t index) {
  matches_.clear();
  switch (context_.open().at(index).tag) {
    case Tag::html:
      if (!html_begun_) begin_html();
      return matches_;
    case Tag::head:
      return passed_head();
    case Tag::body:
      passed_head();
      matches_.clear();
      if (!body_begun_) begin_body();
      return matches_;
    default:
      implied_to_ = index + 1;
      begin(implied_subject(index));
      return matches_;
  }
}

std::span<const uint32_t> SelectorMatcher::passed_head() {
  if (!html_begun_) begin_html();
  matches_.clear();
  if (!head_begun_) begin_head();
  return matches_;
}

// What began without being told: with text, or with a tag that made more than itself. `own`: of the
// start tag that is told now.
void SelectorMatcher::catch_up(Tag own) {
  const Phase phase = context_.phase();
  if (own == Tag::html && phase == Phase::before_head) html_begun_ = true;
  if (!html_begun_) begin_html();
  if (phase == Phase::before_head) return;
  if (own == Tag::head) head_begun_ = true;
  if (!head_begun_) begin_head();
  if (phase <= Phase::after_head) return;
  if (own == Tag::body || phase == Phase::in_frameset) {
    end_passed_head();
  } else {
    begin_body();
  }
}

void SelectorMatcher::catch_up_table() {
  const size_t size = context_.depth();
  const size_t own = context_.opened() == Opened::open ? size - 1 : size;
  for (size_t i = std::max(size - context_.newly_open(), implied_to_); i < own; ++i) {
    const OpenElement& element = context_.open().at(i);
    if (element.origin == Origin::implied && !is_document_part(element.tag)) {
      begin(implied_subject(i));
    }
  }
}

// Of a start tag outside of the filter nothing is known here; but then nothing could match it, and
// it is no matter that it is taken for implied.
void SelectorMatcher::begin_html() {
  html_begun_ = true;
  begin({.name = name_of(Tag::html), .frame = ElementFrames::kDocument, .index = 0});
}

void SelectorMatcher::begin_head() {
  head_begun_ = true;
  const bool is_open = context_.phase() == Phase::in_head;
  begin({.name = name_of(Tag::head),
         .frame = frame_of(0),
         .parent = 0,
         .index = is_open ? 1 : OpenElements::kNone});
}

void SelectorMatcher::begin_body() {
  end_passed_head();
  begin({.name = name_of(Tag::body), .frame = frame_of(0), .parent = 0, .index = 1});
}

void SelectorMatcher::end_passed_head() {
  body_begun_ = true;
  frames_.close(ElementFrames::kPassedHead);
}

SelectorMatcher::Subject SelectorMatcher::implied_subject(size_t index) const {
  return {.name = context_.open().at(index).name(),
          .frame = frame_of(index - 1),
          .parent = index - 1,
          .index = index};
}

SelectorMatcher::Subject SelectorMatcher::started(const TagEvent& tag) const {
  const size_t depth = context_.depth();
  Subject subject{.name = tag.name, .space = context_.element_space(), .tag = &tag};
  if (tag.name.tag == Tag::image && subject.space == Namespace::html) {
    subject.name = name_of(Tag::img);  // 13.2.6.4.7: "Don't ask."
  }
  if (context_.opened() == Opened::open) subject.index = depth - 1;
  if (subject.index == 0) {
    subject.frame = ElementFrames::kDocument;
    return subject;
  }
  subject.parent = subject.index == OpenElements::kNone ? depth - 1 : depth - 2;
  subject.frame = frame_of(subject.parent);
  const bool in_passed_head = subject.parent == 0 && context_.phase() == Phase::after_head;
  if (in_passed_head) subject.frame = ElementFrames::kPassedHead;
  return subject;
}

size_t SelectorMatcher::frame_of(size_t index) const {
  const uint32_t mark = context_.open().at(index).mark;
  return mark == 0 ? ElementFrames::kNone : ElementFrames::of_mark(mark);
}

void SelectorMatcher::begin(Subject subject) {
  matches_.clear();
  number_ = {};
  parent_ = frames_.is_open(subject.frame) ? subject.frame : ElementFrames::kNone;
  const bool counted = program_.counts_children && parent_ != ElementFrames::kNone;
  if (counted) {
    number_ = frames_.count(parent_, subject.name, subject.space, program_.counts_types);
  }
  if (look_for(subject) || program_.counts_children) hand_on(subject);
  if (program_.has_next_sibling || made_sibling_live_) hand_to_siblings(subject);
}

// Fills matches_, inside_ and siblings_. Whether something has become live for what lies inside.
bool SelectorMatcher::look_for(const Subject& subject) {
  const bool has_attributes = subject.tag != nullptr && subject.tag->may_have_attributes();
  const uint64_t* possible = program_.possible(subject.name.tag, has_attributes);
  std::fill(inside_.begin(), inside_.end(), 0);
  std::fill(siblings_.begin(), siblings_.end(), 0);
  made_inside_live_ = made_sibling_live_ = false;
  attributes_.start(subject.tag);
  for (size_t word = 0; word < program_.words(); ++word) {
    uint64_t bits = possible[word] & live_word(word);
    for (; bits != 0; bits &= bits - 1) {
      const auto number =
          static_cast<uint32_t>(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
      if (matches(program_.compounds[number], subject)) reach(number);
    }
  }
  return made_inside_live_;
}

uint64_t SelectorMatcher::live_word(size_t word) const {
  uint64_t bits = program_.always[word] | frames_.live()[word];
  if (parent_ != ElementFrames::kNone) {
    bits |= frames_.inside(parent_)[word] & program_.of_combinator_child[word];
    bits |= frames_.siblings(parent_)[word];
  }
  return bits;
}

void SelectorMatcher::reach(uint32_t number) {
  const SelectorProgram::Compound& compound = program_.compounds[number];
  if (compound.is_subject) {
    // Two of one list follow each other in the row.
    if (matches_.empty() || matches_.back() != compound.selector) {
      matches_.push_back(compound.selector);
    }
    return;
  }
  const uint32_t next = number + 1;
  const uint64_t mask = uint64_t{1} << next % 64;
  const Combinator combinator = program_.compounds[next].combinator;
  if (combinator == Combinator::child || combinator == Combinator::descendant) {
    inside_[next / 64] |= mask;
    made_inside_live_ = true;
  } else {
    siblings_[next / 64] |= mask;
    made_sibling_live_ = true;
  }
}

void SelectorMatcher::hand_on(const Subject& subject) {
  size_t frame = ElementFrames::kNone;
  if (subject.index != OpenElements::kNone) {
    frame = watch(subject.index);
  } else if (subject.tag == nullptr && context_.phase() == Phase::after_head) {
    frame = ElementFrames::kPassedHead;
  } else {
    return;
  }
  frames_.open(frame);
  frames_.set_inside(frame, inside_);
}

void SelectorMatcher::hand_to_siblings(const Subject& subject) {
  if (parent_ == ElementFrames::kNone) {
    if (!made_sibling_live_ || subject.parent == OpenElements::kNone) return;
    if (subject.frame == ElementFrames::kPassedHead) {
      parent_ = subject.frame;
    } else if (context_.open().at(subject.parent).origin == Origin::clone) {
      return;
    } else {
      parent_ = watch(subject.parent);
    }
    frames_.open(parent_);
  }
  uint64_t* row = frames_.siblings(parent_);
  for (size_t word = 0; word < program_.words(); ++word) {
    row[word] = (row[word] & program_.of_combinator_later_sibling[word]) | siblings_[word];
  }
}

size_t SelectorMatcher::watch(size_t index) {
  const uint32_t mark = context_.watch(index);
  if (context_.open().at(index).is(Tag::head)) head_mark_ = mark;
  return ElementFrames::of_mark(mark);
}

bool SelectorMatcher::is_live(uint32_t number) const {
  const Combinator combinator = program_.compounds[number].combinator;
  if (combinator == Combinator::none) return true;
  if (combinator == Combinator::descendant) return has_bit(frames_.live().data(), number);
  if (parent_ == ElementFrames::kNone) return false;
  return has_bit(
      combinator == Combinator::child ? frames_.inside(parent_) : frames_.siblings(parent_),
      number);
}

bool SelectorMatcher::matches(const SelectorProgram::Compound& compound, const Subject& subject) {
  if (!type_matches(compound, subject)) return false;
  if (compound.root && subject.frame != ElementFrames::kDocument) return false;
  for (const SelectorProgram::Attribute& test : compound.attributes) {
    if (!attribute_matches(test, subject)) return false;
  }
  for (const NthTest& test : compound.nth) {
    const uint32_t number = test.of_type ? number_.of_type : number_.among_all;
    if (number == 0 || !test.matches(number)) return false;
  }
  for (const SelectorProgram::Nested& nested : compound.nested) {
    if (nested_matches(nested, subject) == nested.negated) return false;
  }
  return true;
}

bool SelectorMatcher::attribute_matches(const SelectorProgram::Attribute& test,
                                        const Subject& subject) {
  if (subject.tag == nullptr) return false;
  const std::optional<std::string_view> value = attributes_.value(test.name);
  return value && value_matches(test.comparison,
                                letters_of(test.value_case, subject.space, context_.quirks()),
                                *value, test.value);
}

bool SelectorMatcher::nested_matches(const SelectorProgram::Nested& nested,
                                     const Subject& subject) {
  return std::any_of(nested.subjects.begin(), nested.subjects.end(), [&](uint32_t number) {
    return is_live(number) && matches(program_.compounds[number], subject);
  });
}

bool SelectorMatcher::type_matches(const SelectorProgram::Compound& compound,
                                   const Subject& subject) const {
  if (compound.any_type) return true;
  if (!(compound.type == subject.name)) return false;
  if (is_document_part(compound.type.tag)) return subject.space == Namespace::html;
  if (compound.type.tag != Tag::unknown || compound.type_text.size() <= sizeof compound.type.hash) {
    return true;
  }
  // Longer names are only equal if their bytes are.
  const std::string_view name = subject.tag->name_bytes();
  return equal_ignoring_case(name, compound.type_text) || decode_name(name) == compound.type_text;
}

}  // namespace inlay::html
