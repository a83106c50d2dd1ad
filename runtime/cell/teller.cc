#include "cell/teller.h"

#include <algorithm>
#include <vector>

#include "isolate/js_string.h"

namespace inlay::cell {
namespace {

channel::LogLevel level_of(std::string_view name) {
  if (name == "error") return channel::LogLevel::error;
  if (name == "warn") return channel::LogLevel::warn;
  if (name == "info") return channel::LogLevel::info;
  if (name == "debug" || name == "trace") return channel::LogLevel::debug;
  return channel::LogLevel::log;
}

uint32_t from_one(int number) { return number > 0 ? static_cast<uint32_t>(number) : 0; }

}  // namespace

channel::ErrorText text_of(const ScriptError& error, std::string& stack) {
  stack = error.stack;
  if (stack.empty() && !error.file.empty()) {
    // What does not compile has no frames, but a place.
    stack = "  at " + error.file + ":" + std::to_string(error.line) + ":" +
            std::to_string(error.column);
  }
  return {.name = utf8_cut(error.name, channel::kErrorNameBytesMax),
          .message = utf8_cut(error.message, channel::kMessageBytesMax),
          .stack = utf8_cut(stack, channel::kStackBytesMax),
          .file = utf8_cut(error.file, channel::kPathBytesMax),
          .line = from_one(error.line),
          .column = from_one(error.column)};
}

void Teller::failed(Outcome outcome, const ScriptError& error, bool unhandled) {
  if (outbox_ == nullptr) return;
  std::string stack;
  outbox_->add(channel::Failure{.stream = stream_,
                                .script = script_,
                                .outcome = outcome,
                                .unhandled = unhandled,
                                .error = text_of(error, stack)});
}

void Teller::logged(std::string_view level, std::span<const std::string> texts) {
  if (outbox_ == nullptr) return;
  std::vector<std::string_view> pieces;
  uint32_t room = std::min(log_left_, channel::kLogBytesMax);
  const size_t count = std::min<size_t>(texts.size(), channel::kLogPiecesMax);
  bool truncated = texts.size() > count;
  for (const std::string& text : texts.first(count)) {
    pieces.push_back(utf8_cut(text, room));
    const auto size = static_cast<uint32_t>(pieces.back().size());
    truncated = truncated || size < text.size();
    room -= size;
    log_left_ -= size;
  }
  if (truncated && std::ranges::all_of(pieces, &std::string_view::empty)) return;
  outbox_->add(channel::LogCall{.stream = stream_,
                                .script = script_,
                                .level = level_of(level),
                                .truncated = truncated,
                                .pieces = pieces});
}

}  // namespace inlay::cell
