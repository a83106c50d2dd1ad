#include "html/markup_names.h"

#include <string>

#include "html/ascii.h"

namespace inlay::html {
namespace {

std::string shown(char c) {
  switch (c) {
    case ' ':
      return "a space";
    case '\t':
      return "a tab";
    case '\n':
    case '\r':
      return "a line end";
    case '\f':
      return "a form feed";
    case '\0':
      return "a NUL";
    default:
      return std::string("'") + c + "'";
  }
}

tl::unexpected<Error> refused(std::string detail) {
  return fail(Fault::malformed, Blame::app, std::move(detail));
}

Result<> check_name(std::string_view name, std::string_view what, std::string_view forbidden) {
  const std::string subject(what);
  if (name.empty()) return refused(subject + ": empty");
  if (name.size() > kMarkupNameBytesMax) {
    return refused(subject + ": " + std::to_string(name.size()) + " bytes, limit " +
                   std::to_string(kMarkupNameBytesMax));
  }
  for (const char c : name) {
    if (is_blank(c) || c == '\0' || forbidden.find(c) != forbidden.npos) {
      return refused(subject + " \"" + std::string(name) + "\": " + shown(c) +
                     " would end the name");
    }
  }
  return {};
}

}  // namespace

Result<> check_tag_name(std::string_view name) {
  if (!name.empty() && !is_alpha(name.front())) {
    return refused("tag name \"" + std::string(name) + "\": must begin with an ASCII letter");
  }
  return check_name(name, "tag name", "/>");
}

Result<> check_attribute_name(std::string_view name) {
  return check_name(name, "attribute name", "/>=");
}

Result<> check_comment_text(std::string_view text) {
  if (text.starts_with('>') || text.starts_with("->")) {
    return refused(
        "comment text: must not begin with \">\" or \"->\", which would end the comment");
  }
  for (const std::string_view inside : {"-->", "--!>"}) {
    if (text.find(inside) != text.npos) {
      return refused("comment text: \"" + std::string(inside) + "\" would end the comment");
    }
  }
  return {};
}

}  // namespace inlay::html
