// Random pages and random selectors over the same few names, so that they meet often.
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace inlay::html {

class SelectorDice {
 public:
  explicit SelectorDice(uint64_t seed) : dice_(seed) {}

  std::string page() {
    constexpr std::array<std::string_view, 5> kStarts = {
        "<!doctype html>", "", "<!doctype html><html class=a>", "<!doctype html><head>",
        "<!doctype html><html><head></head><body id=x>"};
    std::string page(one_of(kStarts));
    for (size_t tokens = up_to(40) + 1; tokens > 0; --tokens) page += token();
    return page;
  }

  std::string selector() { return list(2); }

 private:
  static constexpr std::array<std::string_view, 40> kTypes = {"p",
                                                              "div",
                                                              "p",
                                                              "div",
                                                              "a",
                                                              "b",
                                                              "i",
                                                              "span",
                                                              "li",
                                                              "ul",
                                                              "table",
                                                              "tr",
                                                              "td",
                                                              "tbody",
                                                              "th",
                                                              "caption",
                                                              "col",
                                                              "colgroup",
                                                              "form",
                                                              "svg",
                                                              "g",
                                                              "math",
                                                              "mi",
                                                              "option",
                                                              "select",
                                                              "h1",
                                                              "br",
                                                              "img",
                                                              "image",
                                                              "title",
                                                              "link",
                                                              "meta",
                                                              "script",
                                                              "head",
                                                              "body",
                                                              "html",
                                                              "template",
                                                              "x-y",
                                                              "foreignObject",
                                                              "a-name-longer-than-eight"};
  static constexpr std::array<std::string_view, 3> kClasses = {"a", "b", "A"};

  size_t up_to(size_t most) { return std::uniform_int_distribution<size_t>(0, most)(dice_); }
  bool chance(size_t in) { return up_to(in - 1) == 0; }
  template <size_t n>
  std::string_view one_of(const std::array<std::string_view, n>& all) {
    return all[up_to(n - 1)];
  }

  std::string attributes() {
    std::string text;
    if (chance(2)) {
      text.append(" class=\"").append(one_of(kClasses));
      if (chance(2)) text.append(" ").append(one_of(kClasses));
      text += '"';
    }
    if (chance(5)) text.append(" id=").append(one_of(kClasses));
    if (chance(5)) text.append(" rel='").append(one_of(kClasses)).append("-x&amp;y'");
    if (chance(12)) text += " CLASS=b";
    return text;
  }

  std::string token() {
    switch (up_to(9)) {
      case 0:
        return "text";
      case 1:
        return chance(2) ? " " : "<!-- c -->";
      case 2:
      case 3:
      case 4:
        return std::string("</").append(one_of(kTypes)).append(">");
      default:
        return std::string("<")
            .append(one_of(kTypes))
            .append(attributes())
            .append(chance(10) ? "/>" : ">");
    }
  }

  std::string list(size_t depth) {
    std::string text = complex(depth);
    while (chance(5)) text += "," + complex(depth);
    return text;
  }

  std::string complex(size_t depth) {
    constexpr std::array<std::string_view, 6> kCombinators = {" ", " ", " > ", ">", " + ", "~"};
    std::string text = compound(depth);
    while (chance(2)) text.append(one_of(kCombinators)).append(compound(depth));
    return text;
  }

  std::string compound(size_t depth) {
    std::string text(chance(3) ? std::string_view("*") : one_of(kTypes));
    if (chance(3)) text = "";
    if (text.empty() || chance(3)) text += simple(depth);
    if (chance(6)) text += simple(depth);
    return text;
  }

  std::string simple(size_t depth) {
    constexpr std::array<std::string_view, 9> kSimple = {
        "[rel]",        "[rel^=A i]",     "[rel*='x&']", "[class~=b]", ":root",
        ":first-child", ":first-of-type", "[id|=a]",     "[rel$=y]"};
    constexpr std::array<std::string_view, 8> kNth = {"2",    "2n",  "odd",  "-n+2",
                                                      "3n+1", "n+2", "even", "1"};
    constexpr std::array<std::string_view, 4> kNested = {":not(", ":is(", ":where(", ":not("};
    switch (up_to(7)) {
      case 0:
      case 1:
      case 2:
        return std::string(".").append(one_of(kClasses));
      case 3:
        return std::string("#").append(one_of(kClasses));
      case 4:
        return std::string(chance(2) ? ":nth-child(" : ":nth-of-type(")
            .append(one_of(kNth))
            .append(")");
      case 5:
        if (depth > 0) return std::string(one_of(kNested)) + list(depth - 1) + ")";
        [[fallthrough]];
      default:
        return std::string(one_of(kSimple));
    }
  }

  std::mt19937_64 dice_;
};

}  // namespace inlay::html
