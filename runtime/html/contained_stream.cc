#include "html/contained_stream.h"

#include <algorithm>

#include "html/ascii.h"
#include "html/scanner.h"
#include "html/text_decoding.h"
#include "html/tree_context.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

// Longer ones are no references.
constexpr size_t kReferenceBytesMax = 40;

constexpr std::string_view kPlaintext = "<plaintext";

bool begins_plaintext(std::string_view tag) {
  return tag.size() > 1 && tag.size() <= kPlaintext.size() &&
         equal_ignoring_case(tag, kPlaintext.substr(0, tag.size()));
}

size_t ascii_run(std::string_view text) {
  const auto beyond =
      std::find_if(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
  return static_cast<size_t>(beyond - text.begin());
}

size_t non_ascii_run(std::string_view text) {
  const auto ascii = std::find_if(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  return static_cast<size_t>(ascii - text.begin());
}

}  // namespace

class ContainedStream::Reader final : private ScannerHandler {
 public:
  explicit Reader(std::string_view page) { scanner.feed(page); }
  // Of all but what is held back.
  std::optional<std::string> closing() const {
    return begins_plaintext(scanner.held()) ? "" : scanner.closing();
  }
  TreeContext context;
  Scanner scanner{*this, &context, ScannerLimits{}, Tokens::tags};
};

ContainedStream::ContainedStream(ContentPlace place, ContentType type, ContentEncoding encoding)
    : place_(place), type_(type), encoding_(encoding) {
  if (!is_markup()) return;
  for (const std::string_view page : pages_before(place)) {
    readers_.push_back(std::make_unique<Reader>(page));
  }
}

ContainedStream::~ContainedStream() = default;

bool ContainedStream::is_markup() const {
  return type_ == ContentType::html && !is_text_place(place_);
}

bool ContainedStream::feed(std::string_view piece, std::string& out) {
  cut_.append(piece);
  const size_t whole = utf8_decoding().whole_characters(cut_);
  std::string text = repair_utf8(std::string_view(cut_).substr(0, whole));
  cut_.erase(0, whole);
  return add(std::move(text), out);
}

bool ContainedStream::add(std::string text, std::string& out) {
  if (failed_) return false;
  remember_closing();
  if (type_ == ContentType::text) text = escape_text(text);
  if (encoding_ == ContentEncoding::ascii) {
    text = in_ascii(text);
  } else {
    read(text);
  }
  text.insert(0, tail_);
  const size_t held = held_back(text);
  const bool unclosable = std::any_of(readers_.begin(), readers_.end(), [](const auto& reader) {
    return !reader->scanner.closing();
  });
  failed_ = (unclosable && !begins_plaintext(std::string_view(text).substr(text.size() - held))) ||
            (is_raw_text(place_) && has_danger(text, place_));
  if (failed_) return false;
  tail_ = text.substr(text.size() - held);
  text.resize(text.size() - held);
  if (place_ == ContentPlace::rcdata) escape_end_tags(text);
  if (!text.empty()) ends_with_less_than_ = text.back() == '<';
  out.append(text);
  return true;
}

// Reads along, because what may stand for a character depends on where it stands.
std::string ContainedStream::in_ascii(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view ascii = text.substr(0, ascii_run(text));
    read(ascii);
    out.append(ascii);
    text.remove_prefix(ascii.size());
    const std::string_view beyond = text.substr(0, non_ascii_run(text));
    text.remove_prefix(beyond.size());
    const bool takes_references =
        readers_.empty() ? !is_raw_text(place_) : readers_.front()->scanner.takes_references();
    const std::string written = takes_references ? with_references(beyond)
                                                 : without_non_ascii(beyond, ContentPlace::script);
    read(written);
    out.append(written);
  }
  return out;
}

void ContainedStream::read(std::string_view text) {
  for (const auto& reader : readers_) reader->scanner.feed(text);
}

void ContainedStream::escape_end_tags(std::string& text) const {
  for (size_t at = text.find("</"); at != text.npos; at = text.find("</", at)) {
    text.replace(at, 1, "&lt;");
  }
}

size_t ContainedStream::held_back(std::string_view text) const {
  if (is_markup()) return held_back_in_markup(text);
  if (is_raw_text(place_) && text.ends_with('\r')) return 1;
  if (is_raw_text(place_)) return begun_danger(text, place_);
  if (text.ends_with('<') || text.ends_with('\r')) return 1;
  const size_t reference = unfinished_reference(text);
  return reference == text.npos || text.size() - reference > kReferenceBytesMax
             ? 0
             : text.size() - reference;
}

size_t ContainedStream::held_back_in_markup(std::string_view text) const {
  const std::string_view held = readers_.front()->scanner.held();
  if (held == "<" || held == "</" || begins_plaintext(held)) return held.size();
  if (text.ends_with('\r')) return 1;
  const size_t reference = unfinished_reference(text);
  if (!held.empty() || reference == text.npos) return 0;
  const size_t size = text.size() - reference;
  return size > kReferenceBytesMax ? 0 : size;
}

std::optional<std::string> ContainedStream::closing() const {
  if (readers_.empty()) return "";
  const std::optional<std::string> closing = readers_.front()->closing();
  const bool all_say_so = std::all_of(readers_.begin(), readers_.end(), [&](const auto& reader) {
    return reader->closing() == closing;
  });
  if (!all_say_so) return std::nullopt;
  return closing == "" && ends_with_less_than_ ? std::string(kGap) : closing;
}

void ContainedStream::remember_closing() {
  closing_before_.clear();
  for (const auto& reader : readers_) {
    const std::string closing = reader->closing().value_or("");
    if (closing_before_.find(closing) == closing_before_.npos) closing_before_.append(closing);
  }
}

bool ContainedStream::finish(std::string& out) {
  const bool stands = add(repair_utf8(cut_), out) && can_end();
  if (!stands) {
    out.append(closing_before_);
    return false;
  }
  const bool in_text = readers_.empty() || readers_.front()->closing() == "";
  if (in_text && (tail_ == "<" || tail_ == "</")) tail_.replace(0, 1, "&lt;");
  if (in_text) finish_reference(tail_);
  if (tail_.ends_with('\r')) tail_.back() = '\n';
  out.append(tail_);
  close(out);
  return true;
}

bool ContainedStream::can_end() const {
  if (is_raw_text(place_)) return begun_danger(tail_, place_) == 0;
  return !is_markup() || !equal_ignoring_case(tail_, kPlaintext);
}

// What one reader takes for the end of a text element or a comment another one takes for text.
void ContainedStream::close(std::string& out) {
  for (size_t round = 0; round < 2 * readers_.size(); ++round) {
    const std::string ending = readers_[round % readers_.size()]->scanner.closing().value_or("");
    read(ending);
    out.append(ending);
  }
}

}  // namespace inlay::html
