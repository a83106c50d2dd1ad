// A selector list as its author wrote it, parsed. Names are unescaped; nothing knows yet in which
// set it will be (selector_program.h).
//
// What there is: type and universal selectors, classes, ids, attributes with every operator and the
// flags i and s, descendant, child and both sibling combinators, :root, :first-child, :nth-child(),
// :first-of-type, :nth-of-type(), :not(), :is(), :where(). All of it looks back only: whether an
// element matches is known at its start tag.
// Source: Selectors level 4; the numbers and escapes of CSS Syntax level 3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace inlay::html {

// Why a selector is refused. `offset`: in its bytes. `reason`: lower case, no full stop, and what
// to write instead where there is something.
struct SelectorError {
  size_t offset = 0;
  std::string reason;
};

struct SelectorLimits {
  static constexpr size_t kBytesMax = 4096;      // of one selector list
  static constexpr size_t kValueBytesMax = 512;  // of a value it compares with
  static constexpr size_t kNestingMax = 8;       // :not(), :is(), :where() in one another
  // Of all the selectors of one set. Work per start tag and memory per open element are bounded by
  // these.
  static constexpr size_t kSelectorsMax = 1024;
  static constexpr size_t kCompoundsMax = 1024;
  static constexpr size_t kTestsMax = 4096;  // classes, ids, attributes, pseudo-classes
};

// What stands to the left of a compound, and how. `none`: it is the leftmost.
enum class Combinator : uint8_t { none, descendant, child, next_sibling, later_sibling };

enum class AttributeOperator : uint8_t {
  exists,
  equals,    // =
  includes,  // ~=, and classes
  dash,      // |=
  prefix,    // ^=
  suffix,    // $=
  contains,  // *=
};

enum class ValueCase : uint8_t {
  sensitive,
  insensitive,          // ASCII
  insensitive_in_html,  // of elements in the HTML namespace
  insensitive_in_quirks,
};

struct AttributeTest {
  std::string name;  // lower case
  AttributeOperator comparison = AttributeOperator::exists;
  ValueCase value_case = ValueCase::sensitive;
  std::string value;
};

// The element is number a × n + b, for some n ≥ 0, among its parent's children.
struct NthTest {
  int32_t a = 0;
  int32_t b = 0;
  bool of_type = false;  // among those of the same type

  bool matches(uint32_t number) const;
};

struct Compound;
using ComplexSelector = std::vector<Compound>;  // from left to right, never empty
using SelectorList = std::vector<ComplexSelector>;

struct NestedTest {
  bool negated = false;  // :not(); else :is() or :where()
  SelectorList list;
};

struct Compound {
  Combinator combinator = Combinator::none;
  bool root = false;
  std::string type;  // lower case; empty: any
  std::vector<AttributeTest> attributes;
  std::vector<NthTest> nth;
  std::vector<NestedTest> nested;
};

}  // namespace inlay::html
