// What a page's content security policies say about scripts and styles that come from the page's
// own host (Content Security Policy Level 3, W3C, and as Chromium reads it where it differs). Only
// enforced policies count; a policy is read, never changed. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::http {

// Bounds of what is read of a page's policies. A page that says more counts as one that forbids:
// nothing may go into a page whose policies were not read to the end.
inline constexpr size_t kPolicyBytesMax = 64 << 10;  // of all of them
inline constexpr size_t kPoliciesMax = 64;
// Nonces beyond these are as if they were not listed.
inline constexpr size_t kPolicyNoncesMax = 64;  // of one directive
inline constexpr size_t kNonceBytesMax = 256;

// What is to be asked for by the page: files of its own host. Borrows; the strings outlive the
// PagePolicies.
struct PolicyTarget {
  std::string_view scheme;       // "http" or "https" as the visitor sees it; empty: either
  std::string_view host;         // lower case, without port
  std::optional<uint16_t> port;  // none: the scheme's own
  std::array<std::string_view, 2> scripts;  // their paths, as they are sent; empty ones are none
  std::string_view style;                   // a path as well
};

// The name of the policy for trusted types that the browser-side runtime makes.
inline constexpr std::string_view kTrustedTypesPolicy = "inlay";

struct PolicyRefusal {
  enum class Why : uint8_t {
    not_listed,      // neither the host nor a nonce
    hashes,          // only hashes, which nobody can know of a script that changes
    strict_dynamic,  // which lets only nonces and hashes count
    nonces_differ,   // two policies want nonces, and have none in common
    sandbox,         // without allow-scripts
    too_large,       // kPolicyBytesMax, kPoliciesMax
  };
  Why why = Why::not_listed;
  std::string_view directive;  // "script-src"; a constant's text; empty for too_large
  uint32_t policy = 0;         // which of the page's policies, from 1, those of fields first

  // "policy 2: script-src lists neither 'self' nor a nonce"; for logs and for `status`.
  std::string text() const;
};

// Where a style of ours may come from, the first that all policies allow.
enum class StyleSource : uint8_t {
  data,  // a data: address
  file,  // the file of the own host
  none,
};

// All policies that are in force at one point of a page. Without any it has allocated nothing. One
// thread.
class PagePolicies {
 public:
  explicit PagePolicies(const PolicyTarget& target) : target_(target) {}

  // The value of one Content-Security-Policy field: policies separated by commas. Costs a walk
  // over it.
  void add_field(std::string_view value) { add(value, From::field); }
  // The content, decoded, of a meta element in the head. It counts for what comes after it.
  void add_meta(std::string_view content) { add(content, From::meta); }

  bool empty() const { return policies_ == 0 && !refusal_; }

  // Whether every policy lets external scripts of the target run that stand in the page, with
  // nonce() where that is not empty. Where it depends on a scheme that is not known: yes.
  bool allows_scripts() const { return !refusal_; }
  const std::optional<PolicyRefusal>& refusal() const { return refusal_; }

  // The page's nonce for scripts, one that is good for styles as well if there is such a one; else
  // that for styles: letters, digits and +/-_= only. Set also where the scripts need none, since
  // what they bring may. Borrows until the next add.
  std::string_view nonce() const;

  // For a link that carries nonce().
  StyleSource styles() const;

  // Whether scripts may give addresses to script elements: as they are, or by a policy with the
  // name kTrustedTypesPolicy.
  bool requires_trusted_types() const { return requires_trusted_types_; }
  bool allows_trusted_types_policy() const { return allows_trusted_types_policy_; }

 private:
  enum class From : uint8_t { field, meta };

  // The nonces that all policies which were asked have in common.
  struct Nonces {
    bool asked = false;
    std::vector<std::string> common;  // ascending

    void narrow(const std::vector<std::string_view>& ascending);
    bool has(std::string_view nonce) const;
  };

  void add(std::string_view list, From from);
  void add_policy(std::string_view text, From from);
  void add_scripts(std::string_view directive, std::string_view value);
  void add_styles(std::string_view value);
  void refuse(PolicyRefusal::Why why, std::string_view directive);

  PolicyTarget target_;
  size_t bytes_ = 0;
  uint32_t policies_ = 0;
  std::optional<PolicyRefusal> refusal_;
  Nonces scripts_need_;  // of policies that do not list the scripts otherwise
  Nonces scripts_know_;  // of all policies that list any
  Nonces data_needs_, file_needs_, styles_know_;
  bool requires_trusted_types_ = false;
  bool allows_trusted_types_policy_ = true;
};

}  // namespace inlay::http
