#include "apps/manifest_parts.h"

namespace inlay::apps {
namespace {

const Json* string_member(const Json& object, std::string_view key, Reporter& reporter) {
  const Json* value = object.find(key);
  if (value == nullptr || value->is_string()) return value;
  reporter.report(Rule::resource_shape, value->at(),
                  std::string(key) + " of a resource must be a string");
  return nullptr;
}

void read_src(const Json& src, Resource& resource, Reporter& reporter) {
  resource.src_text = src.as_string();
  resource.at = src.at();
  auto placeholders = Placeholders::parse(resource.src_text);
  if (!placeholders) {
    reporter.report(Rule::resource_placeholder, src.at(),
                    "src " + in_quotes(resource.src_text) + ": " + placeholders.error().reason);
    return;
  }
  resource.src = std::move(*placeholders);
  if (!inside_path(resource.src_text)) {
    reporter.report(
        Rule::resource_path, src.at(),
        "src " + in_quotes(resource.src_text) + " must name a file inside the folder, without ..");
  }
}

void read_condition(const Json& value, Resource& resource, Reporter& reporter) {
  auto condition = Condition::parse(value.as_string());
  if (condition) {
    resource.condition = std::move(*condition);
    return;
  }
  reporter.report(Rule::resource_condition, value.at(),
                  "if " + in_quotes(value.as_string()) + ": " + condition.error() +
                      " (options.name or !options.name)");
}

void warn_about_eager_keys(const Json& entry, Reporter& reporter) {
  const Json* depends = entry.find("depends");
  if (depends != nullptr && !depends->members().empty()) {
    reporter.report(Rule::dependencies_ignored, depends->at(),
                    "depends is ignored: the site must load these libraries itself");
  }
}

std::optional<Resource> read_resource(const Json& entry, ResourceList list, Reporter& reporter) {
  const auto wrong = [&](std::string message) {
    reporter.report(Rule::resource_shape, entry.at(), std::move(message));
    return std::nullopt;
  };
  if (!entry.is_object()) return wrong("a resource must be an object with type and src");
  Resource resource;
  resource.list = list;
  const Json* type = string_member(entry, "type", reporter);
  if (type == nullptr || (type->as_string() != "script" && type->as_string() != "style")) {
    return wrong("type of a resource must be \"script\" or \"style\"");
  }
  resource.type = type->as_string() == "script" ? ResourceType::script : ResourceType::style;
  const Json* src = string_member(entry, "src", reporter);
  // A later clone of the format says `content`.
  const Json* contents = string_member(entry, "contents", reporter);
  if (contents == nullptr) contents = string_member(entry, "content", reporter);
  if ((src == nullptr) == (contents == nullptr)) {
    return wrong("a resource must have either src or contents");
  }
  if (src != nullptr) read_src(*src, resource, reporter);
  if (contents != nullptr) {
    resource.contents = contents->as_string();
    resource.at = contents->at();
  }
  const Json* condition = string_member(entry, "if", reporter);
  if (condition != nullptr) read_condition(*condition, resource, reporter);
  warn_about_eager_keys(entry, reporter);
  return resource;
}

void read_list(const Json& resources, std::string_view key, ResourceList list,
               std::vector<Resource>& out, Reporter& reporter) {
  const Json* entries = resources.find(key);
  if (entries == nullptr) return;
  if (!entries->is_array()) {
    reporter.report(Rule::resource_shape, entries->at(),
                    "resources." + std::string(key) + " must be an array");
    return;
  }
  for (const Json& entry : entries->items()) {
    auto resource = read_resource(entry, list, reporter);
    if (resource) out.push_back(std::move(*resource));
  }
}

}  // namespace

std::vector<Resource> read_resources(const Json& manifest, Reporter& reporter) {
  std::vector<Resource> out;
  const Json* resources = manifest.find("resources");
  if (resources == nullptr) return out;
  if (!resources->is_object()) {
    reporter.report(Rule::resource_shape, resources->at(), "resources must be an object");
    return out;
  }
  read_list(*resources, "head", ResourceList::head, out, reporter);
  read_list(*resources, "body", ResourceList::body, out, reporter);
  for (const Json::Member& member : resources->members()) {
    if (member.key == "head" || member.key == "body") continue;
    reporter.report(
        Rule::resource_list_unused, member.key_at,
        "resources list " + in_quotes(member.key) + " is not delivered: only head and body are");
  }
  return out;
}

}  // namespace inlay::apps
