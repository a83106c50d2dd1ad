// "Did you mean": the known word that is fewest typing mistakes away.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace inlay {

// Levenshtein, one row at a time. Words from outside are cut: nobody means a known word of 64
// letters.
inline size_t typing_mistakes(std::string_view a, std::string_view b) {
  a = a.substr(0, 64);
  b = b.substr(0, 64);
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); i++) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); j++) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// Empty for no candidates. Cost: words × lengths; for mistakes only.
inline std::string_view nearest_word(std::string_view wrong,
                                     std::span<const std::string_view> known) {
  std::string_view best;
  size_t least = SIZE_MAX;
  for (const std::string_view word : known) {
    const size_t mistakes = typing_mistakes(wrong, word);
    if (mistakes < least) best = word, least = mistakes;
  }
  return best;
}

}  // namespace inlay
