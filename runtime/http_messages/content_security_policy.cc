#include "http_messages/content_security_policy.h"

#include <algorithm>

#include "http_messages/chars.h"
#include "http_messages/content_security_policy_sources.h"
#include "http_messages/field_list.h"

namespace inlay::http {
namespace {

enum Directive : uint8_t {
  kDefaultSrc,
  kScriptSrc,
  kScriptSrcElem,
  kStyleSrc,
  kStyleSrcElem,
  kSandbox,
  kRequireTrustedTypesFor,
  kTrustedTypes,
  kDirectives,
};

constexpr std::array<std::string_view, kDirectives> kDirectiveNames{
    "default-src",    "script-src", "script-src-elem",           "style-src",
    "style-src-elem", "sandbox",    "require-trusted-types-for", "trusted-types"};

// What browsers skip as a whole: a directive with characters that no policy has.
bool is_readable(std::string_view directive) {
  return std::all_of(directive.begin(), directive.end(), [](char c) {
    return (c > ' ' && c < '\x7F') || c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
  });
}

// The first directive of each name; an absent one has no value.
using Directives = std::array<std::optional<std::string_view>, kDirectives>;

Directives directives_of(std::string_view policy) {
  Directives found;
  while (!policy.empty()) {
    const size_t end = std::min(policy.find(';'), policy.size());
    std::string_view value = policy.substr(0, end);
    policy.remove_prefix(std::min(end + 1, policy.size()));
    if (!is_readable(value)) continue;
    const std::string_view name = take_policy_word(value);
    for (size_t i = 0; i < kDirectives; ++i) {
      if (!found[i] && equals_ignoring_case(name, kDirectiveNames[i])) found[i] = value;
    }
  }
  return found;
}

// The one of the directives, in order of preference, that governs; kDirectives if none is there.
Directive governing(const Directives& directives, std::initializer_list<Directive> order) {
  for (Directive directive : order) {
    if (directives[directive]) return directive;
  }
  return kDirectives;
}

bool has_word(std::string_view value, std::string_view wanted) {
  for (std::string_view word; !(word = take_policy_word(value)).empty();) {
    if (equals_ignoring_case(word, wanted)) return true;
  }
  return false;
}

// Names of trusted types' policies have a case.
bool lists_trusted_types_policy(std::string_view value) {
  for (std::string_view word; !(word = take_policy_word(value)).empty();) {
    if (word == "*" || word == kTrustedTypesPolicy) return true;
  }
  return false;
}

std::string_view reason_text(PolicyRefusal::Why why) {
  using Why = PolicyRefusal::Why;
  switch (why) {
    case Why::not_listed:
      return " lists neither 'self' nor a nonce";
    case Why::hashes:
      return " lists only hashes, and the apps' script changes with every install; add 'self' or a "
             "nonce";
    case Why::strict_dynamic:
      return " has 'strict-dynamic', which makes addresses count for nothing, and no nonce";
    case Why::nonces_differ:
      return " has no nonce in common with the policies before it";
    case Why::sandbox:
      return " lacks allow-scripts";
    case Why::too_large:
      return "more policies than are read";
  }
  return {};
}

}  // namespace

std::string PolicyRefusal::text() const {
  std::string text;
  if (why != Why::too_large) text = "policy " + std::to_string(policy) + ": ";
  return text.append(directive).append(reason_text(why));
}

void PagePolicies::Nonces::narrow(const std::vector<std::string_view>& ascending) {
  if (!asked) {
    asked = true;
    common.assign(ascending.begin(), ascending.end());
    return;
  }
  std::erase_if(common, [&](const std::string& nonce) {
    return !std::binary_search(ascending.begin(), ascending.end(), std::string_view(nonce));
  });
}

bool PagePolicies::Nonces::has(std::string_view nonce) const {
  return !nonce.empty() && std::binary_search(common.begin(), common.end(), nonce);
}

void PagePolicies::add(std::string_view list, From from) {
  bytes_ += list.size();
  if (bytes_ > kPolicyBytesMax) return refuse(PolicyRefusal::Why::too_large, {});
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    add_policy(list.substr(0, end), from);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

void PagePolicies::add_policy(std::string_view text, From from) {
  if (text.find_first_not_of("; \t\n\f\r") == std::string_view::npos) return;
  const Directives directives = directives_of(text);
  policies_++;
  if (policies_ > kPoliciesMax) return refuse(PolicyRefusal::Why::too_large, {});
  const Directive scripts = governing(directives, {kScriptSrcElem, kScriptSrc, kDefaultSrc});
  if (scripts != kDirectives) add_scripts(kDirectiveNames[scripts], *directives[scripts]);
  const Directive styles = governing(directives, {kStyleSrcElem, kStyleSrc, kDefaultSrc});
  if (styles != kDirectives) add_styles(*directives[styles]);
  const auto& sandbox = directives[kSandbox];
  if (from == From::field && sandbox && !has_word(*sandbox, "allow-scripts")) {
    refuse(PolicyRefusal::Why::sandbox, kDirectiveNames[kSandbox]);
  }
  const auto& required = directives[kRequireTrustedTypesFor];
  if (required && has_word(*required, "'script'")) requires_trusted_types_ = true;
  const auto& names = directives[kTrustedTypes];
  if (names && !lists_trusted_types_policy(*names)) allows_trusted_types_policy_ = false;
}

// 6.7.1.1 for an element that the parser has inserted, without integrity metadata.
void PagePolicies::add_scripts(std::string_view directive, std::string_view value) {
  const auto end = std::find(target_.scripts.begin(), target_.scripts.end(), std::string_view());
  const PolicySources sources =
      read_policy_sources(value, target_, std::span(target_.scripts.begin(), end));
  if (!sources.nonces.empty()) scripts_know_.narrow(sources.nonces);
  if (sources.own && !sources.strict_dynamic) return;
  scripts_need_.narrow(sources.nonces);
  if (!scripts_need_.common.empty()) return;
  using Why = PolicyRefusal::Why;
  if (!sources.nonces.empty()) return refuse(Why::nonces_differ, directive);
  if (sources.strict_dynamic) return refuse(Why::strict_dynamic, directive);
  refuse(sources.hashes ? Why::hashes : Why::not_listed, directive);
}

void PagePolicies::add_styles(std::string_view value) {
  const PolicySources sources = read_policy_sources(value, target_, std::span(&target_.style, 1));
  if (!sources.nonces.empty()) styles_know_.narrow(sources.nonces);
  if (!sources.data) data_needs_.narrow(sources.nonces);
  if (!sources.own) file_needs_.narrow(sources.nonces);
}

void PagePolicies::refuse(PolicyRefusal::Why why, std::string_view directive) {
  if (!refusal_) refusal_ = PolicyRefusal{why, directive, policies_};
}

std::string_view PagePolicies::nonce() const {
  const auto& candidates = scripts_need_.asked ? scripts_need_.common : scripts_know_.common;
  std::string_view best;
  int best_good_for = -1;
  for (const std::string& nonce : candidates) {
    const int good_for = 2 * scripts_know_.has(nonce) + styles_know_.has(nonce);
    if (good_for > best_good_for) {
      best = nonce;
      best_good_for = good_for;
    }
  }
  return best.empty() && !styles_know_.common.empty() ? styles_know_.common.front() : best;
}

StyleSource PagePolicies::styles() const {
  const auto allow = [this](const Nonces& need) { return !need.asked || need.has(nonce()); };
  if (allow(data_needs_)) return StyleSource::data;
  return allow(file_needs_) ? StyleSource::file : StyleSource::none;
}

}  // namespace inlay::http
