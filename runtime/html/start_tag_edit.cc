#include "html/start_tag_edit.h"

#include <algorithm>

#include "html/ascii.h"
#include "html/decoded_text.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

std::optional<std::string_view> next_token(std::string_view& list) {
  while (!list.empty() && is_blank(list.front())) list.remove_prefix(1);
  if (list.empty()) return std::nullopt;
  const auto end = std::find_if(list.begin(), list.end(), is_blank);
  const std::string_view token = list.substr(0, static_cast<size_t>(end - list.begin()));
  list.remove_prefix(token.size());
  return token;
}

bool has_token(std::string_view list, std::string_view wanted) {
  while (const std::optional<std::string_view> token = next_token(list)) {
    if (*token == wanted) return true;
  }
  return false;
}

// In double quotes, whatever quotes it had.
void append_quotable(std::string& out, std::string_view raw_value) {
  for (const char c : raw_value) {
    if (c == '"') {
      out.append("&quot;");
    } else {
      out.push_back(c);
    }
  }
}

// Where an attribute lies in its tag. `end` is after its value, and after a '=' without one.
struct Span {
  size_t name_end;
  size_t begin;  // with the blanks and slashes before it
  size_t end;
  bool lacks_value;  // "name=" and then nothing
};

// `begin_min`: what was written before ends there.
Span span_of(const Attribute& attribute, std::string_view tag, size_t begin_min) {
  const size_t name_begin = static_cast<size_t>(attribute.name.data() - tag.data());
  Span span{.name_end = name_begin + attribute.name.size(),
            .begin = name_begin,
            .end = 0,
            .lacks_value = false};
  while (span.begin > begin_min && (is_blank(tag[span.begin - 1]) || tag[span.begin - 1] == '/')) {
    --span.begin;
  }
  if (attribute.quote == Quote::no_value) {
    size_t at = span.name_end;
    while (is_blank(tag[at])) ++at;
    span.lacks_value = tag[at] == '=';
    span.end = span.lacks_value ? at + 1 : span.name_end;
    return span;
  }
  const bool quoted = attribute.quote != Quote::none;
  span.end = static_cast<size_t>(attribute.value.data() - tag.data()) + attribute.value.size() +
             (quoted ? 1 : 0);
  return span;
}

// Right behind a value in quotes: a="1"b="2".
bool begins_attribute(char c) { return !is_blank(c) && c != '/' && c != '>'; }

// An attribute whose name begins with '=', which would become the value of a bare name before it.
bool begins_with_equals_sign(std::string_view rest) {
  const auto first = std::find_if_not(rest.begin(), rest.end(), is_blank);
  return first != rest.end() && *first == '=';
}

}  // namespace

std::string StartTagEdit::name() const {
  return name_.empty() ? decode_name(tag_.name_bytes()) : lower_case(name_);
}

const StartTagEdit::Edit* StartTagEdit::find_edit(std::string_view name) const {
  for (const Edit& edit : edits_) {
    if (equal_ignoring_case(name, edit.name)) return &edit;
  }
  return nullptr;
}

StartTagEdit::Edit& StartTagEdit::edit_of(std::string lower_case_name) {
  for (Edit& edit : edits_) {
    if (edit.name == lower_case_name) return edit;
  }
  return edits_.emplace_back(Edit{std::move(lower_case_name), {}, {}});
}

std::optional<std::string> StartTagEdit::attribute(std::string_view name) const {
  const Edit* const edit = find_edit(name);
  if (edit != nullptr && edit->value) return edit->value;
  for (const NameValue& one : added_) {
    if (equal_ignoring_case(name, one.name)) return one.value;
  }
  if (edit != nullptr) return std::nullopt;
  const auto written = tag_.attributes().find(lower_case(name));
  if (!written) return std::nullopt;
  return decoded(written->value);
}

std::string StartTagEdit::decoded(std::string_view raw_value) const {
  if (is_ascii(raw_value) || decoding_.is_same_in_utf8(raw_value)) {
    return decode_attribute_value(raw_value);
  }
  std::string characters;
  decoding_.decode(raw_value, characters);
  return decode_attribute_value(characters);
}

std::optional<size_t> StartTagEdit::offset_of(std::string_view name) const {
  const auto written = tag_.attributes().find(lower_case(name));
  if (!written) return std::nullopt;
  return static_cast<size_t>(written->name.data() - tag_.raw.data());
}

std::vector<StartTagEdit::NameValue> StartTagEdit::attributes() const {
  std::vector<NameValue> all;
  AttributeReader reader = tag_.attributes();
  while (const std::optional<Attribute> written = reader.next()) {
    if (written->duplicate) continue;
    const Edit* const edit = find_edit(written->name);
    if (edit != nullptr && !edit->value) continue;
    all.push_back(
        {decode_name(written->name), edit != nullptr ? *edit->value : decoded(written->value)});
  }
  all.insert(all.end(), added_.begin(), added_.end());
  return all;
}

