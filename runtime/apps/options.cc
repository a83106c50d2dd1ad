#include "apps/options.h"

#include "apps/markdown.h"
#include "apps/reporter.h"

namespace inlay::apps {
namespace {

// Markdown strings as objects, wherever the value has a field of that format. Works along the
// value, not along the fields, so that its cost follows the size of the value.
Json with_markdown(const Field& field, const Json& value);

Json object_with_markdown(const std::vector<Field>& fields, const Json& value) {
  std::vector<Json::Member> members;
  for (const Json::Member& member : value.members()) {
    const Field* field = find_field(fields, member.key);
    members.push_back(
        {member.key, field == nullptr ? member.value : with_markdown(*field, member.value)});
  }
  return Json::object(std::move(members));
}

Json with_markdown(const Field& field, const Json& value) {
  if (field.format == "markdown") {
    return value.is_string() ? markdown_value(value.as_string()) : value;
  }
  if (value.is_object() && !field.properties.empty()) {
    return object_with_markdown(field.properties, value);
  }
  if (value.is_array() && !field.items.empty()) {
    std::vector<Json> items;
    for (const Json& item : value.items()) items.push_back(with_markdown(field.items[0], item));
    return Json::array(std::move(items));
  }
  return value;
}

// Objects with these formats have no value until the customer chose one.
bool is_chosen_object(const Field& field) {
  return field.format == "element" || field.format == "account" || field.format == "number" ||
         field.format == "video";
}

std::optional<Json> initial_value(const Field& field);

Json initial_object(const std::vector<Field>& fields) {
  std::vector<Json::Member> members;
  for (const Field& field : fields) {
    std::optional<Json> value = initial_value(field);
    if (value) members.push_back({field.key, std::move(*value)});
  }
  return Json::object(std::move(members));
}

Json completed_default(const Field& field) {
  Json value = with_markdown(field, *field.default_value);
  if (!value.is_object() || field.properties.empty()) return value;
  std::vector<Json::Member> members = initial_object(field.properties).members();
  members.insert(members.end(), value.members().begin(), value.members().end());
  return Json::object(std::move(members));
}

// The rules of app-format 4.3; nothing: the option is absent.
std::optional<Json> initial_value(const Field& field) {
  if (field.default_value) return completed_default(field);
  switch (field.type) {
    case FieldType::string:
      if (field.format == "markdown") return markdown_value("");
      if (field.has_enum || field.format == "selector") return std::nullopt;
      return Json::string("");
    case FieldType::boolean:
      return Json::boolean(false);
    case FieldType::array:
      return Json::array({});
    case FieldType::object:
      if (field.format == "markdown") return markdown_value("");
      if (is_chosen_object(field)) return std::nullopt;
      return initial_object(field.properties);
    case FieldType::number:
    case FieldType::integer:
    case FieldType::help:
    case FieldType::hidden:
    case FieldType::unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Json default_options(const Manifest& manifest) { return initial_object(manifest.options); }

Json effective_options(const Manifest& manifest, const Json& given) {
  std::vector<Json::Member> members = default_options(manifest).members();
  const Json rendered = object_with_markdown(manifest.options, given);
  members.insert(members.end(), rendered.members().begin(), rendered.members().end());
  return Json::object(std::move(members));
}

std::optional<Json> read_options(std::string_view text, const std::string& file,
                                 std::vector<Diagnostic>& diagnostics) {
  Reporter reporter(text, file, diagnostics);
  std::optional<Json> options = read_reported_json(text, reporter);
  if (options && !options->is_object()) {
    reporter.report(Rule::options_file, options->at(), "options must be a JSON object");
    return std::nullopt;
  }
  return options;
}

}  // namespace inlay::apps
