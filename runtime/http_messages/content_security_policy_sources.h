// Source lists: the values of script-src, style-src and default-src (CSP Level 3, 2.3.1 and 6.7.2).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "http_messages/content_security_policy.h"

namespace inlay::http {

// What a list says about files of the target. Borrows from the list's text.
struct PolicySources {
  bool own = false;   // each of the paths is listed by address, if the scheme is what it may be
  bool data = false;  // data:
  bool strict_dynamic = false;
  bool hashes = false;
  std::vector<std::string_view> nonces;  // ascending, each once; kPolicyNoncesMax, kNonceBytesMax
};

// `paths`: at most eight, of files on the target's host. Costs a walk over the text.
PolicySources read_policy_sources(std::string_view list, const PolicyTarget& target,
                                  std::span<const std::string_view> paths);

// The next word of a text whose words stand between ASCII blanks, taken from it; empty at the end.
std::string_view take_policy_word(std::string_view& rest);

}  // namespace inlay::http
