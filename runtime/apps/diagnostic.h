// What is wrong with a file that an author wrote, and where. The lines of `inlay check`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::apps {

enum class Severity : uint8_t { error, warning };  // error: the app cannot run

struct Diagnostic {
  std::string file;
  int line = 1;    // from 1
  int column = 1;  // from 1, in characters (code points), a byte order mark not counted
  Severity severity = Severity::error;
  std::string message;  // lower case, no full stop
  std::string rule;     // stable id out of rules.h
};

struct Position {
  int line = 1;
  int column = 1;
};

// The place of the byte at `offset` in UTF-8 text; lines end at LF. Costs a walk over the text
// before it.
Position position_at(std::string_view text, size_t offset);

bool has_errors(std::span<const Diagnostic> diagnostics);

// `file:line:column: error|warning: message [rule-id]`, without a line end.
std::string to_line(const Diagnostic& diagnostic);

// The array of `inlay check --json`: {"file","line","column","severity","rule","message"} each.
std::string to_json(std::span<const Diagnostic> diagnostics);

}  // namespace inlay::apps
