#include "html/selector_parser.h"

#include <optional>
#include <string>
#include <utility>

#include "html/ascii.h"
#include "html/selector_attributes.h"
#include "html/selector_names.h"
#include "html/selector_nth.h"
#include "html/selector_reader.h"

namespace inlay::html {
namespace {

std::string lower(std::string name) {
  for (char& c : name) c = to_lower(c);
  return name;
}

std::string quoted(char c) {
  if (c > ' ' && c <= '~') return std::string("'") + c + "'";
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("byte 0x") + kDigits[byte >> 4] + kDigits[byte & 15];
}

// Recursive descent. Each function answers false after fail().
class Parser {
 public:
  explicit Parser(std::string_view css) : reader_(css) {}

  bool all(SelectorList& out) { return list(out, 0); }
  SelectorError take_error() { return std::move(error_); }

 private:
  bool list(SelectorList& out, size_t depth);
  bool complex(ComplexSelector& out, size_t depth);
  bool ends_complex(size_t depth) const;
  bool combinator(Combinator& out, bool blank, size_t depth);
  bool compound(Compound& out, size_t depth);
  bool type(Compound& out);
  bool simple(Compound& out, size_t depth);
  bool class_name(Compound& out);
  bool id(Compound& out);
  bool attribute(Compound& out);
  bool comparison(AttributeOperator& out);
  bool value(AttributeTest& out, size_t begin);
  bool value_case(AttributeTest& out);
  bool pseudo(Compound& out, size_t depth);
  bool nth(Compound& out, size_t begin, bool of_type);
  bool nested(Compound& out, bool negated, size_t begin, size_t depth);
  bool no_namespace();
  bool unexpected();
  bool skip();
  bool fail(size_t offset, std::string reason) {
    error_ = {offset, std::move(reason)};
    return false;
  }

