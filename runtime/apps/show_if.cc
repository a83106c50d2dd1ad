#include <charconv>
#include <cmath>
#include <limits>

#include "apps/expression.h"

namespace inlay::apps {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kNumberTextMax = 400;  // longer texts are not taken for numbers

bool is_empty(const Json* value) {
  return value == nullptr || value->is_null() || (value->is_string() && value->as_string().empty());
}

bool is_nullish(const Json* value) { return value == nullptr || value->is_null(); }

double number_in(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return 0;
  if (text.size() > kNumberTextMax) return kNotANumber;
  text = text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  // Number() knows neither "inf" nor "nan".
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return kNotANumber;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : kNotANumber;
}

// A value that is neither null, boolean nor number as text. An empty array is "" as in JavaScript;
// other arrays and objects have a text that no sensible criterion names, which saves joining large
// arrays again and again.
std::string_view text_of(const Json& value) {
  if (value.is_string()) return value.as_string();
  return value.is_array() && value.items().empty() ? "" : "[object Object]";
}

bool is_textual(const Json& value) {
  return value.is_string() || value.is_array() || value.is_object();
}

enum class Order : uint8_t { less, equal, greater, none };

Order order_of(const Json* left, const Json* right) {
  if (left != nullptr && right != nullptr && is_textual(*left) && is_textual(*right)) {
    const int order = text_of(*left).compare(text_of(*right));
    return order < 0 ? Order::less : order > 0 ? Order::greater : Order::equal;
  }
  const double l = to_number(left);
  const double r = to_number(right);
  return l < r ? Order::less : l > r ? Order::greater : l == r ? Order::equal : Order::none;
}

bool criterion_holds(const Json* value, const Json& wanted) {
  if (!wanted.is_object()) return wanted.is_array() || loosely_equal(value, &wanted);
  const Json* op = wanted.find("op");
  const Json* operand = wanted.find("value");
  const std::string_view name = op == nullptr ? std::string_view() : op->as_string();
  const Order order = order_of(value, operand);
  if (name == "==") return loosely_equal(value, operand);
  if (name == "!=") return !loosely_equal(value, operand);
  if (name == "<") return order == Order::less;
  if (name == ">") return order == Order::greater;
  if (name == "<=") return order == Order::less || order == Order::equal;
  if (name == ">=") return order == Order::greater || order == Order::equal;
  return true;
}

// `array[].rest`: in the item of that array in which the field lives, the innermost one first.
const Json* find_in_item(std::string_view path, const ShowIfScope& scope) {
  for (size_t i = scope.items.size(); i-- > 0;) {
    const ShowIfScope::Item& item = scope.items[i];
    if (path == item.array) return item.value;
    if (path.size() > item.array.size() && path.starts_with(item.array) &&
        path[item.array.size()] == '.') {
      return find_path(*item.value, path.substr(item.array.size() + 1));
    }
  }
  return nullptr;
}

}  // namespace

double to_number(const Json* value) {
  if (value == nullptr) return kNotANumber;
  switch (value->kind()) {
    case Json::Kind::null:
      return 0;
    case Json::Kind::boolean:
      return value->as_boolean() ? 1 : 0;
    case Json::Kind::number:
      return value->as_number();
    case Json::Kind::string:
    case Json::Kind::array:
    case Json::Kind::object:
      return number_in(text_of(*value));
  }
  return kNotANumber;
}

bool loosely_equal(const Json* left, const Json* right) {
  if (is_empty(left) && is_empty(right)) return true;
  if (is_nullish(left) || is_nullish(right)) return false;
  const bool texts = is_textual(*left) && is_textual(*right);
  if (texts) return text_of(*left) == text_of(*right);
  return to_number(left) == to_number(right);
}

bool is_shown(const Json& show_if, const ShowIfScope& scope) {
  const Json product = scope.product.empty() ? Json() : Json::string(std::string(scope.product));
  const auto find = [&](std::string_view path) -> const Json* {
    if (path == "INSTALL_PRODUCT.id") return &product;
    if (path.find("[]") != std::string_view::npos) return find_in_item(path, scope);
    const Json* found = find_path(*scope.options, path);
    // One published app leaves the array's name out (app-format 4.4).
    for (size_t i = scope.items.size(); found == nullptr && i-- > 0;) {
      found = find_path(*scope.items[i].value, path);
    }
    return found;
  };
  if (show_if.is_string()) return is_truthy(find(show_if.as_string()));
  for (const Json::Member& criterion : show_if.members()) {
    if (!criterion_holds(find(criterion.key), criterion.value)) return false;
  }
  return true;
}

}  // namespace inlay::apps