void StartTagEdit::set(std::string_view name, std::string_view value) {
  const std::optional<std::string> present = attribute(name);
  if (present && *present == value) return;
  std::string lower = lower_case(name);
  const Edit* const edit = find_edit(lower);
  const bool was_removed = edit != nullptr && !edit->value;
  if (was_removed || !tag_.attributes().find(lower)) return add(std::move(lower), value);
  Edit& changed = edit_of(std::move(lower));
  changed.value = value;
  changed.extension.clear();
}

void StartTagEdit::add(std::string lower_case_name, std::string_view value) {
  for (NameValue& one : added_) {
    if (one.name == lower_case_name) {
      one.value = value;
      return;
    }
  }
  added_.push_back({std::move(lower_case_name), std::string(value)});
}

void StartTagEdit::remove(std::string_view name) {
  std::string lower = lower_case(name);
  std::erase_if(added_, [&](const NameValue& one) { return one.name == lower; });
  if (!tag_.attributes().find(lower)) return;
  Edit& edit = edit_of(std::move(lower));
  edit.value.reset();
  edit.extension.clear();
}

void StartTagEdit::add_tokens(std::string_view name, std::string_view tokens) {
  const std::optional<std::string> present = attribute(name);
  std::string extended = present.value_or("");
  std::string extension;
  while (const std::optional<std::string_view> token = next_token(tokens)) {
    if (has_token(extended, *token)) continue;
    const std::string_view gap = extended.empty() || is_blank(extended.back()) ? "" : " ";
    extended.append(gap).append(*token);
    extension.append(gap).append(*token);
  }
  if (extension.empty()) return;
  std::string lower = lower_case(name);
  const Edit* const edit = find_edit(lower);
  const bool keeps_bytes =
      tag_.attributes().find(lower) && (edit == nullptr || !edit->extension.empty());
  if (!keeps_bytes) return set(name, extended);
  Edit& changed = edit_of(std::move(lower));
  changed.value = std::move(extended);
  changed.extension.append(extension);
}

std::string StartTagEdit::escaped(std::string_view value) const {
  const std::string out = escape_attribute(value);
  return encoding_ == ContentEncoding::ascii ? with_references(out) : out;
}

void StartTagEdit::append_edited(std::string& out, const Edit& edit,
                                 const Attribute& written) const {
  out.append("=\"");
  if (edit.extension.empty()) {
    out.append(escaped(*edit.value));
  } else {
    append_quotable(out, written.value);
    out.append(escaped(edit.extension));
  }
  out.push_back('"');
}

void StartTagEdit::append_added(std::string& out, bool needs_value) const {
  if (added_.empty()) return;
  if (needs_value) out.append("\"\"");
  for (const NameValue& one : added_) {
    if (!is_blank(out.back())) out.push_back(' ');
    out.append(one.name).append("=\"").append(escaped(one.value)).push_back('"');
  }
}

std::string StartTagEdit::bytes() const {
  const std::string_view raw = tag_.raw;
  const size_t name_end = 1 + tag_.name_size;
  std::string out;
  out.reserve(raw.size() + 64);
  out.push_back('<');
  out.append(name_.empty() ? tag_.name_bytes() : std::string_view(name_));
  size_t copied = name_end;
  size_t written_end = name_end;
  bool lacks_value = false;
  bool takes_slash = false;  // the last attribute that stays
  bool bare = false;         // that one has no value
  AttributeReader reader = tag_.attributes();
  while (const std::optional<Attribute> written = reader.next()) {
    const Span span = span_of(*written, raw, written_end);
    written_end = span.end;
    const Edit* const edit = find_edit(written->name);
    // Of one that was removed, duplicates would come to count.
    if (edit != nullptr && !edit->value) {
      out.append(raw.substr(copied, span.begin - copied));
      copied = span.end;
      const bool runs_together =
          begins_attribute(raw[copied]) || (takes_slash && raw[copied] == '/');
      if (runs_together) out.push_back(' ');
      if (bare && begins_with_equals_sign(raw.substr(copied))) out.push_back('/');
      continue;
    }
    lacks_value = span.lacks_value;
    takes_slash = written->quote == Quote::none;
    bare = written->quote == Quote::no_value;
    if (edit == nullptr || written->duplicate) continue;
    out.append(raw.substr(copied, span.name_end - copied));
    append_edited(out, *edit, *written);
    copied = span.end;
    lacks_value = takes_slash = bare = false;
  }
  const size_t end = raw.size() - (tag_.self_closing ? 2 : 1);
  if (copied < end) out.append(raw.substr(copied, end - copied));
  append_added(out, lacks_value);
  // As other HTMLRewriters write it.
  if (!added_.empty() && tag_.self_closing) out.push_back(' ');
  out.append(raw.substr(std::max(copied, end)));
  return out;
}

}  // namespace inlay::html
