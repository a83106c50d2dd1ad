#include "config/cell_messages.h"

#include <array>
#include <charconv>
#include <span>
#include <utility>

namespace inlay {
namespace {

constexpr size_t kWordsMax = 4;
constexpr std::array<std::pair<CellRefusal, std::string_view>, 4> kRefusals{{
    {CellRefusal::max, "max"},
    {CellRefusal::start, "start"},
    {CellRefusal::asks, "asks"},
    {CellRefusal::ending, "ending"},
}};

std::string_view refusal_name(CellRefusal why) {
  for (const auto& [value, name] : kRefusals) {
    if (value == why) return name;
  }
  return "";
}

std::optional<CellRefusal> refusal_of(std::string_view name) {
  for (const auto& [value, known] : kRefusals) {
    if (known == name) return value;
  }
  return std::nullopt;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct Words {
  std::array<std::string_view, kWordsMax> word;
  size_t count = 0;
};

std::optional<Words> words_of(std::string_view text) {
  Words words;
  while (true) {
    if (words.count == kWordsMax) return std::nullopt;
    const size_t space = text.find(' ');
    words.word[words.count++] = text.substr(0, space);
    if (space == text.npos) return words;
    text.remove_prefix(space + 1);
  }
}

struct ToText {
  std::string operator()(const CellAsk& ask) const { return "cell " + name(ask.cell_class); }
  std::string operator()(const CellKill& kill) const { return "kill " + std::to_string(kill.cell); }
  std::string operator()(const CellRelease& release) const {
    return "release " + std::to_string(release.cell);
  }
  std::string operator()(const CellGiven& given) const {
    return "cell " + name(given.cell_class) + " " + std::to_string(given.cell) + " " +
           std::to_string(given.pid);
  }
  std::string operator()(const CellRefused& refused) const {
    return "no-cell " + name(refused.cell_class) + " " + std::string(refusal_name(refused.why));
  }
  std::string operator()(const CellEnded& ended) const {
    return "ended " + std::to_string(ended.cell) + " " + std::to_string(ended.exit_code) + " " +
           std::to_string(ended.signal);
  }

  static std::string name(CellClass cell_class) { return std::string(cell_class_name(cell_class)); }
};

std::optional<CellMessage> about_number(std::span<const std::string_view> words) {
  auto cell = number<uint64_t>(words[1]);
  if (!cell) return std::nullopt;
  if (words[0] == "kill") return CellKill{*cell};
  if (words[0] == "release") return CellRelease{*cell};
  return std::nullopt;
}

std::optional<CellMessage> given(std::span<const std::string_view> words) {
  auto cell_class = cell_class_of(words[1]);
  auto cell = number<uint64_t>(words[2]);
  auto pid = number<int>(words[3]);
  if (!cell_class || !cell || !pid) return std::nullopt;
  return CellGiven{*cell_class, *cell, *pid};
}

std::optional<CellMessage> refused(std::span<const std::string_view> words) {
  auto cell_class = cell_class_of(words[1]);
  auto why = refusal_of(words[2]);
  if (!cell_class || !why) return std::nullopt;
  return CellRefused{*cell_class, *why};
}

std::optional<CellMessage> ended(std::span<const std::string_view> words) {
  auto cell = number<uint64_t>(words[1]);
  auto exit_code = number<int>(words[2]);
  auto signal = number<int>(words[3]);
  if (!cell || !exit_code || !signal) return std::nullopt;
  return CellEnded{*cell, *exit_code, *signal};
}

}  // namespace

std::string cell_message_text(const CellMessage& message) { return std::visit(ToText{}, message); }

std::optional<CellMessage> parse_cell_message(std::string_view text) {
  auto words = words_of(text);
  if (!words) return std::nullopt;
  const std::span<const std::string_view> all(words->word.data(), words->count);
  const std::string_view verb = all[0];
  if (verb == "cell" && all.size() == 2) {
    auto cell_class = cell_class_of(all[1]);
    if (!cell_class) return std::nullopt;
    return CellAsk{*cell_class};
  }
  if (all.size() == 2) return about_number(all);
  if (verb == "cell" && all.size() == 4) return given(all);
  if (verb == "no-cell" && all.size() == 3) return refused(all);
  if (verb == "ended" && all.size() == 4) return ended(all);
  return std::nullopt;
}

}  // namespace inlay
