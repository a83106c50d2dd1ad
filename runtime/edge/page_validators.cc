#include "edge/page_validators.h"

#include "http_messages/head_writer.h"
#include "http_messages/http_date.h"

namespace inlay {
namespace {

using http::FieldId;

// Writes one list field, its name only if there is a member.
class ListField {
 public:
  ListField(std::string& out, std::string_view name) : out_(out), name_(name) {}

  void add(const EntityTagReader::Member& member, bool bare) {
    out_.append(empty_ ? name_ : "").append(empty_ ? ": " : ", ");
    empty_ = false;
    if (bare) {
      append_bare(out_, *member.tag);
    } else {
      out_.append(member.text);
    }
  }
  void end() {
    if (!empty_) out_.append("\r\n");
  }
  bool empty() const { return empty_; }

 private:
  std::string& out_;
  std::string_view name_;
  bool empty_ = true;
};

template <typename Fn>
void each_member(const http::FieldList& fields, FieldId id, Fn&& fn) {
  fields.find_all(id, [&](std::string_view value) {
    for (EntityTagReader list(value); auto member = list.next();) fn(*member);
  });
}

bool is_marked(const EntityTagReader::Member& member) {
  return member.tag && !member.tag->mark.empty();
}

bool is_of_plan(const EntityTagReader::Member& member, const PlanFacts& plan) {
  return is_marked(member) && member.tag->mark == plan.mark;
}

void append_if_match(std::string& out, const http::FieldList& fields, const PlanFacts& plan,
                     bool any_plan) {
  ListField field(out, "If-Match");
  each_member(fields, FieldId::if_match, [&](const EntityTagReader::Member& member) {
    field.add(member, any_plan ? is_marked(member) : is_of_plan(member, plan));
  });
  field.end();
}

void append_if_none_match_unmarked(std::string& out, const http::FieldList& fields) {
  ListField field(out, "If-None-Match");
  each_member(fields, FieldId::if_none_match,
              [&](const EntityTagReader::Member& member) { field.add(member, is_marked(member)); });
  field.end();
}

void append_if_none_match(std::string& out, const http::FieldList& fields, const PlanFacts& plan,
                          SentValidators& sent) {
  ListField field(out, "If-None-Match");
  bool all_weak = true;
  each_member(fields, FieldId::if_none_match, [&](const EntityTagReader::Member& member) {
    const bool goes = is_marked(member) ? is_of_plan(member, plan) : !plan.changes_pages();
    if (!goes) return;
    field.add(member, is_marked(member));
    all_weak = all_weak && member.tag && member.tag->weak;
  });
  field.end();
  sent.conditional = !field.empty();
  sent.weak = sent.conditional && all_weak;
}

void append_if_modified_since(std::string& out, const http::FieldList& fields,
                              const PlanFacts& plan, std::chrono::sys_seconds now,
                              SentValidators& sent) {
  if (fields.count(FieldId::if_modified_since) != 1) return;
  const std::string_view value = fields.find(FieldId::if_modified_since)->value;
  const auto date = http::parse_date(value, now);
  if (!date || !is_date_of_plan(*date, plan)) return;
  http::append_field(out, "If-Modified-Since", value);
  sent.conditional = true;
}

}  // namespace

bool is_date_of_plan(std::chrono::sys_seconds date, const PlanFacts& plan) {
  // Pages are changed, and nobody knows since when.
  if (plan.since == std::chrono::sys_seconds{}) return !plan.changes_pages();
  return (date == plan.since && plan.changes_pages()) || date > plan.since + kPlanChange;
}

ValidatorRule validator_rule(const http::RequestHead& head, PageRequest page,
                             const PlanFacts& plan) {
  if (!plan.ever_changed_pages()) return ValidatorRule::pass;
  if (!http::is_get_or_head(head.method)) return ValidatorRule::unmark;
  return page == PageRequest::no ? ValidatorRule::pass : ValidatorRule::page;
}

const http::FieldIdSet& rewritten_validators(ValidatorRule rule) {
  static const http::FieldIdSet kNone;
  static const http::FieldIdSet kTags{FieldId::if_match, FieldId::if_none_match};
  static const http::FieldIdSet kPage =
      kTags | http::FieldIdSet{FieldId::if_modified_since, FieldId::range, FieldId::if_range};
  switch (rule) {
    case ValidatorRule::pass:
      return kNone;
    case ValidatorRule::page:
      return kPage;
    case ValidatorRule::unmark:
      return kTags;
  }
  return kNone;
}

SentValidators append_validators(std::string& out, const http::RequestHead& head,
                                 ValidatorRule rule, const PlanFacts& plan,
                                 std::chrono::sys_seconds now) {
  SentValidators sent;
  const http::FieldList& fields = head.fields;
  if (rule == ValidatorRule::pass) return sent;
  append_if_match(out, fields, plan, rule == ValidatorRule::unmark);
  if (rule == ValidatorRule::unmark) {
    append_if_none_match_unmarked(out, fields);
    return sent;
  }
  sent.of_plan = plan.changes_pages();
  append_if_none_match(out, fields, plan, sent);
  // With If-None-Match there it would have been ignored (RFC 9110 13.1.3): alone it could say what
  // the visitor did not ask.
  if (!fields.has(FieldId::if_none_match)) {
    append_if_modified_since(out, fields, plan, now, sent);
  }
  return sent;
}

}  // namespace inlay