  SelectorReader reader_;
  SelectorError error_;
  bool blank_ = false;  // skip() found one
};

// Blanks and comments.
bool Parser::skip() {
  blank_ = reader_.skip_blanks();
  const bool open_comment = reader_.peek() == '/' && reader_.peek(1) == '*';
  return !open_comment || fail(reader_.at(), "a comment is not closed by */");
}

bool Parser::list(SelectorList& out, size_t depth) {
  do {
    ComplexSelector& selector = out.emplace_back();
    if (!skip() || !complex(selector, depth)) return false;
  } while (reader_.take(','));
  return true;
}

bool Parser::ends_complex(size_t depth) const {
  return reader_.at_end() || reader_.peek() == ',' || (depth > 0 && reader_.peek() == ')');
}

bool Parser::complex(ComplexSelector& out, size_t depth) {
  if (ends_complex(depth)) {
    return fail(reader_.at(), depth == 0 && reader_.at_end() && out.empty() && reader_.at() == 0
                                  ? "the selector is empty"
                                  : "a selector is missing here");
  }
  Combinator left = Combinator::none;
  do {
    Compound& part = out.emplace_back();
    part.combinator = left;
    if (!compound(part, depth) || !skip()) return false;
    if (!ends_complex(depth) && !combinator(left, blank_, depth)) return false;
  } while (!ends_complex(depth));
  return true;
}

bool Parser::combinator(Combinator& out, bool blank, size_t depth) {
  const size_t begin = reader_.at();
  const char sign = reader_.peek();
  if (sign == '>') {
    out = Combinator::child;
  } else if (sign == '+') {
    out = Combinator::next_sibling;
  } else if (sign == '~') {
    out = Combinator::later_sibling;
  } else {
    out = Combinator::descendant;
    return blank || unexpected();
  }
  reader_.advance();
  if (!skip()) return false;
  if (!ends_complex(depth)) return true;
  return fail(begin, std::string("after ") + quoted(sign) + " a selector is missing");
}

bool Parser::compound(Compound& out, size_t depth) {
  const size_t begin = reader_.at();
  if (!type(out)) return false;
  while (!reader_.at_end() &&
         std::string_view(".#[:").find(reader_.peek()) != std::string_view::npos) {
    if (!simple(out, depth)) return false;
  }
  // A type or universal selector, or something after it.
  if (reader_.at() != begin) return true;
  const char c = reader_.peek();
  if (c == '>' || c == '+' || c == '~') {
    return fail(begin, "before " + quoted(c) + " a selector is missing");
  }
  return unexpected();
}

bool Parser::type(Compound& out) {
  if (!no_namespace()) return false;
  if (reader_.take('*')) return no_namespace();
  if (!reader_.starts_identifier()) return true;
  const size_t begin = reader_.at();
  out.type = lower(reader_.read_name());
  if (!reader_.at_end() && reader_.peek() == '|' && reader_.peek(1) != '|') {
    return fail(begin, "namespaces are not supported; write the name alone, it matches in any");
  }
  return true;
}

// `|E`, and the '|' of `*|E` after the star.
bool Parser::no_namespace() {
  if (reader_.peek() != '|') return true;
  if (reader_.peek(1) == '|')
    return fail(reader_.at(), "the column combinator || is not supported");
  return fail(reader_.at(),
              "namespaces are not supported; write the name alone, it matches in any");
}

bool Parser::simple(Compound& out, size_t depth) {
  switch (reader_.peek()) {
    case '.':
      return class_name(out);
    case '#':
      return id(out);
    case '[':
      return attribute(out);
    default:
      return pseudo(out, depth);
  }
}

bool Parser::class_name(Compound& out) {
  const size_t begin = reader_.at();
  reader_.advance();
  if (!reader_.starts_identifier()) {
    return fail(begin, is_digit(reader_.peek())
                           ? std::string("a class that starts with a digit is written with an "
                                         "escape: .\\3") +
                                 reader_.peek() + " …"
                           : "after '.' the name of a class is missing");
  }
  out.attributes.push_back({.name = "class",
                            .comparison = AttributeOperator::includes,
                            .value_case = ValueCase::insensitive_in_quirks,
                            .value = reader_.read_name()});
  return true;
}

bool Parser::id(Compound& out) {
  const size_t begin = reader_.at();
  reader_.advance();
  if (!reader_.starts_identifier()) {
    return fail(begin, is_digit(reader_.peek())
                           ? std::string("an id that starts with a digit is written with an "
                                         "escape: #\\3") +
                                 reader_.peek() + " …"
                           : "after '#' an id is missing");
  }
  out.attributes.push_back({.name = "id",
                            .comparison = AttributeOperator::equals,
                            .value_case = ValueCase::insensitive_in_quirks,
                            .value = reader_.read_name()});
  return true;
}

bool Parser::attribute(Compound& out) {
  const size_t begin = reader_.at();
  reader_.advance();
  if (!skip() || !no_namespace()) return false;
  if (reader_.peek() == '*' && reader_.peek(1) == '|') {
    return fail(reader_.at(), "namespaces are not supported; write the attribute's name alone");
  }
  if (!reader_.starts_identifier()) {
    return fail(reader_.at(), "after '[' the name of an attribute is missing");
  }
  AttributeTest& test = out.attributes.emplace_back();
  test.name = lower(reader_.read_name());
  if (reader_.peek() == '|' && reader_.peek(1) != '=') {
    return fail(reader_.at(), "namespaces are not supported; write the attribute's name alone");
  }
  if (!skip()) return false;
  if (reader_.take(']')) return true;
  if (!reader_.at_end() && (!comparison(test.comparison) || !skip() || !value(test, begin))) {
    return false;
  }
  if (reader_.take(']')) return true;
  if (reader_.at_end()) return fail(begin, "'[' is not closed by ]");
  return fail(reader_.at(), "after the value comes i, s or ], not " + quoted(reader_.peek()));
}

bool Parser::comparison(AttributeOperator& out) {
  switch (reader_.peek()) {
    case '=':
      out = AttributeOperator::equals;
      reader_.advance();
      return true;
    case '~':
      out = AttributeOperator::includes;
      break;
    case '|':
      out = AttributeOperator::dash;
      break;
    case '^':
      out = AttributeOperator::prefix;
      break;
    case '$':
      out = AttributeOperator::suffix;
      break;
    case '*':
      out = AttributeOperator::contains;
      break;
    default:
      return fail(reader_.at(), "after an attribute's name comes ], =, ~=, |=, ^=, $= or *=, not " +
                                    quoted(reader_.peek()));
  }
  if (reader_.peek(1) != '=') {
    return fail(reader_.at(), "after " + quoted(reader_.peek()) + " in [ ] comes =");
  }
  reader_.advance(2);
  return true;
}

bool Parser::value(AttributeTest& out, size_t begin) {
  const size_t at = reader_.at();
  if (reader_.at_end()) return fail(begin, "'[' is not closed by ]");
  if (reader_.peek() == '"' || reader_.peek() == '\'') {
    std::optional<std::string> text = reader_.read_string();
    if (!text) return fail(at, "a quote is not closed on its line");
    out.value = std::move(*text);
  } else if (reader_.starts_identifier()) {
    out.value = reader_.read_name();
  } else {
    return fail(at, "a value that is no name needs quotes: [" + out.name + "=\"…\"]");
  }
  if (out.value.size() > SelectorLimits::kValueBytesMax) {
    return fail(at, "value: " + std::to_string(out.value.size()) + " bytes, limit " +
                        std::to_string(SelectorLimits::kValueBytesMax));
  }
  return skip() && value_case(out);
}

bool Parser::value_case(AttributeTest& out) {
  if (has_caseless_values(out.name)) out.value_case = ValueCase::insensitive_in_html;
  if (!reader_.starts_identifier()) return true;
  const size_t at = reader_.at();
  const std::string flag = lower(reader_.read_name());
  if (flag != "i" && flag != "s") {
    return fail(at, "after the value comes i, s or ], not a name");
  }
  out.value_case = flag == "i" ? ValueCase::insensitive : ValueCase::sensitive;
  return skip();
}

bool Parser::pseudo(Compound& out, size_t depth) {
  const size_t begin = reader_.at();
  reader_.advance();
  if (reader_.take(':')) {
    return fail(begin,
                "pseudo-elements are boxes that a style sheet makes, nothing in the page's "
                "markup");
  }
  if (!reader_.starts_identifier()) {
    return fail(begin, "after ':' the name of a pseudo-class is missing");
  }
  const std::string name = lower(reader_.read_name());
  const PseudoClass which = find_pseudo_class(name);
  if (which == PseudoClass::none) return fail(begin, why_no_pseudo_class(name));
  if (has_argument(which) != reader_.take('(')) {
    return fail(begin, ":" + name +
                           (has_argument(which) ? " needs an argument in parentheses"
                                                : " takes no argument"));
  }
  switch (which) {
    case PseudoClass::root:
      out.root = true;
      return true;
    case PseudoClass::first_child:
    case PseudoClass::first_of_type:
      out.nth.push_back({.b = 1, .of_type = which == PseudoClass::first_of_type});
      return true;
    case PseudoClass::nth_child:
    case PseudoClass::nth_of_type:
      return nth(out, begin, which == PseudoClass::nth_of_type);
    default:
      return nested(out, which == PseudoClass::is_not, begin, depth + 1);
  }
}

bool Parser::nth(Compound& out, size_t begin, bool of_type) {
  if (!skip()) return false;
  const size_t at = reader_.at();
  std::optional<NthTest> test = read_nth(reader_);
  if (!test) return fail(at, "a number, odd, even or a form like 2n+1 belongs here");
  if (!skip()) return false;
  test->of_type = of_type;
  out.nth.push_back(*test);
  if (reader_.take(')')) return true;
  if (reader_.at_end()) return fail(begin, "'(' is not closed by )");
  if (reader_.starts_identifier()) {
    const size_t of_at = reader_.at();
    if (lower(reader_.read_name()) == "of") {
      return fail(of_at, "\"of selector\" is not supported here; :nth-of-type() counts one type");
    }
  }
  return fail(at, "a number, odd, even or a form like 2n+1 belongs here");
}

bool Parser::nested(Compound& out, bool negated, size_t begin, size_t depth) {
  if (depth > SelectorLimits::kNestingMax) {
    return fail(begin, "more than " + std::to_string(SelectorLimits::kNestingMax) +
                           " levels of :not(), :is() and :where()");
  }
  NestedTest& test = out.nested.emplace_back();
  test.negated = negated;
  if (!list(test.list, depth)) {
    if (reader_.at_end() && error_.offset == reader_.at())
      error_ = {begin, "'(' is not closed by )"};
    return false;
  }
  return reader_.take(')') || fail(begin, "'(' is not closed by )");
}

bool Parser::unexpected() {
  if (reader_.at_end()) return fail(reader_.at(), "a selector is missing here");
  const char c = reader_.peek();
  if (c == '&') return fail(reader_.at(), "nesting with & is for style sheets");
  if (c == '|') return no_namespace();
  if (c == '*' || reader_.starts_identifier()) {
    return fail(reader_.at(),
                "the type comes first: div.a, not .adiv; between elements comes a "
                "blank, >, + or ~");
  }
  return fail(reader_.at(), quoted(c) + " does not belong here");
}

}  // namespace

tl::expected<SelectorList, SelectorError> parse_selector(std::string_view css) {
  if (css.size() > SelectorLimits::kBytesMax) {
    return tl::unexpected(SelectorError{
        SelectorLimits::kBytesMax, "selector: " + std::to_string(css.size()) + " bytes, limit " +
                                       std::to_string(SelectorLimits::kBytesMax)});
  }
  SelectorList parsed;
  Parser parser(css);
  if (!parser.all(parsed)) return tl::unexpected(parser.take_error());
  return parsed;
}

}  // namespace inlay::html
