#include <algorithm>
#include <array>
#include <utility>

#include "apps/manifest_parts.h"

namespace inlay::apps {
namespace {

constexpr size_t kEnumValuesMax = 1000;
constexpr size_t kKeyBytesMax = 200;  // paths of options are made of keys

struct TypeName {
  std::string_view name;
  FieldType type;
};
constexpr std::array kTypes = {
    TypeName{"string", FieldType::string}, TypeName{"boolean", FieldType::boolean},
    TypeName{"number", FieldType::number}, TypeName{"integer", FieldType::integer},
    TypeName{"object", FieldType::object}, TypeName{"array", FieldType::array},
    TypeName{"help", FieldType::help},     TypeName{"hidden", FieldType::hidden},
};

constexpr std::array<std::string_view, 19> kFormats = {
    "radios",  "textarea", "richtext", "code",      "markdown", "color",    "url",
    "email",   "image",    "date",     "date-time", "time",     "selector", "page",
    "element", "number",   "account",  "video",     "slider",
};

// Attributes whose form is all there is to check.
struct Attribute {
  std::string_view name;
  Json::Kind kind;
  Json::Kind other;  // a second kind that published apps use; the same one if there is none
};
using Kind = Json::Kind;
constexpr std::array kAttributes = {
    Attribute{"title", Kind::string, Kind::string},
    Attribute{"description", Kind::string, Kind::string},
    Attribute{"helpvalue", Kind::string, Kind::string},
    Attribute{"format", Kind::string, Kind::string},
    Attribute{"order", Kind::number, Kind::number},
    Attribute{"placeholder", Kind::string, Kind::number},
    Attribute{"enum", Kind::array, Kind::null},
    Attribute{"enumNames", Kind::object, Kind::null},
    Attribute{"products", Kind::array, Kind::object},
    Attribute{"notitle", Kind::boolean, Kind::boolean},
    Attribute{"readonly", Kind::boolean, Kind::boolean},
    Attribute{"validationMessage", Kind::string, Kind::string},
    Attribute{"required", Kind::boolean, Kind::array},
    Attribute{"minimum", Kind::number, Kind::number},
    Attribute{"maximum", Kind::number, Kind::number},
    Attribute{"min", Kind::number, Kind::number},
    Attribute{"max", Kind::number, Kind::number},
    Attribute{"step", Kind::number, Kind::number},
    Attribute{"maxLength", Kind::number, Kind::number},
    Attribute{"maxItems", Kind::number, Kind::number},
    Attribute{"showIf", Kind::string, Kind::object},
    Attribute{"add", Kind::object, Kind::object},
    Attribute{"services", Kind::array, Kind::array},
    Attribute{"units", Kind::array, Kind::array},
    Attribute{"properties", Kind::object, Kind::object},
    Attribute{"items", Kind::object, Kind::object},
};

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 6> names = {"null",     "true or false", "a number",
                                                     "a string", "an array",      "an object"};
  return names[static_cast<size_t>(kind)];
}

class FieldReader {
 public:
  explicit FieldReader(Reporter& reporter) : reporter_(reporter) {}

  std::vector<Field> read_all(const Json& properties) {
    std::vector<Field> fields;
    for (const Json::Member& member : properties.members()) {
      if (member.key == "$ref") refuse_ref(member.key_at);
      if (member.key.size() > kKeyBytesMax) {
        reporter_.report(Rule::option_not_a_field, member.key_at,
                         "option " + in_quotes(member.key) + " has a key of more than " +
                             std::to_string(kKeyBytesMax) + " bytes: ignored");
        continue;
      }
      auto field = read(member.value, member.key, member.key_at);
      if (field) fields.push_back(std::move(*field));
    }
    return fields;
  }

 private:
  std::optional<Field> read(const Json& value, const std::string& key, uint32_t at) {
    const Json* type = value.find("type");
    // A list's items are sometimes written without their type.
    const bool implied = key.empty() && type == nullptr && value.find("properties") != nullptr;
    if (!implied && (type == nullptr || !type->is_string())) {
      reporter_.report(Rule::option_not_a_field, at,
                       "option " + in_quotes(key) + " has no type: ignored");
      return std::nullopt;
    }
    if (value.find("$ref") != nullptr) refuse_ref(at);
    Field field;
    field.key = key;
    field.at = at;
    field.type = implied ? FieldType::object : type_of(*type);
    check_attributes(value);
    read_format(value, field);
    read_enum(value, field);
    read_required(value, field);
    read_limits(value, field);
    read_show_if(value, field);
    read_inside(value, field);
    read_default(value, field);
    return field;
  }

  FieldType type_of(const Json& type) {
    for (const TypeName& known : kTypes) {
      if (known.name == type.as_string()) return known.type;
    }
    reporter_.report(Rule::option_type, type.at(),
                     "type " + in_quotes(type.as_string()) +
                         " is unknown: string, boolean, number, integer, object, array, help "
                         "and hidden are known");
    return FieldType::unknown;
  }

  void refuse_ref(uint32_t at) {
    reporter_.report(Rule::option_ref, at, "$ref is not supported: write the field out");
  }

  void ignore(const Json& value, std::string message) {
    reporter_.report(Rule::option_attribute, value.at(), std::move(message) + ": ignored");
  }

  void check_attributes(const Json& value) {
    for (const Attribute& attribute : kAttributes) {
      const Json* given = value.find(attribute.name);
      if (given == nullptr || given->kind() == attribute.kind || given->kind() == attribute.other) {
        continue;
      }
      std::string message = std::string(attribute.name) + " must be ";
      message += name_of(attribute.kind);
      if (attribute.other != attribute.kind) {
        message += " or ";
        message += name_of(attribute.other);
      }
      ignore(*given, std::move(message));
    }
  }

