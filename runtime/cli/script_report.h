// What `run-script` tells of a script: for programs (a JSON object a line, on standard output) or
// for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/edge_package.h"
#include "base/outcome.h"
#include "channel/records.h"

namespace inlay::cli {

class ScriptReportLines {
 public:
  // `package`: the script's, whose bundles' places are shown as their author's; null: none yet.
  // Borrowed.
  ScriptReportLines(bool json, const apps::EdgePackage* package) : json_(json), package_(package) {}

  void console(const channel::LogCall& call) const;
  void error(const channel::ErrorText& error, bool unhandled) const;
  // `json`: a JSON value.
  void result(const std::string& json) const;
  void exit(Outcome outcome, uint64_t cpu_us, uint64_t heap_bytes) const;

 private:
  bool json_;
  const apps::EdgePackage* package_;
};

// "debug", "log", …
std::string_view console_name(channel::LogLevel level);

// As a JSON string.
std::string json_text(std::string_view utf8);

}  // namespace inlay::cli
