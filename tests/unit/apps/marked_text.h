// A text with marks where problems are expected, so that no test has to count lines and columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inlay::apps {

// Places: LINE:COLUMN, both from 1, in characters.
struct MarkedText {
  std::string text;                 // without the marks
  std::vector<std::string> places;  // of the marks, in order
};

inline MarkedText marked_text(std::string_view with_marks) {
  constexpr std::string_view mark = "¦";
  MarkedText out;
  size_t line = 1, column = 1;
  while (!with_marks.empty()) {
    if (with_marks.starts_with(mark)) {
      out.places.push_back(std::to_string(line) + ':' + std::to_string(column));
      with_marks.remove_prefix(mark.size());
      continue;
    }
    const char c = with_marks.front();
    out.text += c;
    with_marks.remove_prefix(1);
    const bool more_of_it =
        !with_marks.empty() && (static_cast<unsigned char>(with_marks.front()) >> 6) == 2;
    if (c == '\n') ++line;
    column = c == '\n' ? 1 : column + (more_of_it ? 0 : 1);
  }
  return out;
}

}  // namespace inlay::apps
