// Collects the problems of one text and knows their places.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/json.h"
#include "apps/rules.h"

namespace inlay::apps {

inline constexpr size_t kProblemsMax = 100;  // of each severity, shown for one text

// Borrows the text and the list for its life.
class Reporter {
 public:
  Reporter(std::string_view text, std::string file, std::vector<Diagnostic>& out)
      : text_(text), file_(std::move(file)), out_(out) {}

  // `at`: byte offset in the text.
  void report(Rule rule, size_t at, std::string message);

  // Offset in the text of byte `offset` of a string value that stands at `at`.
  size_t inside(size_t at, size_t offset) const { return offset_in_text(text_, at, offset); }

  Position place_of(size_t at) const { return position_at(text_, at); }

  // Whether any error was reported, shown or not.
  bool failed() const { return counts_[0] > 0; }

 private:
  std::string_view text_;
  std::string file_;
  std::vector<Diagnostic>& out_;
  size_t counts_[2] = {0, 0};  // errors, warnings
};

// Text out of a file as it may stand in a message: in double quotes, shortened, without control
// characters.
std::string in_quotes(std::string_view text);

// `unknown member "mehtod", the nearest is "method"`.
std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> known);

// Reports each member of an object that is not among the known ones.
void report_unknown_members(const Json& object, std::span<const std::string_view> known, Rule rule,
                            Reporter& reporter);

// Reads JSON and reports what is wrong with it, also duplicate keys. Nothing if the text is no
// JSON.
std::optional<Json> read_reported_json(std::string_view text, Reporter& reporter);

}  // namespace inlay::apps
