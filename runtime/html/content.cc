#include "html/content.h"

#include <algorithm>

#include "html/ascii.h"
#include "html/scanner.h"
#include "html/tree_context.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

// Well-formed UTF-8 only.
char32_t code_point_of(std::string_view character) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(character[i]); };
  constexpr std::array<uint8_t, 5> kLeadBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t value = byte(0) & kLeadBits[character.size()];
  for (size_t i = 1; i < character.size(); ++i) value = value << 6 | (byte(i) & 0x3F);
  return value;
}

enum class Beyond : uint8_t { reference, question_mark };

void append_ascii(std::string& out, std::string_view utf8, Beyond beyond) {
  while (!utf8.empty()) {
    size_t malformed_size = 0;
    const size_t size = std::max<size_t>(1, utf8_character_size(utf8, malformed_size));
    const std::string_view character = utf8.substr(0, size);
    utf8.remove_prefix(size);
    if (is_ascii(character)) {
      out.append(character);
    } else if (beyond == Beyond::question_mark) {
      out.push_back('?');
    } else {
      out.append("&#").append(std::to_string(uint32_t{code_point_of(character)})).push_back(';');
    }
  }
}

std::string_view page_before(ContentPlace place) {
  return place == ContentPlace::foreign ? "<!doctype html><body><svg>" : "<!doctype html><body>";
}

// Writes content anew, token by token.
class AsciiWriter final : public ScannerHandler {
 public:
  AsciiWriter(std::string_view content, uint64_t begin) : content_(content), begin_(begin) {}

  void tag(const TagEvent& event) override {
    if (event.begin < begin_) return;
    AttributeReader attributes = event.attributes();
    write_to(event.begin, Beyond::question_mark);
    while (const std::optional<Attribute> attribute = attributes.next()) {
      const auto value_at = static_cast<uint64_t>(attribute->value.data() - event.raw.data());
      write_to(event.begin + value_at, Beyond::question_mark);
      write_to(event.begin + value_at + attribute->value.size(), Beyond::reference);
    }
    write_to(event.end, Beyond::question_mark);
  }
  void text(const TextEvent& event) override {
    const bool has_references = event.kind == TextKind::data || event.kind == TextKind::rcdata;
    write_to(event.begin, Beyond::question_mark);
    write_to(event.begin + event.bytes.size(),
             has_references ? Beyond::reference : Beyond::question_mark);
  }
  std::string take() {
    write_to(begin_ + content_.size(), Beyond::question_mark);
    return std::move(out_);
  }

 private:
  void write_to(uint64_t offset, Beyond beyond) {
    if (offset < begin_ + written_) return;
    const size_t to = static_cast<size_t>(offset - begin_);
    append_ascii(out_, content_.substr(written_, to - written_), beyond);
    written_ = to;
  }

  std::string_view content_;
  uint64_t begin_;
  size_t written_ = 0;
  std::string out_;
};

class NonceSlots final : public ScannerHandler {
 public:
  explicit NonceSlots(uint64_t begin) : begin_(begin) {}

  void tag(const TagEvent& event) override {
    if (event.begin < begin_ || event.kind != TagKind::start) return;
    const Tag tag = event.name.tag;
    if (tag != Tag::script && tag != Tag::style && tag != Tag::link) return;
    if (event.attributes().find("nonce")) return;
    slots.push_back(static_cast<uint32_t>(event.begin - begin_) + 1 + event.name_size);
  }
  std::vector<uint32_t> slots;

 private:
  uint64_t begin_;
};

void scan(ScannerHandler& handler, std::string_view content, ContentPlace place, TokenSet wanted) {
  TreeContext context;
  ScannerLimits limits;
  limits.token_bytes_max = static_cast<uint32_t>(content.size()) + 1024;
  Scanner scanner(handler, &context, limits, wanted);
  scanner.feed(page_before(place));
  scanner.feed(content);
  scanner.finish();
}

bool has_tag_with_nonce(std::string_view html) {
  for (size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    for (const std::string_view name : {"script", "style", "link"}) {
      if (equal_ignoring_case(html.substr(at + 1, name.size()), name)) return true;
    }
  }
  return false;
}

