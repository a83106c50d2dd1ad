// What a rewriter of pages has to ask of a page's Content Security Policy.
#pragma once

#include <string_view>

namespace inlay::html {

// Whoever knows the policies of a page's header implements this. Called on the thread that feeds
// the rewriter, in the order of the page: what a meta element says counts for what comes after it.
class PagePolicySource {
 public:
  virtual ~PagePolicySource() = default;

  // A `<meta http-equiv=content-security-policy>` of the head that takes effect; its `content`,
  // decoded. Borrowed for the call.
  virtual void meta_policy(std::string_view content) = 0;

  // What scripts and styles of inserts carry as nonce, safe to stand in a quoted attribute; empty:
  // none. Asked each time that something is put in; valid until the next call.
  virtual std::string_view nonce() = 0;

  // Whether the page apps' tag may run here. Asked once, where its place is reached.
  virtual bool allows_tag() = 0;

  // What stands in the tag right behind `<script`: its nonce and what the policy has to tell the
  // script, as ` name="value"` each, safe as they are; empty: nothing. Asked once, after
  // allows_tag() said yes; valid until the next call.
  virtual std::string_view tag_attributes() = 0;
};

}  // namespace inlay::html
