#include "html/doctype.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "html/ascii.h"
#include "html/decoded_text.h"

namespace inlay::html {
namespace {

class DoctypeReader {
 public:
  explicit DoctypeReader(std::string_view rest) : rest_(rest) {}

  DoctypeParts read() {
    skip_blanks();
    const size_t name_size = std::min(rest_.find_first_of("\t\n\f\r >"), rest_.size());
    if (name_size == 0) return broken();
    made_.name = rest_.substr(0, name_size);
    rest_.remove_prefix(name_size);
    skip_blanks();
    if (rest_.empty()) return broken();
    if (rest_.front() == '>') return made_;
    if (skip_keyword("public")) return read_public();
    if (skip_keyword("system")) return read_system(Needed::yes);
    return broken();
  }

 private:
  enum class Needed : uint8_t { no, yes };

  DoctypeParts read_public() {
    skip_blanks();
    if (!at_quote()) return broken();
    return read_quoted(made_.public_id) ? read_system(Needed::no) : broken();
  }

  DoctypeParts read_system(Needed needed) {
    skip_blanks();
    if (needed == Needed::no && !rest_.empty() && rest_.front() == '>') return made_;
    if (!at_quote() || !read_quoted(made_.system_id)) return broken();
    skip_blanks();
    // Anything but the end here is an error, but not one that makes quirks.
    return rest_.empty() ? broken() : made_;
  }

  bool at_quote() const {
    return !rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'');
  }

  // False if '>' or the input's end comes before the closing quote.
  bool read_quoted(std::optional<std::string_view>& id) {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    size_t size = 0;
    while (size < rest_.size() && rest_[size] != quote && rest_[size] != '>') ++size;
    id = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (rest_.empty() || rest_.front() == '>') return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool skip_keyword(std::string_view lower) {
    if (!equal_ignoring_case(rest_.substr(0, lower.size()), lower)) return false;
    rest_.remove_prefix(lower.size());
    return true;
  }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }

  DoctypeParts broken() {
    made_.force_quirks = true;
    return made_;
  }

  std::string_view rest_;
  DoctypeParts made_;
};

}  // namespace

DoctypeParts read_doctype(const DoctypeEvent& event) {
  constexpr std::string_view kOpener = "<!doctype";
  return DoctypeReader(event.raw.substr(kOpener.size())).read();
}

Doctype decode_doctype(const DoctypeEvent& event, const TextDecoding& decoding) {
  const auto characters = [&decoding](std::string_view raw) {
    std::string text;
    decoding.decode(raw, text);
    return text;
  };
  const DoctypeParts parts = read_doctype(event);
  Doctype doctype;
  if (!parts.name.empty()) doctype.name = decode_name(characters(parts.name));
  if (parts.public_id) doctype.public_id = decode_comment(characters(*parts.public_id));
  if (parts.system_id) doctype.system_id = decode_comment(characters(*parts.system_id));
  return doctype;
}

}  // namespace inlay::html
