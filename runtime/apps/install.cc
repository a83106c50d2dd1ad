#include "apps/install.h"

#include <algorithm>

#include "apps/insert_filling.h"
#include "apps/insert_wire.h"
#include "crypto/base64.h"

namespace inlay::apps {
namespace {

using Selectors = std::vector<std::pair<std::string, std::string>>;

void collect_selectors(const Field& field, const Json& value, const std::string& path,
                       Selectors& out);

// Along the value, not along the fields: the cost follows the size of the value.
void collect_from_object(const std::vector<Field>& fields, const Json& value,
                         const std::string& path, Selectors& out) {
  for (const Json::Member& member : value.members()) {
    const Field* field = find_field(fields, member.key);
    if (field == nullptr) continue;
    collect_selectors(*field, member.value, path.empty() ? member.key : path + '.' + member.key,
                      out);
  }
}

void collect_selectors(const Field& field, const Json& value, const std::string& path,
                       Selectors& out) {
  if (out.size() >= kSelectorsMax) return;
  if (field.format == "selector" && value.is_string()) {
    if (!value.as_string().empty()) out.emplace_back(path, value.as_string());
  } else if (field.format == "element") {
    const Json* selector = value.find("selector");
    if (selector != nullptr && !selector->as_string().empty()) {
      out.emplace_back(path + ".selector", selector->as_string());
    }
  } else if (value.is_array() && !field.items.empty()) {
    for (size_t i = 0; i < value.items().size(); ++i) {
      collect_selectors(field.items[0], value.items()[i], path + '[' + std::to_string(i) + ']',
                        out);
    }
  } else {
    collect_from_object(field.properties, value, path, out);
  }
}

// Every install of an app with plans has one, also without a choice: the cheapest, the first one of
// these.
std::string product_of(const InstallSpec& spec) {
  const std::vector<Product>& products = spec.app->manifest.products;
  if (products.empty()) return {};
  if (!spec.product.empty()) return spec.product;
  return std::min_element(
             products.begin(), products.end(),
             [](const Product& left, const Product& right) { return left.price < right.price; })
      ->id;
}

Result<ContentPtr> content_of(const Resource& resource, const InstallSpec& spec) {
  if (resource.contents) return make_content(*resource.contents);
  const std::string src = resource.src.fill(spec.options);
  const std::optional<std::string> path = inside_path(src);
  if (!path) {
    return fail(Fault::refused, Blame::app, "file " + src + ": not a path inside the folder");
  }
  return spec.app->file(*path);
}

}  // namespace

bool is_install_id(std::string_view id) {
  return !id.empty() && id.size() <= kInstallIdBytesMax &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::string install_id(std::string_view app_id, size_t position) {
  crypto::Sha256 hash;
  hash.field("inlay install");
  hash.field(app_id);
  hash.number(position);
  const crypto::Digest digest = hash.finish();
  return crypto::base64url(crypto::bytes_of(digest).substr(0, 9));
}

std::string site_id_of(std::string_view name) {
  crypto::Sha256 hash;
  hash.field("inlay site");
  hash.field(name);
  const crypto::Digest digest = hash.finish();
  return crypto::lower_hex(crypto::bytes_of(digest).substr(0, 16));
}

Result<ResolvedInstall> resolve_install(const InstallSpec& spec,
                                        std::vector<Diagnostic>& diagnostics) {
  ResolvedInstall install;
  install.id = spec.id;
  install.app_id = spec.app->id;
  install.options = make_content(write_json(spec.options));
  install.url_patterns = spec.url_patterns;
  install.product = product_of(spec);
  collect_from_object(spec.app->manifest.options, spec.options, {}, install.selectors);
  std::sort(install.selectors.begin(), install.selectors.end());
  uint64_t total = 0;
  for (const Resource& resource : spec.app->manifest.resources) {
    if (resource.condition && !resource.condition->holds(spec.options)) continue;
    Result<ContentPtr> content = content_of(resource, spec);
    if (!content) {
      return fail(content.error().fault, content.error().blame,
                  "app folder " + spec.app->folder.path() + ": " + content.error().detail);
    }
    total += (*content)->bytes.size();
    if (total > kAppBytesMax) {
      return fail(Fault::too_large, Blame::app,
                  "app folder " + spec.app->folder.path() + ": its resources are more than " +
                      std::to_string(kAppBytesMax) + " bytes (app_bytes_max)");
    }
    install.resources.push_back({resource.list, resource.type, std::move(*content)});
  }
  const std::vector<html::Insert> inserts =
      fill_inserts(spec.app->manifest.inserts, spec.options, manifest_path(spec.app->folder.path()),
                   diagnostics);
  if (!inserts.empty()) install.inserts = make_content(write_inserts(inserts));
  install.edge = spec.app->edge;
  if (install.inserts != nullptr || install.edge != nullptr) {
    install.pages = spec.app->manifest.pages;
  }
  return install;
}

}  // namespace inlay::apps
