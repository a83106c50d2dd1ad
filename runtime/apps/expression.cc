#include "apps/expression.h"

#include <algorithm>

namespace inlay::apps {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kOptionsPrefix = "options.";

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_path(std::string_view text) {
  bool segment_is_empty = true;
  for (char c : text) {
    if (c == '.' && segment_is_empty) return false;
    if (c != '.' && !is_path_character(c)) return false;
    segment_is_empty = c == '.';
  }
  return !segment_is_empty;
}

}  // namespace

const Json* find_path(const Json& root, std::string_view path) {
  const Json* value = &root;
  while (value != nullptr) {
    const size_t dot = path.find('.');
    value = value->find(path.substr(0, dot));
    if (dot == std::string_view::npos) break;
    path.remove_prefix(dot + 1);
  }
  return value;
}

const Json* find_option(const Json& options, std::string_view path) {
  if (path.starts_with(kOptionsPrefix)) {
    const Json* found = find_path(options, path.substr(kOptionsPrefix.size()));
    if (found != nullptr) return found;
  }
  return find_path(options, path);
}

std::string option_text(const Json* value) {
  if (value == nullptr) return {};
  switch (value->kind()) {
    case Json::Kind::string:
      return value->as_string();
    case Json::Kind::number:
      return value->number_source();
    case Json::Kind::boolean:
      return value->as_boolean() ? "true" : "false";
    case Json::Kind::null:
    case Json::Kind::array:
    case Json::Kind::object:
      return {};
  }
  return {};
}

bool is_truthy(const Json* value) {
  if (value == nullptr) return false;
  switch (value->kind()) {
    case Json::Kind::null:
      return false;
    case Json::Kind::boolean:
      return value->as_boolean();
    case Json::Kind::number:
      return value->as_number() != 0;
    case Json::Kind::string:
      return !value->as_string().empty();
    case Json::Kind::array:
    case Json::Kind::object:
      return true;
  }
  return false;
}

tl::expected<Condition, std::string> Condition::parse(std::string_view text) {
  Condition condition;
  std::string_view rest = trimmed(text);
  while (rest.starts_with('!')) {
    condition.negated_ = !condition.negated_;
    rest = trimmed(rest.substr(1));
  }
  if (!is_path(rest)) return tl::unexpected<std::string>("not an option's path");
  condition.path_ = rest;
  return condition;
}

bool Condition::holds(const Json& options) const {
  return is_truthy(find_option(options, path_)) != negated_;
}

tl::expected<Placeholders, Placeholders::Error> Placeholders::parse(std::string_view text) {
  Placeholders placeholders;
  placeholders.parts_.clear();
  size_t at = 0;
  while (true) {
    const size_t open = text.find("{{", at);
    if (open == std::string_view::npos) break;
    const size_t close = text.find("}}", open + 2);
    if (close == std::string_view::npos) {
      return tl::unexpected(Error{open, "a placeholder does not end with }}"});
    }
    const std::string_view path = trimmed(text.substr(open + 2, close - open - 2));
    if (!is_path(path)) {
      return tl::unexpected(Error{open, "a placeholder is not an option's path"});
    }
    placeholders.parts_.push_back(
        {std::string(text.substr(at, open - at)), std::string(path), open, close + 2});
    at = close + 2;
  }
  placeholders.parts_.push_back({std::string(text.substr(at)), {}, text.size(), text.size()});
  return placeholders;
}

std::string Placeholders::fill(const Json& options) const {
  std::vector<std::string> values;
  for (const std::string& path : paths()) values.push_back(option_text(find_option(options, path)));
  return fill(values);
}

std::string Placeholders::fill(std::span<const std::string> values) const {
  std::string out;
  size_t next = 0;
  for (const Part& part : parts_) {
    out += part.literal;
    if (!part.path.empty()) out += values[next++];
  }
  return out;
}

std::vector<std::string> Placeholders::paths() const {
  std::vector<std::string> paths;
  for (const Part& part : parts_) {
    if (!part.path.empty()) paths.push_back(part.path);
  }
  return paths;
}

}  // namespace inlay::apps
