// What a site's installs mean for its pages, compiled once and then only read.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/insert_programs.h"
#include "apps/install.h"
#include "html/insert_program.h"

namespace inlay::apps {

inline constexpr uint32_t kBundleFormat = 2;  // goes up when the same inputs make other bundles

// `style`: one style of the plan as a file of its own, for pages whose policy forbids data:
// addresses (docs/decisions/0016).
enum class BundlePart : uint8_t { head, body, style };

struct PlanSettings {
  std::string path_prefix = "/cdn-cgi/apps";  // apps.path_prefix; is_path_prefix()
  ContentPtr browser_runtime;                 // sdk/client's text
  // Shared with the other plans; null: the plan has its own.
  std::shared_ptr<InsertPrograms> insert_programs = nullptr;
};

// 27 characters A-Z a-z 0-9 - _, as Plan::hash() makes them: safe in a file's name.
bool is_plan_hash(std::string_view text);

// What a bundle's path says. `hash` borrows from the path, and is_plan_hash().
struct BundleName {
  std::string_view hash;
  BundlePart part = BundlePart::head;
  uint32_t style = 0;  // of BundlePart::style: which
};

// PREFIX/head/HASH.js, PREFIX/body/HASH.js or PREFIX/style/HASH-NUMBER.css, without query; nothing
// for any other path.
std::optional<BundleName> parse_bundle_path(std::string_view path, std::string_view prefix);

// A path that is safe as it stands in HTML, JavaScript and URLs: `/` first and not last, letters,
// digits and -._~/
bool is_path_prefix(std::string_view prefix);

// What Plan::hash() will be, without making the plan. Costs a digest over names and digests.
std::string plan_hash(const SiteInputs& site, const PlanSettings& settings);

// Immutable; owners: the site table of each loop, and whoever builds a bundle of it. Any thread may
// read.
class Plan {
 public:
  static std::shared_ptr<const Plan> compile(SiteInputs site, PlanSettings settings);

  // No install has anything to deliver: no tag, no inserts, no bundles, no edge scripts.
  bool empty() const { return hash_.empty(); }

  // 27 characters of base64url: 20 bytes of a digest over everything the bundles and the inserts
  // are made of, and the edge scripts. Empty when empty().
  const std::string& hash() const { return hash_; }

  // `<script src="/cdn-cgi/apps/head/HASH.js"></script>`. Empty when no install has resources: then
  // there are no bundles either.
  const std::string& tag() const { return tag_; }

  // Whose inserts count on the page at that path, as the visitor wrote it, without the query;
  // empty: nobody's. Such a page changes only if there is a tag. Costs a look where no app names
  // patterns.
  html::InstallBits active_on(std::string_view path) const;

  // The inserts of all installs; null: there are none. Compiled by the first call, and again by one
  // that comes after InsertPrograms gave them back: hold on to it while a page uses it. Inserts
  // beyond the bounds of a program (InsertProgram::kInsertsMax, SelectorLimits) are left out, the
  // last ones first.
  std::shared_ptr<const html::InsertProgram> inserts() const;
  size_t inserts_left_out() const { return inserts_left_out_; }  // after inserts()

  // Those whose edge scripts run on the page at that path, in install order; `path` as for
  // active_on(). They live as long as the plan. Empty at once where no install has a script.
  std::vector<const ResolvedInstall*> edge_scripts(std::string_view path) const;
  bool has_edge_scripts() const { return has_edge_scripts_; }

  bool has_body() const { return !body_path_.empty(); }
  bool has(const BundleName& name) const {
    return name.part == BundlePart::style ? name.style < styles_ : !bundle_path(name.part).empty();
  }
  const std::string& bundle_path(BundlePart part) const {  // head or body
    return part == BundlePart::head ? head_path_ : body_path_;
  }
  // Styles are numbered in the order in which the bundles bring them, those of the head first.
  uint32_t styles() const { return styles_; }
  std::string style_path(uint32_t number) const;

  const SiteInputs& site() const { return site_; }
  const PlanSettings& settings() const { return settings_; }

 private:
  Plan(SiteInputs site, PlanSettings settings);

  SiteInputs site_;
  PlanSettings settings_;
  std::string hash_;
  std::string tag_;
  std::string head_path_;
  std::string body_path_;  // empty: no install has body resources
  uint32_t styles_ = 0;
  html::InstallBits with_inserts_;
  bool has_patterns_ = false;
  bool has_edge_scripts_ = false;
  crypto::Digest inserts_key_{};
  mutable std::atomic<size_t> inserts_left_out_ = 0;
};

// The JavaScript of one bundle (app-format 5.2 to 5.4), UTF-8, or the text of the style of that
// number. Depends on the plan's inputs only. Costs a walk over all code: run it on a worker thread.
// Empty for a part the plan does not have.
std::string build_bundle(const Plan& plan, BundlePart part, uint32_t style = 0);

}  // namespace inlay::apps
