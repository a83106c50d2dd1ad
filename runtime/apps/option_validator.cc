#include <algorithm>
#include <cmath>

#include "apps/expression.h"
#include "apps/options.h"

namespace inlay::apps {
namespace {

// Lists in a hostile options file times fields in a hostile manifest: more checks than this are not
// made.
constexpr size_t kChecksMax = 1'000'000;

bool is_absent(const Json* value) {
  return value == nullptr || value->is_null() || (value->is_string() && value->as_string().empty());
}

// As String.prototype.length counts.
size_t utf16_length(std::string_view utf8) {
  size_t length = 0;
  for (char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) ++length;
    if (byte >= 0xF0) ++length;
  }
  return length;
}

bool has_blank(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

bool is_url(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const std::string_view scheme = text.substr(0, colon);
  return !has_blank(text) && std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

bool is_email(std::string_view text) {
  const size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && !has_blank(text);
}

std::string written(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

class Validator {
 public:
  Validator(const Json& options, std::string_view product) : options_(options), product_(product) {}

  void check_object(const std::vector<Field>& fields, const std::vector<std::string>& required,
                    const Json& value, const std::string& path, const std::string& pattern) {
    for (const Field& field : fields) {
      if (problems_.size() >= kOptionProblemsMax || ++checks_ > kChecksMax) return;
      const bool named = std::binary_search(required.begin(), required.end(), field.key);
      const std::string dot = path.empty() ? "" : ".";
      check(field, field.required || named, value.find(field.key), path + dot + field.key,
            pattern + dot + field.key);
    }
  }

  std::vector<OptionProblem> take() { return std::move(problems_); }

 private:
  // `path` with indexes, `pattern` with [] in their place.
  void check(const Field& field, bool required, const Json* value, const std::string& path,
             const std::string& pattern) {
    const bool shown = !field.show_if || is_shown(*field.show_if, {&options_, product_, items_});
    if (is_absent(value)) {
      if (required && shown) report(path, "is required");
      return;
    }
    switch (field.type) {
      case FieldType::string:
        check_string(field, *value, path);
        break;
      case FieldType::boolean:
        if (!value->is_boolean()) report(path, "must be true or false");
        break;
      case FieldType::number:
      case FieldType::integer:
        check_number(field, *value, path);
        break;
      case FieldType::object:
        check_object(field.properties, field.required_names, *value, path, pattern);
        break;
      case FieldType::array:
        check_array(field, *value, path, pattern);
        break;
      case FieldType::help:
      case FieldType::hidden:
      case FieldType::unknown:
        break;
    }
  }

  void check_string(const Field& field, const Json& value, const std::string& path) {
    if (!field.enum_values.empty()) {
      const bool listed =
          std::any_of(field.enum_values.begin(), field.enum_values.end(),
                      [&](const Json& item) { return loosely_equal(&item, &value); });
      if (!listed) report(path, "is not one of the values to choose from");
      return;
    }
    if (!value.is_string()) {
      if (field.format != "markdown") report(path, "must be a string");
      return;
    }
    const std::string& text = value.as_string();
    if (field.max_length && static_cast<double>(utf16_length(text)) > *field.max_length) {
      report(path, "is longer than " + written(*field.max_length) + " characters");
    }
    if (field.format == "url" && !is_url(text)) report(path, "is not a URL with its scheme");
    if (field.format == "email" && !is_email(text)) report(path, "is not an e-mail address");
  }

  void check_number(const Field& field, const Json& value, const std::string& path) {
    // Published defaults have numbers in quotes; apps cope with them.
    const double number = value.is_number() || value.is_string() ? to_number(&value) : NAN;
    if (std::isnan(number)) return report(path, "must be a number");
    if (field.type == FieldType::integer && std::floor(number) != number) {
      report(path, "must be a whole number");
    }
    if (field.minimum && number < *field.minimum) {
      report(path, "is less than " + written(*field.minimum));
    }
    if (field.maximum && number > *field.maximum) {
      report(path, "is more than " + written(*field.maximum));
    }
  }

  void check_array(const Field& field, const Json& value, const std::string& path,
                   const std::string& pattern) {
    if (!value.is_array()) return report(path, "must be a list");
    if (field.max_items && static_cast<double>(value.items().size()) > *field.max_items) {
      report(path, "has more than " + written(*field.max_items) + " items");
    }
    if (field.items.empty()) return;
    for (size_t i = 0; i < value.items().size(); ++i) {
      if (problems_.size() >= kOptionProblemsMax || ++checks_ > kChecksMax) return;
      items_.push_back({pattern + "[]", &value.items()[i]});
      check(field.items[0], false, &value.items()[i], path + '[' + std::to_string(i) + ']',
            pattern + "[]");
      items_.pop_back();
    }
  }

  void report(const std::string& path, std::string message) {
    if (problems_.size() < kOptionProblemsMax) problems_.push_back({path, std::move(message)});
  }

  const Json& options_;
  std::string_view product_;
  std::vector<ShowIfScope::Item> items_;
  std::vector<OptionProblem> problems_;
  size_t checks_ = 0;
};

}  // namespace

std::vector<OptionProblem> validate_options(const Manifest& manifest, const Json& options,
                                            std::string_view product) {
  Validator validator(options, product);
  validator.check_object(manifest.options, {}, options, "", "");
  return validator.take();
}

}  // namespace inlay::apps
