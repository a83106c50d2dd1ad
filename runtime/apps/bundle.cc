#include "apps/json.h"
#include "apps/plan.h"
#include "apps/tokens.h"
#include "crypto/base64.h"

namespace inlay::apps {
namespace {

// What an app throws must not stop the code of the others behind it (docs/decisions/0002). Thrown
// again from a timer, it still reaches window.onerror and the console.
constexpr std::string_view kRethrow = "catch(e){setTimeout(function(){throw e})}";

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

class BundleWriter {
 public:
  explicit BundleWriter(const Plan& plan) : plan_(plan), site_(plan.site()) {}

  std::string head() {
    out_ += plan_.settings().browser_runtime->bytes;
    out_ += "\n;CloudflareApps.siteId=" + json_string(site_.site_id) + ";\n";
    out_ += "CloudflareApps.installs=CloudflareApps.installs||{};\n";
    for (const ResolvedInstall& install : site_.installs) data(install);
    resources(ResourceList::head);
    if (plan_.has_body()) load_body();
    return std::move(out_);
  }

  std::string body() {
    each(ResourceList::head, ResourceType::style, [this](const auto&, const auto&) { styles_++; });
    resources(ResourceList::body);
    return std::move(out_);
  }

  std::string style_file(uint32_t wanted) {
    for (const ResourceList list : {ResourceList::head, ResourceList::body}) {
      each(list, ResourceType::style, [&](const auto&, const std::string& css) {
        if (styles_++ == wanted) out_ = css;
      });
    }
    return std::move(out_);
  }

 private:
  void data(const ResolvedInstall& install) {
    const std::string object = "CloudflareApps.installs[" + json_string(install.id) + "]";
    out_ += object + "={appId:" + json_string(install.app_id) + ",scope:{}};\n";
    out_ += object + ".options=" + install.options->bytes + ";\n";
    if (!install.url_patterns.empty()) {
      std::vector<Json> patterns;
      for (const std::string& pattern : install.url_patterns) {
        patterns.push_back(Json::string(pattern));
      }
      out_ += object + ".URLPatterns=" + write_json(Json::array(std::move(patterns))) + ";\n";
    }
    if (!install.selectors.empty()) {
      std::vector<Json::Member> selectors;
      for (const auto& [path, selector] : install.selectors) {
        selectors.push_back({path, Json::string(selector)});
      }
      out_ += object + ".selectors=" + write_json(Json::object(std::move(selectors))) + ";\n";
    }
    if (!install.product.empty()) {
      out_ += object + ".product={\"id\":" + json_string(install.product) + "};\n";
    }
  }

  // Scripts of all installs, then styles of all installs.
  void resources(ResourceList list) {
    each(list, ResourceType::script,
         [this](const auto& install, const std::string& code) { script(install.id, code); });
    each(list, ResourceType::style, [this](const auto&, const std::string& css) { style(css); });
  }

  template <typename Write>
  void each(ResourceList list, ResourceType type, Write write) {
    for (const ResolvedInstall& install : site_.installs) {
      for (const ResolvedResource& resource : install.resources) {
        if (resource.list == list && resource.type == type) write(install, resource.content->bytes);
      }
    }
  }

  // No function around the code: its top-level var and function declarations are globals, and apps
  // share them between their resources. The newline ends a comment in the code's last line.
  void script(const std::string& id, std::string_view code) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (code.starts_with(byte_order_mark)) code.remove_prefix(byte_order_mark.size());
    out_ += ";if(CloudflareApps.matchPage(CloudflareApps.installs['" + id + "'].URLPatterns)){try{";
    append_with_tokens(out_, code, id);
    out_ += "\n}";
    out_ += kRethrow;
    out_ += "};\n";
  }

  // What the page's policy lets in, the runtime finds out: the text, or the file with that text.
  void style(std::string_view css) {
    out_ += ";CloudflareApps.internal.addStyle('data:text/css;charset=utf-8;base64,";
    out_ += crypto::base64(css);
    out_ += "','" + plan_.style_path(styles_++) + "');\n";
  }

  void load_body() {
    out_ += ";CloudflareApps.internal.addScript('" + plan_.bundle_path(BundlePart::body) + "');\n";
  }

  const Plan& plan_;
  const SiteInputs& site_;
  std::string out_;
  uint32_t styles_ = 0;  // so far
};

}  // namespace

std::string build_bundle(const Plan& plan, BundlePart part, uint32_t style) {
  if (!plan.has({plan.hash(), part, style})) return {};
  BundleWriter writer(plan);
  if (part == BundlePart::style) return writer.style_file(style);
  return part == BundlePart::head ? writer.head() : writer.body();
}

}  // namespace inlay::apps
