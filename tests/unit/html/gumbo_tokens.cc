#include "gumbo_tokens.h"

#include <gumbo.h>
#include <setjmp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace {

// Layout of Gumbo 0.10.1, whose lexer is exported but not declared in a public header.
enum TokenType : unsigned { kDoctype, kStartTag, kEndTag, kComment };  // text and the end follow
struct StartTag {
  GumboTag tag;
  GumboVector attributes;
  bool is_self_closing;
};
struct Token {
  TokenType type;
  GumboSourcePosition position;
  GumboStringPiece original_text;
  union {
    StartTag start_tag;
    GumboTag end_tag;
    const char* text;
    void* doctype[4];
  } v;
};

std::string_view page_being_read;
std::vector<std::string>* tokens_being_made = nullptr;
std::vector<std::unique_ptr<char[]>>* arena = nullptr;
jmp_buf given_up;

void* allocate(void*, size_t size) {
  arena->emplace_back(new char[size == 0 ? 1 : size]);
  return arena->back().get();
}
void keep(void*, void*) {}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string_view piece(const GumboStringPiece& text) { return {text.data, text.length}; }

std::string unquoted(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    value = value.substr(1, value.size() - 2);
  }
  return std::string(value);
}

void write_down(const Token& token) {
  std::string_view original = piece(token.original_text);
  std::string line = std::to_string(original.data() - page_being_read.data()) + " ";
  if (token.type == kComment) {
    line += "!";
  } else {
    bool end = token.type == kEndTag;
    std::string_view name = original.substr(end ? 2 : 1);
    name = name.substr(0, name.find_first_of("\t\n\f\r />"));
    line += (end ? "</" : "<") + lower(name);
    for (unsigned i = 0; !end && i < token.v.start_tag.attributes.length; i++) {
      const auto* attribute =
          static_cast<const GumboAttribute*>(token.v.start_tag.attributes.data[i]);
      std::string_view attribute_name = piece(attribute->original_name);
      std::string_view value = piece(attribute->original_value);
      bool none = value.data() == attribute_name.data();
      line += " " + lower(attribute_name) + "=" + (none ? "" : unquoted(value));
    }
    line += ">";
  }
  tokens_being_made->push_back(std::move(line));
}

}  // namespace

extern "C" {
bool __real_gumbo_lex(void* parser, Token* output);
bool __wrap_gumbo_lex(void* parser, Token* output);
[[noreturn]] void __wrap___assert_fail(const char*, const char*, unsigned, const char*);

bool __wrap_gumbo_lex(void* parser, Token* output) {
  bool good = __real_gumbo_lex(parser, output);
  if (output->type == kStartTag || output->type == kEndTag || output->type == kComment)
    write_down(*output);
  return good;
}

void __wrap___assert_fail(const char*, const char*, unsigned, const char*) { longjmp(given_up, 1); }
}

namespace inlay::html {

std::optional<std::vector<std::string>> gumbo_tokens(std::string_view page) {
  static std::vector<std::string> tokens;  // static: nothing with a destructor may be jumped over
  static std::vector<std::unique_ptr<char[]>> memory;
  tokens.clear();
  memory.clear();
  page_being_read = page;
  tokens_being_made = &tokens;
  arena = &memory;
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.allocator = allocate;
  options.deallocator = keep;
  if (setjmp(given_up) != 0) return std::nullopt;
  gumbo_parse_with_options(&options, page.data(), page.size());
  return tokens;
}

}  // namespace inlay::html
