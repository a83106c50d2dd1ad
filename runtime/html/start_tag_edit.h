// Changes to one start tag, made on its bytes: what nobody changes stays as it was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/content.h"
#include "html/text_decoding.h"
#include "html/token_events.h"

namespace inlay::html {

// Borrows the tag's bytes. Names are checked by the caller (markup_names.h) and compared ASCII
// case-insensitively; values are characters, decoded and not escaped. What is read back is what has
// been written.
class StartTagEdit {
 public:
  // A whole tag, not an oversize one.
  StartTagEdit(const TagEvent& tag, ContentEncoding encoding, const TextDecoding& decoding)
      : tag_(tag), encoding_(encoding), decoding_(decoding) {}

  std::string name() const;  // lower case
  std::optional<std::string> attribute(std::string_view name) const;
  struct NameValue {
    std::string name;  // lower case
    std::string value;
  };
  std::vector<NameValue> attributes() const;  // in order, without duplicates

  void set_name(std::string_view name) { name_ = name; }
  // One that is there keeps its place, and its bytes if they mean this value already; a new one
  // goes to the end.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  // Puts those of the blank-separated `tokens` that its value has not got behind it, whose bytes
  // stay. Tokens are compared byte by byte.
  void add_tokens(std::string_view name, std::string_view tokens);

  // Where an attribute that the page wrote begins, in bytes of the tag.
  std::optional<size_t> offset_of(std::string_view name) const;
  std::string_view written() const { return tag_.raw; }

  bool changed() const { return !name_.empty() || !edits_.empty() || !added_.empty(); }
  std::string bytes() const;  // of the edited tag

 private:
  struct Edit {
    std::string name;                  // lower case
    std::optional<std::string> value;  // nothing: removed
    std::string extension;             // of a value that was only extended
  };
  const Edit* find_edit(std::string_view name) const;
  Edit& edit_of(std::string lower_case_name);
  void add(std::string lower_case_name, std::string_view value);
  void append_edited(std::string& out, const Edit& edit, const Attribute& written) const;
  std::string escaped(std::string_view value) const;
  std::string decoded(std::string_view raw_value) const;
  void append_added(std::string& out, bool needs_value) const;

  const TagEvent& tag_;
  ContentEncoding encoding_;
  const TextDecoding& decoding_;
  std::string name_;
  std::vector<Edit> edits_;  // of attributes that the tag has
  std::vector<NameValue> added_;
};

}  // namespace inlay::html
