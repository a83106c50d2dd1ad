// Formatting elements: a, b, i and their like, which reopen after what closed them
// (13.2.4.3, 13.2.6.4.7).
#include <functional>

#include "html/tree_context.h"

namespace inlay::html {
namespace {

constexpr int kAdoptionsMax = 8;  // outer loop of the adoption agency
constexpr int kClonesMax =
    3;  // its inner loop: formatting elements deeper than this lose their entry

// The same for every order of the attributes, as the Noah's Ark clause compares them. Values count
// as written.
uint64_t attributes_hash(AttributeReader attributes) {
  uint64_t sum = 0;
  while (auto attribute = attributes.next()) {
    if (attribute->duplicate) continue;
    const uint64_t value = std::hash<std::string_view>()(attribute->value);
    const uint64_t pair = (find_tag(attribute->name).hash ^ (value << 1)) * 0x9e3779b97f4a7c15;
    sum += pair ^ (pair >> 29);
  }
  return sum;
}

}  // namespace

void TreeContext::reconstruct_formatting() {
  if (!formatting_.needs_reconstruction()) return;
  for (size_t i = formatting_.first_to_reconstruct(); i < formatting_.size(); ++i) {
    FormattingElement& entry = formatting_.at(i);
    entry.open = open_.push_html(entry.name, Origin::clone, entry.id);
  }
}

TextMode TreeContext::start_formatting(const TagEvent& tag) {
  if (tag.name.tag == Tag::a) {
    close_open_a(tag.name);
  } else if (tag.name.tag == Tag::nobr) {
    reconstruct_formatting();
    if (open_.has_in_scope(Tag::nobr, Scope::normal)) end_formatting(tag.name);
  }
  reconstruct_formatting();
  const uint32_t id = list_formatting(tag.name, tag.raw, tag.name_size);
  return inserted(open_.push_html(tag.name, Origin::tag, id));
}

// Of an `a` the attributes do not matter: there is never more than one since the last marker.
uint32_t TreeContext::list_formatting(TagName name, std::string_view raw, uint32_t name_size) {
  const bool has_attributes = may_have_attributes(raw.size(), name_size) && name.tag != Tag::a;
  const uint64_t hash =
      has_attributes ? attributes_hash(AttributeReader(raw, name_size + 1)) : uint64_t{0};
  return formatting_.push(name, hash);
}

void TreeContext::close_open_a(TagName name) {
  const size_t at = formatting_.find_since_marker(name);
  if (at == ActiveFormatting::kNone) return;
  const uint32_t id = formatting_.at(at).id;
  end_formatting(name);
  const size_t still_listed = formatting_.find_id(id);
  if (still_listed != ActiveFormatting::kNone) formatting_.erase(still_listed);
  const size_t still_open = open_.find_formatting(id);
  if (still_open != OpenElements::kNone) open_.erase(still_open);
}

void TreeContext::end_formatting(TagName name) {
  const OpenElement& top = open_.top();
  const uint32_t id = top.formatting_id;
  if (top.is(name.tag) && id != 0 && formatting_.last_id() == id) {
    // No rule says otherwise; this is for speed.
    formatting_.erase(formatting_.size() - 1);
    return open_.pop();
  }
  if (top.is(name.tag) && formatting_.find_id(id) == ActiveFormatting::kNone) {
    return open_.pop();
  }
  adopt(name);
}

// What a later turn ends lies deeper than what the earlier ones have ended: the open entries of the
// list stand in the order of the stack, so a later turn is about the clone, above the block of the
// turn before.
void TreeContext::adopt(TagName name) {
  const size_t told = marks_.ended().size();
  bool goes_on = true;
  for (int turn = 0; turn < kAdoptionsMax && goes_on; ++turn) {
    const size_t earlier = marks_.ended().size();
    goes_on = adopt_once(name);
    marks_.put_first(told, earlier);
  }
}

bool TreeContext::adopt_once(TagName name) {
  const size_t entry_at = formatting_.find_since_marker(name);
  if (entry_at == ActiveFormatting::kNone) {
    end_any_other(name);
    return false;
  }
  const FormattingElement& entry = formatting_.at(entry_at);
  if (!entry.open) {
    formatting_.erase(entry_at);
    return false;
  }
  const size_t element_at = open_.find_formatting(entry.id);
  if (!open_.is_in_scope(element_at)) return false;
  const size_t block_at = open_.find_special_above(element_at);
  if (block_at == OpenElements::kNone) {
    open_.pop_to(element_at);
    formatting_.erase(entry_at);
    return false;
  }
  move_below_furthest_block(element_at, block_at, entry_at);
  return true;
}

// The rest of one turn. Clones take the place of what they are cloned from in the stack and in the
// list, so to us nothing happens to those; the formatting element's own clone goes below (that is,
// after) the furthest block.
void TreeContext::move_below_furthest_block(size_t element_at, size_t block_at, size_t entry_at) {
  const uint32_t old_id = formatting_.at(entry_at).id;
  uint32_t bookmark = 0;  // the clone's entry goes after the one of this id
  int steps = 0;
  for (size_t node_at = block_at - 1; node_at > element_at; --node_at) {
    size_t listed = formatting_.find_id(open_.at(node_at).formatting_id);
    if (++steps > kClonesMax && listed != ActiveFormatting::kNone) {
      formatting_.erase(listed);
      listed = ActiveFormatting::kNone;
    }
    if (listed == ActiveFormatting::kNone) {
      open_.erase(node_at);
      --block_at;
    } else {
      open_.replace_by_clone(node_at);
      if (bookmark == 0) bookmark = formatting_.at(listed).id;
    }
  }
  OpenElement clone = open_.at(element_at);
  clone.mark = 0;
  clone.origin = Origin::clone;
  open_.erase(element_at);
  const size_t from = formatting_.find_id(old_id);
  clone.formatting_id = formatting_.renew(from);
  open_.insert(block_at, clone);  // the block itself has moved down to block_at - 1
  if (bookmark != 0) {
    const size_t after = formatting_.find_id(bookmark);
    formatting_.move(from, after < from ? after + 1 : after);
  }
}

}  // namespace inlay::html
