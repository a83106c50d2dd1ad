// An element of the page, as whoever changes it sees it at its start tag, and its end tag later.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "html/content.h"
#include "html/element_edits.h"
#include "html/element_kind.h"
#include "html/source_position.h"
#include "html/start_tag_edit.h"

namespace inlay::html {

// What the rewriter knows of an element when it begins.
struct ElementFacts {
  TagName name;
  Namespace space = Namespace::html;
  bool implied = false;      // no start tag
  bool has_content = false;  // not void, nor beyond TreeContext::kDepthMax
  bool in_removed = false;   // lies in what was removed: nothing of it will be seen
  ContentPlace outside = ContentPlace::markup;
  ContentPlace inside = ContentPlace::markup;
  ContentEncoding encoding = ContentEncoding::utf8;
};

// Lives as long as the call that hands it out. Changes compose as follows: what is put before and
// appended stands in the order of the calls, what is prepended and put after in the reverse one;
// the last replacement counts; removing or replacing keeps what stands before and after, and drops
// what was put inside so far, as set_inner_content() does too. An element without content has no
// inside: prepend, append and set_inner_content do nothing. On an implied element, which has no
// start tag, only before, prepend, append and after do something.
//
// Contents given as text are prepared for the place at once and kept. They fail, and change
// nothing, where they cannot stand (contain()) or more is held than EditBudget allows; the error
// blames the app. Contents given as Content are borrowed until the page ends; where one cannot
// stand, nothing is put there.
class Element {
 public:
  // All is borrowed. `tag` is null for an implied element, `position` where nobody asked for it.
  Element(const ElementFacts& facts, StartTagEdit* tag, ElementEdits& edits, EditBudget& budget,
          const SourcePosition* position = nullptr)
      : facts_(facts), tag_(tag), edits_(edits), budget_(budget), position_(position) {}
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;

  std::string tag_name() const;  // lower case
  Result<> set_tag_name(std::string_view name);
  Namespace space() const { return facts_.space; }
  std::string_view namespace_uri() const;
  bool implied() const { return facts_.implied; }
  bool has_content() const { return facts_.has_content; }

  std::optional<std::string> attribute(std::string_view name) const;
  bool has_attribute(std::string_view name) const { return attribute(name).has_value(); }
  // As they are now, in the order of the page and then of the calls; of those written twice the
  // first.
  std::vector<StartTagEdit::NameValue> attributes() const;
  // Another number after each change to them: who goes through them sees that they are not those
  // any more.
  uint32_t attributes_version() const { return attributes_version_; }
  Result<> set_attribute(std::string_view name, std::string_view value);
  Result<> add_attribute_tokens(std::string_view name, std::string_view tokens);
  void remove_attribute(std::string_view name);

  Result<> before(std::string_view content, ContentType type);
  Result<> prepend(std::string_view content, ContentType type);
  Result<> append(std::string_view content, ContentType type);
  Result<> after(std::string_view content, ContentType type);
  Result<> replace(std::string_view content, ContentType type);
  Result<> set_inner_content(std::string_view content, ContentType type);
  // The same with contents that are pulled when the page has come to their place.
  Result<> before(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> prepend(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> append(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> after(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> replace(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> set_inner_content(std::unique_ptr<ContentSource> content, ContentType type);
  void before(const Content& content) { borrow(edits_.before, content); }
  void prepend(const Content& content);
  void append(const Content& content);
  void after(const Content& content) { borrow(edits_.after, content); }
  // Beside what other calls of this one put in its place.
  void replace_too(const Content& content);

  // Of the start tag, and of an attribute as the page wrote it. Nothing: not asked for
  // (Rewriter::tell_positions()), or not written.
  std::optional<SourcePosition> position() const;
  std::optional<SourcePosition> attribute_position(std::string_view name) const;

  void remove();
  void remove_and_keep_content();
  bool removed() const { return edits_.dropped || facts_.in_removed; }

  // RewriteHandler::end_tag() is called with this number where an end tag ends the element: its own
  // or that of an element around it. Not where something else ends it, nor at the end of the input.
  // Fails for an element that has no end tag.
  Result<> on_end_tag(uint32_t hook);

 private:
  Result<> own(ContentList& list, std::string_view content, ContentType type, ContentPlace place);
  void borrow(ContentList& list, const Content& content);
  void remove_content();

  const ElementFacts& facts_;
  StartTagEdit* tag_;
  ElementEdits& edits_;
  EditBudget& budget_;
  const SourcePosition* position_;
  uint32_t attributes_version_ = 0;
};

// Where an element ends by an end tag. If that is not its own, it has none: both before and after
// stand before the token that ended it, and name and removal do nothing. Nor do they where the
// element's content is text (script, title …), which nothing else would end.
class EndTag {
 public:
  EndTag(const ElementFacts& facts, std::string_view written_name, ElementEdits& edits,
         EditBudget& budget)
      : facts_(facts), written_name_(written_name), edits_(edits), budget_(budget) {}
  EndTag(const EndTag&) = delete;
  EndTag& operator=(const EndTag&) = delete;

  std::string name() const;  // lower case
  Result<> set_name(std::string_view name);
  Result<> before(std::string_view content, ContentType type);
  Result<> after(std::string_view content, ContentType type);
  Result<> before(std::unique_ptr<ContentSource> content, ContentType type);
  Result<> after(std::unique_ptr<ContentSource> content, ContentType type);
  void remove() { edits_.drop_end_tag = true; }
  bool removed() const { return edits_.drop_end_tag || facts_.in_removed; }

 private:
  const ElementFacts& facts_;
  std::string_view written_name_;
  ElementEdits& edits_;
  EditBudget& budget_;
};

}  // namespace inlay::html
