#include <algorithm>

#include "apps/manifest_parts.h"

namespace inlay::apps {
namespace {

// Hooks may add options at run time, so a name that the manifest lacks is only worth a warning.
class NameChecker {
 public:
  NameChecker(const Manifest& manifest, Reporter& reporter)
      : manifest_(manifest), reporter_(reporter) {}

  void check() {
    for (const Resource& resource : manifest_.resources) check_resource(resource);
    for (const InsertTemplate& insert : manifest_.inserts) check_insert(insert);
    check_fields(manifest_.options);
    check_handlers();
  }

 private:
  void check_resource(const Resource& resource) {
    if (resource.condition) check_option("if", resource.condition->path(), resource.at);
    for (const std::string& path : resource.src.paths()) {
      check_option("a placeholder", path, resource.at);
    }
  }

  void check_insert(const InsertTemplate& insert) {
    if (insert.condition) check_option("if", insert.condition->path(), insert.condition_at);
    if (!insert.method_path.empty()) {
      check_option("a placeholder", insert.method_path, insert.method_at);
    }
    check_placeholders(insert.selector.placeholders(), insert.selector_at);
    check_placeholders(insert.html.placeholders(), insert.html_at);
    for (const AttributeEditTemplate& edit : insert.attributes) {
      check_placeholders(edit.value.placeholders(), edit.at);
    }
  }

  void check_placeholders(const Placeholders& placeholders, uint32_t string_at) {
    for (const Placeholders::Part& part : placeholders.parts()) {
      if (part.path.empty()) break;
      check_option("a placeholder", part.path, reporter_.inside(string_at, part.begin));
    }
  }

  void check_option(std::string_view who, std::string_view path, size_t at) {
    constexpr std::string_view prefix = "options.";
    const std::string_view bare = path.starts_with(prefix) ? path.substr(prefix.size()) : path;
    if (is_top_level(bare) || is_top_level(path)) return;
    unknown(who, path, at);
  }

  bool is_top_level(std::string_view path) const {
    return find_field(manifest_.options, path.substr(0, path.find_first_of(".["))) != nullptr;
  }

  void check_fields(const std::vector<Field>& fields) {
    for (const Field& field : fields) {
      if (field.show_if) check_show_if(*field.show_if);
      check_fields(field.properties);
      for (const Field& item : field.items) {
        if (item.show_if) check_show_if(*item.show_if);
        item_fields_.push_back(&item.properties);
        check_fields(item.properties);
        item_fields_.pop_back();
      }
    }
  }

  void check_show_if(const Json& show_if) {
    if (show_if.is_string()) check_shown_path(show_if.as_string(), show_if.at());
    for (const Json::Member& criterion : show_if.members()) {
      check_shown_path(criterion.key, criterion.key_at);
    }
  }

  void check_shown_path(std::string_view path, uint32_t at) {
    if (path == "INSTALL_PRODUCT.id" || is_top_level(path) || is_in_item(path)) return;
    unknown("showIf", path, at);
  }

  bool is_in_item(std::string_view path) const {
    const std::string_view name = path.substr(0, path.find('.'));
    return std::any_of(item_fields_.begin(), item_fields_.end(),
                       [&](const auto* fields) { return find_field(*fields, name) != nullptr; });
  }

  void check_handlers() {
    const Json* preview = manifest_.document.find("preview");
    const Json* handlers = preview == nullptr ? nullptr : preview->find("handlers");
    if (handlers == nullptr) return;
    for (const Json& handler : handlers->items()) {
      const Json* options = handler.find("options");
      if (options == nullptr) continue;
      for (const Json& option : options->items()) check_handler(option);
    }
  }

  void check_handler(const Json& option) {
    const std::string& name = option.as_string();
    if (!option.is_string() || name == "*" || name == "_default" || name == "_any" ||
        name == "_product" || find_field(manifest_.options, name) != nullptr) {
      return;
    }
    unknown("a preview handler", name, option.at());
  }

  void unknown(std::string_view who, std::string_view path, size_t at) {
    reporter_.report(Rule::unknown_option, at,
                     std::string(who) + " names option " + in_quotes(path) +
                         ", which the manifest does not have");
  }

  const Manifest& manifest_;
  Reporter& reporter_;
  std::vector<const std::vector<Field>*> item_fields_;  // of the lists around, outermost first
};

}  // namespace

void check_names(const Manifest& manifest, Reporter& reporter) {
  NameChecker(manifest, reporter).check();
}

}  // namespace inlay::apps
