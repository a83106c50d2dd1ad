#include "cli/script_report.h"

#include <array>
#include <iostream>

#include "apps/author_stack.h"
#include "apps/json.h"

namespace inlay::cli {

std::string_view console_name(channel::LogLevel level) {
  static constexpr std::array<std::string_view, channel::kLogLevels> kNames{"debug", "log", "info",
                                                                            "warn", "error"};
  return kNames[static_cast<size_t>(level)];
}

std::string json_text(std::string_view utf8) {
  std::string json;
  apps::append_json_string(json, utf8);
  return json;
}

void ScriptReportLines::console(const channel::LogCall& call) const {
  if (!json_) {
    for (size_t i = 0; i < call.pieces.size(); ++i) {
      std::cerr << (i == 0 ? "" : " ") << call.pieces[i];
    }
    std::cerr << (call.truncated ? " …\n" : "\n");
    return;
  }
  std::string line =
      R"({"type":"console","level":")" + std::string(console_name(call.level)) + R"(","args":[)";
  for (size_t i = 0; i < call.pieces.size(); ++i) {
    line.append(i == 0 ? "" : ",").append(json_text(call.pieces[i]));
  }
  std::cout << line << "]" << (call.truncated ? R"(,"truncated":true)" : "") << "}\n";
}

void ScriptReportLines::error(const channel::ErrorText& error, bool unhandled) const {
  const std::string stack =
      package_ == nullptr ? std::string(error.stack) : apps::author_stack(*package_, error.stack);
  if (!json_) {
    std::cerr << (unhandled ? "not handled: " : "") << error.name << ": " << error.message;
    std::cerr << (stack.empty() ? "" : "\n") << stack << "\n";
    return;
  }
  std::cout << R"({"type":"error","name":)" << json_text(error.name) << R"(,"message":)"
            << json_text(error.message) << R"(,"stack":)" << json_text(stack)
            << (unhandled ? R"(,"unhandled":true)" : "") << "}\n";
}

void ScriptReportLines::result(const std::string& json) const {
  if (json_) {
    std::cout << R"({"type":"result","value":)" << json << "}\n";
    return;
  }
  const auto value = apps::read_json(json);
  if (value && value->root.is_string()) {
    std::cout << value->root.as_string() << "\n";
  } else {
    std::cout << json << "\n";
  }
}

void ScriptReportLines::exit(Outcome outcome, uint64_t cpu_us, uint64_t heap_bytes) const {
  if (!json_) {
    if (outcome != Outcome::ok) std::cerr << "outcome: " << outcome_name(outcome) << "\n";
    return;
  }
  const auto tenths = [](uint64_t whole, uint64_t unit) {
    const uint64_t value = (whole * 10 + unit / 2) / unit;
    return std::to_string(value / 10) + "." + std::to_string(value % 10);
  };
  std::cout << R"({"type":"exit","outcome":")" << outcome_name(outcome) << R"(","cpuMs":)"
            << tenths(cpu_us, 1000) << R"(,"heapMb":)" << tenths(heap_bytes, 1 << 20) << "}\n";
}

}  // namespace inlay::cli
