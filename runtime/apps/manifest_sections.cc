#include <algorithm>
#include <array>

#include "apps/manifest_parts.h"

namespace inlay::apps {
namespace {

bool is_string(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  return value != nullptr && value->is_string();
}

bool is_list_of_strings(const Json* value) {
  return value != nullptr && value->is_array() &&
         std::all_of(value->items().begin(), value->items().end(),
                     [](const Json& item) { return item.is_string(); });
}

// Calls `is_right` for each entry of the list called `key` and reports those it refuses.
template <typename IsRight>
void check_list(const Json& parent, std::string_view key, Rule rule, std::string_view form,
                Reporter& reporter, IsRight is_right) {
  const Json* list = parent.find(key);
  if (list == nullptr) return;
  if (!list->is_array()) {
    reporter.report(rule, list->at(), std::string(key) + " must be an array");
    return;
  }
  for (const Json& entry : list->items()) {
    if (entry.is_object() && is_right(entry)) continue;
    reporter.report(rule, entry.at(),
                    "an entry of " + std::string(key) + " must have " + std::string(form));
  }
}

void check_preview(const Json& manifest, Reporter& reporter) {
  const Json* preview = manifest.find("preview");
  if (preview == nullptr) return;
  if (!preview->is_object()) {
    reporter.report(Rule::preview_shape, preview->at(), "preview must be an object");
    return;
  }
  check_list(*preview, "handlers", Rule::preview_shape,
             "options, a list of names, and either execute or reload", reporter,
             [](const Json& handler) {
               return is_list_of_strings(handler.find("options")) &&
                      (is_string(handler, "execute") || is_truthy(handler.find("reload")));
             });
}

void check_hooks(const Json& manifest, Reporter& reporter) {
  check_list(manifest, "hooks", Rule::hooks_shape,
             "events, a list of names, and either endpoint or action", reporter,
             [](const Json& hook) {
               return is_list_of_strings(hook.find("events")) &&
                      (is_string(hook, "endpoint") || is_string(hook, "action"));
             });
}

// What the manifest asks for in `section` and this version does not do. An empty list asks for
// nothing.
void warn_not_run(const Json& parent, std::string_view section, std::string_view what,
                  Reporter& reporter) {
  const Json* value = parent.find(section);
  if (value == nullptr || (value->is_array() && value->items().empty())) return;
  reporter.report(Rule::not_run, value->at(),
                  std::string(section) + ": " + std::string(what) + " by this version");
}

void check_dependencies(const Json& manifest, Reporter& reporter) {
  const Json* dependencies = manifest.find("dependencies");
  if (dependencies == nullptr || dependencies->members().empty()) return;
  reporter.report(Rule::dependencies_ignored, dependencies->at(),
                  "dependencies are ignored: the site must load these libraries itself");
}

constexpr std::array<std::string_view, 5> kInlayMembers = {"edge", "permissions", "limits", "pages",
                                                           "inserts"};

class InlayChecker {
 public:
  explicit InlayChecker(Reporter& reporter) : reporter_(reporter) {}

  void check(const Json& inlay) {
    if (!inlay.is_object()) return wrong(inlay, "inlay must be an object");
    for (const Json::Member& member : inlay.members()) check_member(member);
  }

 private:
  void check_member(const Json::Member& member) {
    if (std::find(kInlayMembers.begin(), kInlayMembers.end(), member.key) != kInlayMembers.end()) {
      return;  // read in manifest_inserts.cc and manifest_edge.cc
    }
    reporter_.report(Rule::not_run, member.key_at,
                     unknown_word("member of inlay", member.key, kInlayMembers) +
                         "; this version leaves it aside");
  }

  void wrong(const Json& value, std::string message) {
    reporter_.report(Rule::inlay_shape, value.at(), std::move(message));
  }

  Reporter& reporter_;
};

}  // namespace

std::vector<Product> read_products(const Json& manifest, Reporter& reporter) {
  const auto is_product = [](const Json& entry) {
    const Json* price = entry.find("price");
    return is_string(entry, "id") && !entry.find("id")->as_string().empty() &&
           (price == nullptr || price->is_number());
  };
  check_list(manifest, "products", Rule::products_shape, "id, a name, and price, a number",
             reporter, is_product);
  std::vector<Product> products;
  const Json* list = manifest.find("products");
  if (list == nullptr) return products;
  for (const Json& entry : list->items()) {
    if (!entry.is_object() || !is_product(entry)) continue;
    const Json* price = entry.find("price");
    products.push_back({entry.find("id")->as_string(), price == nullptr ? 0 : price->as_number()});
  }
  return products;
}

void check_other_sections(const Json& manifest, Reporter& reporter) {
  check_preview(manifest, reporter);
  check_hooks(manifest, reporter);
  warn_not_run(manifest, "hooks", "hooks are not called", reporter);
  check_list(manifest, "dns", Rule::dns_shape, "type and name", reporter,
             [](const Json& r) { return is_string(r, "type") && is_string(r, "name"); });
  warn_not_run(manifest, "dns", "records are not created", reporter);
  check_dependencies(manifest, reporter);
  const Json* inlay = manifest.find("inlay");
  if (inlay != nullptr) InlayChecker(reporter).check(*inlay);
}

}  // namespace inlay::apps
