#include "config/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace inlay {
namespace {

// Levenshtein, one row at a time. Words from outside are cut: nobody means a known word of 64
// letters.
size_t distance(std::string_view a, std::string_view b) {
  a = a.substr(0, 64);
  b = b.substr(0, 64);
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); i++) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < b.size(); j++) {
      size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string_view nearest_word(std::string_view wrong, std::span<const std::string_view> known) {
  std::string_view best;
  size_t best_distance = SIZE_MAX;
  for (std::string_view word : known) {
    size_t d = distance(wrong, word);
    if (d < best_distance) best = word, best_distance = d;
  }
  return best;
}

}  // namespace inlay
