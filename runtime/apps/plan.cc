#include "apps/plan.h"

#include <algorithm>
#include <array>
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

bool has_resources(const SiteInputs& site) {
  return has_resources(site, ResourceList::head) || has_resources(site, ResourceList::body);
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

bool changes_pages(const ResolvedInstall& install) {
  return install.inserts != nullptr || install.edge != nullptr;
}

bool changes_pages(const SiteInputs& site) {
  return std::any_of(site.installs.begin(), site.installs.end(),
                     [](const auto& install) { return changes_pages(install); });
}

// Behind all installs, and only those that have any: what has none keeps its bundles' names.
void hash_page_changes(crypto::Sha256& hash, const SiteInputs& site) {
  for (size_t i = 0; i < site.installs.size(); ++i) {
    const ResolvedInstall& install = site.installs[i];
    if (!changes_pages(install)) continue;
    hash.number(i);
    if (install.inserts != nullptr) hash.field(crypto::bytes_of(install.inserts->digest));
    if (install.edge != nullptr) {
      hash.field("edge script");
      hash.field(crypto::bytes_of(install.edge->digest));
    }
    for (const auto* patterns : {&install.pages.included(), &install.pages.excluded()}) {
      hash.number(patterns->size());
      for (const std::string& pattern : *patterns) hash.field(pattern);
    }
  }
}

uint32_t count_styles(const SiteInputs& site) {
  ptrdiff_t count = 0;
  for (const ResolvedInstall& install : site.installs) {
    count += std::count_if(
        install.resources.begin(), install.resources.end(),
        [](const ResolvedResource& resource) { return resource.type == ResourceType::style; });
  }
  return static_cast<uint32_t>(count);
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
  hash_page_changes(hash, site);
  const crypto::Digest digest = hash.finish();
  return crypto::base64url(crypto::bytes_of(digest).substr(0, 20));
}

struct PartPath {
  BundlePart part;
  std::string_view folder;
  std::string_view end;
};
constexpr std::array<PartPath, 3> kPartPaths{{{BundlePart::head, "/head/", ".js"},
                                              {BundlePart::body, "/body/", ".js"},
                                              {BundlePart::style, "/style/", ".css"}}};

std::string path_of(const std::string& prefix, BundlePart part, std::string_view name) {
  const PartPath& path = kPartPaths[static_cast<size_t>(part)];
  return prefix + std::string(path.folder).append(name).append(path.end);
}

// "-0" and so on: as style_path() writes it, so that every style has one address.
std::optional<uint32_t> style_number(std::string_view text) {
  constexpr size_t kDigitsMax = 6;
  if (text.size() < 2 || text.size() > 1 + kDigitsMax || text[0] != '-') return std::nullopt;
  text.remove_prefix(1);
  if (text[0] == '0' && text.size() > 1) return std::nullopt;
  uint32_t number = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<uint32_t>(c - '0');
  }
  return number;
}

}  // namespace

bool is_plan_hash(std::string_view text) {
  return text.size() == kHashBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

std::optional<BundleName> parse_bundle_path(std::string_view path, std::string_view prefix) {
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  const PartPath* part = std::find_if(kPartPaths.begin(), kPartPaths.end(), [&](const auto& known) {
    return path.starts_with(known.folder) && path.ends_with(known.end);
  });
  if (part == kPartPaths.end()) return std::nullopt;
  path.remove_prefix(part->folder.size());
  if (path.size() < kHashBytes + part->end.size()) return std::nullopt;
  path.remove_suffix(part->end.size());
  BundleName name{path.substr(0, kHashBytes), part->part};
  if (!is_plan_hash(name.hash)) return std::nullopt;
  path.remove_prefix(kHashBytes);
  if (part->part != BundlePart::style) return path.empty() ? std::optional(name) : std::nullopt;
  const auto number = style_number(path);
  if (!number) return std::nullopt;
  name.style = *number;
  return name;
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
  return has_resources(site) || changes_pages(site) ? hash_of(site, settings) : std::string();
}

std::shared_ptr<const Plan> Plan::compile(SiteInputs site, PlanSettings settings) {
  CHECK(is_path_prefix(settings.path_prefix) && settings.browser_runtime != nullptr);
  for (const ResolvedInstall& install : site.installs) CHECK(is_install_id(install.id));
  return std::shared_ptr<const Plan>(new Plan(std::move(site), std::move(settings)));
}

Plan::Plan(SiteInputs site, PlanSettings settings)
    : site_(std::move(site)), settings_(std::move(settings)) {
  hash_ = plan_hash(site_, settings_);
  for (size_t i = 0; i < site_.installs.size(); ++i) {
    const ResolvedInstall& install = site_.installs[i];
    has_edge_scripts_ = has_edge_scripts_ || install.edge != nullptr;
    if (install.inserts == nullptr) continue;
    html::turn_on(with_inserts_, i);
    has_patterns_ = has_patterns_ || !install.pages.match_all();
  }
  if (!with_inserts_.empty()) {
    inserts_key_ = inserts_key(site_.installs);
    if (!settings_.insert_programs) settings_.insert_programs = std::make_shared<InsertPrograms>();
  }
  if (!has_resources(site_)) return;
  head_path_ = path_of(settings_.path_prefix, BundlePart::head, hash_);
  if (has_resources(site_, ResourceList::body)) {
    body_path_ = path_of(settings_.path_prefix, BundlePart::body, hash_);
  }
  styles_ = count_styles(site_);
  tag_ = "<script src=\"" + head_path_ + "\"></script>";
}

html::InstallBits Plan::active_on(std::string_view path) const {
  if (!has_patterns_) return with_inserts_;
  const std::string comparable = comparable_path(path);
  html::InstallBits active;
  for (size_t i = 0; i < site_.installs.size(); ++i) {
    const ResolvedInstall& install = site_.installs[i];
    if (install.inserts != nullptr && install.pages.match(comparable)) html::turn_on(active, i);
  }
  return active;
}

std::vector<const ResolvedInstall*> Plan::edge_scripts(std::string_view path) const {
  std::vector<const ResolvedInstall*> active;
  if (!has_edge_scripts_) return active;
  const std::string comparable = comparable_path(path);
  for (const ResolvedInstall& install : site_.installs) {
    if (install.edge != nullptr && install.pages.match(comparable)) active.push_back(&install);
  }
  return active;
}

std::shared_ptr<const html::InsertProgram> Plan::inserts() const {
  if (with_inserts_.empty()) return nullptr;
  const auto compiled = settings_.insert_programs->of(site_.installs, inserts_key_);
  inserts_left_out_ = compiled->left_out;
  return {compiled, compiled->program.get()};
}

std::string Plan::style_path(uint32_t number) const {
  return path_of(settings_.path_prefix, BundlePart::style, hash_ + "-" + std::to_string(number));
}

}  // namespace inlay::apps
