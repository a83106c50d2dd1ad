#include "html/decoded_token.h"

#include <unordered_set>
#include <utility>

#include "html/decoded_text.h"
#include "html/doctype.h"
#include "html/utf8.h"

namespace inlay::html {

std::string TokenDecoder::repaired(std::string decoded) const {
  return malformed_ == MalformedUtf8::kept ? std::move(decoded) : repair_utf8(decoded);
}

DecodedToken& TokenDecoder::add(DecodedToken::Kind kind, std::string text) {
  DecodedToken& token = tokens_.emplace_back();
  token.kind = kind;
  token.text = repaired(std::move(text));
  return token;
}

// Text with something between, be it only "</>", is decoded apart: no reference spans that.
void TokenDecoder::end_run() {
  if (run_.empty()) return;
  std::string text = decode_text(run_, run_kind_);
  run_.clear();
  if (!tokens_.empty() && tokens_.back().kind == DecodedToken::Kind::characters) {
    tokens_.back().text += repaired(std::move(text));
  } else {
    add(DecodedToken::Kind::characters, std::move(text));
  }
}

void TokenDecoder::text(const TextEvent& event) {
  if (event.begin != run_end_ || event.kind != run_kind_) end_run();
  run_ += event.bytes;
  run_kind_ = event.kind;
  run_end_ = event.begin + event.bytes.size();
}

void TokenDecoder::tag(const TagEvent& event) {
  end_run();
  const bool start = event.kind == TagKind::start;
  DecodedToken& token = add(start ? DecodedToken::Kind::start_tag : DecodedToken::Kind::end_tag,
                            decode_name(event.name_bytes()));
  if (!start) return;
  token.self_closing = event.self_closing;
  add_attributes(event, token);
}

// Exact however many there are: AttributeReader stops noticing duplicates at some number.
void TokenDecoder::add_attributes(const TagEvent& event, DecodedToken& token) const {
  std::unordered_set<std::string> names;
  AttributeReader reader = event.attributes();
  while (const std::optional<Attribute> attribute = reader.next()) {
    std::string name = repaired(decode_name(attribute->name));
    if (!names.insert(name).second) continue;
    token.attributes.push_back(
        {std::move(name), repaired(decode_attribute_value(attribute->value))});
  }
}

void TokenDecoder::comment(const CommentEvent& event) {
  end_run();
  add(DecodedToken::Kind::comment, decode_comment(event.content()));
}

void TokenDecoder::doctype(const DoctypeEvent& event) {
  end_run();
  const DoctypeParts parts = read_doctype(event);
  DecodedToken& token = add(DecodedToken::Kind::doctype, decode_name(parts.name));
  if (parts.public_id) token.public_id = repaired(decode_comment(*parts.public_id));
  if (parts.system_id) token.system_id = repaired(decode_comment(*parts.system_id));
  token.force_quirks = parts.force_quirks;
}

std::vector<DecodedToken> TokenDecoder::take() {
  end_run();
  return std::move(tokens_);
}

}  // namespace inlay::html