std::vector<uint32_t> find_nonce_slots(std::string_view html, ContentPlace place) {
  if (is_text_place(place) || !has_tag_with_nonce(html)) return {};
  NonceSlots finder(page_before(place).size());
  scan(finder, html, place, Tokens::tags);
  return std::move(finder.slots);
}

std::string escape(std::string_view text, bool quotes) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '&') {
      out.append("&amp;");
    } else if (c == '<') {
      out.append("&lt;");
    } else if (c == '>') {
      out.append("&gt;");
    } else if (c == '"' && quotes) {
      out.append("&quot;");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace

std::string escape_text(std::string_view text) { return escape(text, false); }

std::string escape_attribute(std::string_view value) { return escape(value, true); }

std::string with_references(std::string_view text) {
  std::string out;
  append_ascii(out, text, Beyond::reference);
  return out;
}

std::string without_non_ascii(std::string_view html, ContentPlace place) {
  if (place == ContentPlace::rcdata) return with_references(html);
  if (is_raw_text(place)) {
    std::string out;
    append_ascii(out, html, Beyond::question_mark);
    return out;
  }
  AsciiWriter writer(html, page_before(place).size());
  scan(writer, html, place, Tokens::tags | Tokens::text);
  return writer.take();
}

Content Content::for_any_place(std::string_view utf8, ContentType type) {
  Content content;
  const std::string repaired = repair_utf8(utf8);
  for (size_t place = 0; place < kContentPlaceCount; ++place) {
    content.prepare(repaired, type, static_cast<ContentPlace>(place));
  }
  return content;
}

Content Content::for_markup(std::string_view utf8, ContentType type) {
  Content content;
  const std::string repaired = repair_utf8(utf8);
  content.prepare(repaired, type, ContentPlace::markup);
  content.prepare(repaired, type, ContentPlace::foreign);
  return content;
}

Content Content::for_place(std::string_view utf8, ContentType type, ContentPlace place) {
  Content content;
  content.prepare(repair_utf8(utf8), type, place);
  return content;
}

void Content::prepare(std::string_view repaired, ContentType type, ContentPlace place) {
  const std::optional<Contained> contained =
      contain(type == ContentType::text ? escape_text(repaired) : std::string(repaired), place);
  if (!contained) return;
  uint8_t* const at = &index_[static_cast<size_t>(place) * kContentEncodingCount];
  at[static_cast<size_t>(ContentEncoding::utf8)] = store(contained->html, place);
  at[static_cast<size_t>(ContentEncoding::ascii)] =
      is_ascii(contained->html) ? at[static_cast<size_t>(ContentEncoding::utf8)]
                                : store(without_non_ascii(contained->html, place), place);
}

uint8_t Content::store(std::string bytes, ContentPlace place) {
  Stored form{.bytes = std::move(bytes), .nonce_slots = {}};
  form.nonce_slots = find_nonce_slots(form.bytes, place);
  for (size_t i = 0; i < stored_.size(); ++i) {
    if (stored_[i].bytes == form.bytes && stored_[i].nonce_slots == form.nonce_slots) {
      return static_cast<uint8_t>(i);
    }
  }
  stored_.push_back(std::move(form));
  return static_cast<uint8_t>(stored_.size() - 1);
}

std::optional<Content::Form> Content::form(ContentPlace place, ContentEncoding encoding) const {
  const uint8_t index =
      index_[static_cast<size_t>(place) * kContentEncodingCount + static_cast<size_t>(encoding)];
  if (index == kNone) return std::nullopt;
  return Form{stored_[index].bytes, stored_[index].nonce_slots};
}

size_t Content::bytes_max(std::string_view nonce) const {
  const size_t attribute = nonce.empty() ? 0 : kNonceBegin.size() + nonce.size() + kNonceEnd.size();
  size_t most = 0;
  for (const Stored& form : stored_) {
    most = std::max(most, form.bytes.size() + form.nonce_slots.size() * attribute);
  }
  return most;
}

size_t Content::memory_bytes() const {
  size_t bytes = sizeof(*this) + stored_.capacity() * sizeof(Stored);
  for (const Stored& form : stored_) {
    bytes += form.bytes.capacity() + form.nonce_slots.capacity() * sizeof(uint32_t);
  }
  return bytes;
}

}  // namespace inlay::html
