#include "html/selector_names.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace inlay::html {
namespace {

struct Known {
  std::string_view name;
  PseudoClass pseudo;
};
constexpr Known kKnown[] = {
    {"root", PseudoClass::root},
    {"first-child", PseudoClass::first_child},
    {"first-of-type", PseudoClass::first_of_type},
    {"nth-child", PseudoClass::nth_child},
    {"nth-of-type", PseudoClass::nth_of_type},
    {"not", PseudoClass::is_not},
    {"is", PseudoClass::is_any},
    {"where", PseudoClass::is_any},
};

struct Refused {
  std::string_view name;
  std::string_view why;
};

constexpr std::string_view kFollows =
    "needs to know what follows the element; whether a selector matches is settled at the start "
    "tag, before that has come";
constexpr std::string_view kInside =
    "needs the inside of the element; whether a selector matches is settled at the start tag, "
    "before that has come";
constexpr std::string_view kPseudoElement =
    "is a pseudo-element: a box that a style sheet makes, nothing in the page's markup";
constexpr std::string_view kVisitor =
    "depends on what the visitor does, which the page's markup does not tell";
constexpr std::string_view kState =
    "depends on what becomes of the page in the browser, which its markup does not tell";
constexpr std::string_view kShadow = "belongs to shadow trees, which the page's markup has not";

constexpr Refused kRefused[] = {
    {"last-child", kFollows},
    {"only-child", kFollows},
    {"nth-last-child", kFollows},
    {"last-of-type", kFollows},
    {"only-of-type", kFollows},
    {"nth-last-of-type", kFollows},
    {"empty", kInside},
    {"blank", kInside},
    {"has", kInside},
    {"before", kPseudoElement},
    {"after", kPseudoElement},
    {"first-line", kPseudoElement},
    {"first-letter", kPseudoElement},
    {"hover", kVisitor},
    {"active", kVisitor},
    {"focus", kVisitor},
    {"focus-within", kVisitor},
    {"focus-visible", kVisitor},
    {"target", kVisitor},
    {"target-within", kVisitor},
    {"visited", kVisitor},
    {"local-link", kVisitor},
    {"current", kVisitor},
    {"past", kVisitor},
    {"future", kVisitor},
    {"link", "is written a[href] here: whether the visitor has been there is not known"},
    {"any-link", "is written :is(a, area)[href] here"},
    {"checked",
     "follows the visitor; what the markup says is [checked], or [selected] of an option"},
    {"disabled", "is not there; what the markup says of an element itself is [disabled]"},
    {"enabled", "is not there; what the markup says of an element itself is :not([disabled])"},
    {"required", "is not there; what the markup says is [required]"},
    {"optional", "is not there; what the markup says is :not([required])"},
    {"read-only", "is not there; what the markup says is [readonly]"},
    {"read-write", "is not there; what the markup says is :not([readonly])"},
    {"open", "is written [open] here"},
    {"lang", "is not there; an element's own language is [lang|=\"en\"]"},
    {"dir", "is not there; an element's own direction is [dir=\"rtl\"]"},
    {"scope", "is not there; the whole page's root is :root"},
    {"default", kState},
    {"indeterminate", kState},
    {"valid", kState},
    {"invalid", kState},
    {"user-valid", kState},
    {"user-invalid", kState},
    {"in-range", kState},
    {"out-of-range", kState},
    {"placeholder-shown", kState},
    {"autofill", kState},
    {"modal", kState},
    {"popover-open", kState},
    {"fullscreen", kState},
    {"picture-in-picture", kState},
    {"playing", kState},
    {"paused", kState},
    {"muted", kState},
    {"defined", kState},
    {"state", kState},
    {"host", kShadow},
    {"host-context", kShadow},
    {"matches", "is written :is() today"},
    {"any", "is written :is() today"},
    {"-webkit-any", "is written :is() today"},
    {"-moz-any", "is written :is() today"},
};

// Damerau's and Levenshtein's distance in its simple form: changes, gaps and neighbours swapped.
size_t distance(std::string_view a, std::string_view b) {
  std::array<std::vector<size_t>, 3> rows;
  for (std::vector<size_t>& row : rows) row.resize(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::vector<size_t>& row = rows[i % 3];
    const std::vector<size_t>& above = rows[(i + 2) % 3];
    const std::vector<size_t>& two_above = rows[(i + 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

// The nearest that exists, if it is so near that it was meant.
std::string_view nearest(std::string_view name) {
  constexpr size_t kFarthest = 2;
  constexpr size_t kLongest = 32;  // longer ones are not compared
  if (name.size() > kLongest) return {};
  std::string_view best;
  size_t best_distance = std::min(kFarthest, name.size() / 2) + 1;
  for (const Known& known : kKnown) {
    const size_t here = distance(name, known.name);
    if (here >= best_distance) continue;
    best = known.name;
    best_distance = here;
  }
  return best;
}

}  // namespace

PseudoClass find_pseudo_class(std::string_view name) {
  for (const Known& known : kKnown) {
    if (known.name == name) return known.pseudo;
  }
  return PseudoClass::none;
}

std::string why_no_pseudo_class(std::string_view name) {
  constexpr size_t kShownMax = 64;
  std::string text(1, ':');
  text.append(name.substr(0, kShownMax)).append(" ");
  for (const Refused& refused : kRefused) {
    if (refused.name == name) return text.append(refused.why);
  }
  text += "is no pseudo-class that is known";
  const std::string_view meant = nearest(name);
  return meant.empty() ? text : text.append("; is :").append(meant).append(" meant?");
}

}  // namespace inlay::html