  void read_format(const Json& value, Field& field) {
    const Json* format = value.find("format");
    if (format == nullptr || !format->is_string()) return;
    field.format = format->as_string();
    if (std::find(kFormats.begin(), kFormats.end(), field.format) == kFormats.end()) {
      ignore(*format, "format " + in_quotes(field.format) + " is unknown");
    }
  }

  void read_enum(const Json& value, Field& field) {
    const Json* values = value.find("enum");
    if (values == nullptr || !(values->is_array() || values->is_null())) return;
    field.has_enum = true;
    if (values->items().size() > kEnumValuesMax) {
      ignore(*values, "enum has more than " + std::to_string(kEnumValuesMax) + " values");
      return;
    }
    for (const Json& item : values->items()) {
      if (item.is_array() || item.is_object()) {
        ignore(item, "a value of enum must be a string, a number or a boolean");
      } else {
        field.enum_values.push_back(item);
      }
    }
  }

  void read_required(const Json& value, Field& field) {
    const Json* required = value.find("required");
    if (required == nullptr) return;
    field.required = required->as_boolean();
    for (const Json& name : required->items()) {
      if (name.is_string()) {
        field.required_names.push_back(name.as_string());
      } else {
        ignore(name, "a name in required must be a string");
      }
    }
    std::sort(field.required_names.begin(), field.required_names.end());
  }

  static std::optional<double> number_in(const Json& value, std::string_view key) {
    const Json* given = value.find(key);
    if (given == nullptr || !given->is_number()) return std::nullopt;
    return given->as_number();
  }

  void read_limits(const Json& value, Field& field) {
    field.minimum = number_in(value, "minimum");
    if (!field.minimum) field.minimum = number_in(value, "min");
    field.maximum = number_in(value, "maximum");
    if (!field.maximum) field.maximum = number_in(value, "max");
    field.max_length = number_in(value, "maxLength");
    field.max_items = number_in(value, "maxItems");
  }

  void read_show_if(const Json& value, Field& field) {
    const Json* show_if = value.find("showIf");
    if (show_if == nullptr || !(show_if->is_string() || show_if->is_object())) return;
    field.show_if = *show_if;
    for (const Json::Member& criterion : show_if->members()) {
      if (!is_criterion(criterion.value)) {
        reporter_.report(Rule::option_show_if, criterion.value.at(),
                         "showIf: compare with a string, a number, a boolean or null, or use "
                         "{\"op\", \"value\"} with == != < > <= >=");
      }
    }
  }

  static bool is_criterion(const Json& value) {
    if (!value.is_object()) return !value.is_array();
    constexpr std::array<std::string_view, 6> ops = {"==", "!=", "<", ">", "<=", ">="};
    const Json* op = value.find("op");
    return op != nullptr && std::find(ops.begin(), ops.end(), op->as_string()) != ops.end();
  }

  void read_inside(const Json& value, Field& field) {
    const Json* properties = value.find("properties");
    if (properties != nullptr) field.properties = read_all(*properties);
    const Json* items = value.find("items");
    if (items == nullptr || !items->is_object()) return;
    auto item = read(*items, {}, items->at());
    if (item) field.items.push_back(std::move(*item));
  }

  static bool fits(const Field& field, const Json& value) {
    switch (field.type) {
      case FieldType::string:
        return value.is_string() || (field.format == "markdown" && value.is_object());
      case FieldType::boolean:
        return value.is_boolean();
      case FieldType::number:
      case FieldType::integer:
        return value.is_number();
      case FieldType::object:
        if (field.format == "markdown") return value.is_object() || value.is_string();
        if (field.format == "element") {
          return value.find("selector") != nullptr && value.find("selector")->is_string();
        }
        return value.is_object();
      case FieldType::array:
        return value.is_array();
      case FieldType::help:
      case FieldType::hidden:
      case FieldType::unknown:
        return true;
    }
    return true;
  }

  void read_default(const Json& value, Field& field) {
    const Json* given = value.find("default");
    if (given == nullptr) return;
    field.default_value = *given;
    if (!fits(field, *given)) {
      reporter_.report(Rule::option_default, given->at(),
                       "the default does not fit the option's type; apps get it as it is");
      return;
    }
    const bool chosen = !given->is_string() || !given->as_string().empty();
    const bool listed = std::find(field.enum_values.begin(), field.enum_values.end(), *given) !=
                        field.enum_values.end();
    if (!field.enum_values.empty() && chosen && !listed) {
      reporter_.report(Rule::option_default, given->at(), "the default is not one of enum");
    }
  }

  Reporter& reporter_;
};

}  // namespace

const Field* find_field(const std::vector<Field>& fields, std::string_view key) {
  const auto at = std::lower_bound(
      fields.begin(), fields.end(), key,
      [](const Field& field, std::string_view wanted) { return field.key < wanted; });
  return at != fields.end() && at->key == key ? &*at : nullptr;
}

std::vector<Field> read_option_fields(const Json& manifest, Reporter& reporter) {
  const Json* options = manifest.find("options");
  if (options == nullptr) return {};
  if (!options->is_object()) {
    reporter.report(Rule::options_shape, options->at(), "options must be an object");
    return {};
  }
  const Json* properties = options->find("properties");
  if (properties == nullptr) return {};
  if (!properties->is_object()) {
    reporter.report(Rule::options_shape, properties->at(), "options.properties must be an object");
    return {};
  }
  return FieldReader(reporter).read_all(*properties);
}

}  // namespace inlay::apps
