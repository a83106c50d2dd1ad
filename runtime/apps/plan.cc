#include "apps/plan.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "crypto/base64.h"

namespace inlay::apps {
namespace {

bool has_resources(const SiteInputs& site, ResourceList list) {
  return std::any_of(site.installs.begin(), site.installs.end(), [&](const auto& install) {
    return std::any_of(install.resources.begin(), install.resources.end(),
                       [&](const ResolvedResource& resource) { return resource.list == list; });
  });
}

void hash_install(crypto::Sha256& hash, const ResolvedInstall& install) {
  hash.field(install.id);
  hash.field(install.app_id);
  hash.field(crypto::bytes_of(install.options->digest));
  hash.number(install.url_patterns.size());
  for (const std::string& pattern : install.url_patterns) hash.field(pattern);
  hash.number(install.selectors.size());
  for (const auto& [path, selector] : install.selectors) {
    hash.field(path);
    hash.field(selector);
  }
  hash.field(install.product);
  hash.number(install.resources.size());
  for (const ResolvedResource& resource : install.resources) {
    hash.number(static_cast<uint64_t>(resource.list));
    hash.number(static_cast<uint64_t>(resource.type));
    hash.field(crypto::bytes_of(resource.content->digest));
  }
}

constexpr size_t kHashBytes = 27;  // twenty bytes as base64url

std::string hash_of(const SiteInputs& site, const PlanSettings& settings) {
  crypto::Sha256 hash;
  hash.field("inlay bundle");
  hash.number(kBundleFormat);
  hash.field(settings.path_prefix);
  hash.field(crypto::bytes_of(settings.browser_runtime->digest));
  hash.field(site.site_id);
  hash.number(site.installs.size());
  for (const ResolvedInstall& install : site.installs) hash_install(hash, install);
  const crypto::Digest digest = hash.finish();
  return crypto::base64url(crypto::bytes_of(digest).substr(0, 20));
}

}  // namespace

bool is_plan_hash(std::string_view text) {
  return text.size() == kHashBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::optional<BundleName> parse_bundle_path(std::string_view path, std::string_view prefix) {
  constexpr std::string_view kHead = "/head/", kBody = "/body/", kEnd = ".js";
  if (path.size() != prefix.size() + kHead.size() + kHashBytes + kEnd.size()) return std::nullopt;
  if (!path.starts_with(prefix) || !path.ends_with(kEnd)) return std::nullopt;
  const std::string_view folder = path.substr(prefix.size(), kHead.size());
  const std::string_view hash = path.substr(prefix.size() + kHead.size(), kHashBytes);
  if ((folder != kHead && folder != kBody) || !is_plan_hash(hash)) return std::nullopt;
  return BundleName{hash, folder == kHead ? BundlePart::head : BundlePart::body};
}

bool is_path_prefix(std::string_view prefix) {
  if (prefix.size() < 2 || prefix.front() != '/' || prefix.back() == '/') return false;
  if (prefix.find("//") != std::string_view::npos) return false;
  return std::all_of(prefix.begin(), prefix.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '/';
  });
}

std::string plan_hash(const SiteInputs& site, const PlanSettings& settings) {
  const bool none =
      !has_resources(site, ResourceList::head) && !has_resources(site, ResourceList::body);
  return none ? std::string() : hash_of(site, settings);
}

std::shared_ptr<const Plan> Plan::compile(SiteInputs site, PlanSettings settings) {
  CHECK(is_path_prefix(settings.path_prefix) && settings.browser_runtime != nullptr);
  for (const ResolvedInstall& install : site.installs) CHECK(is_install_id(install.id));
  return std::shared_ptr<const Plan>(new Plan(std::move(site), std::move(settings)));
}

Plan::Plan(SiteInputs site, PlanSettings settings)
    : site_(std::move(site)), settings_(std::move(settings)) {
  hash_ = plan_hash(site_, settings_);
  if (hash_.empty()) return;
  head_path_ = settings_.path_prefix + "/head/" + hash_ + ".js";
  if (has_resources(site_, ResourceList::body)) {
    body_path_ = settings_.path_prefix + "/body/" + hash_ + ".js";
  }
  tag_ = "<script src=\"" + head_path_ + "\"></script>";
}

}  // namespace inlay::apps
