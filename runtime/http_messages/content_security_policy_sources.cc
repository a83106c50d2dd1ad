#include "http_messages/content_security_policy_sources.h"

#include <algorithm>

#include "http_messages/chars.h"
#include "http_messages/field_list.h"

namespace inlay::http {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

bool is_alpha(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

bool is_alnum(char c) { return is_alpha(c) || is_digit(c); }

// base64-value; what is none matches nothing in browsers, and would not be safe in an attribute.
bool is_base64(std::string_view text) {
  size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    padding++;
  }
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
  });
}

// What stands between `'PREFIX` and `'`; nothing if the word is not of that form.
std::string_view quoted(std::string_view word, std::string_view prefix) {
  if (word.size() < prefix.size() + 3 || word.front() != '\'' || word.back() != '\'') return {};
  word = word.substr(1, word.size() - 2);
  if (!equals_ignoring_case(word.substr(0, prefix.size()), prefix)) return {};
  return word.substr(prefix.size());
}

bool is_hash(std::string_view word) {
  for (std::string_view prefix :
       {"sha256-", "sha384-", "sha512-", "sha-256-", "sha-384-", "sha-512-"}) {
    if (is_base64(quoted(word, prefix))) return true;
  }
  return false;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; });
}

// host-source and scheme-source, taken apart. `host` without the "*." of `below`.
struct Address {
  std::string_view scheme;
  bool any_host = false;
  bool below = false;  // hosts that end with "." and `host`
  std::string_view host;
  std::string_view port;
  std::string_view path;
};

bool is_host(std::string_view host) {
  if (host.empty() || host.front() == '.' || host.find("..") != std::string_view::npos)
    return false;
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

constexpr size_t kPortDigitsMax = 9;  // zeros in front count for nothing

bool is_port(std::string_view port) {
  return port == "*" || (!port.empty() && port.size() <= kPortDigitsMax &&
                         std::all_of(port.begin(), port.end(), is_digit));
}

std::optional<Address> address(std::string_view word) {
  Address parts;
  if (const size_t colon = word.find("://"); colon != std::string_view::npos) {
    parts.scheme = word.substr(0, colon);
    if (!is_scheme(parts.scheme)) return std::nullopt;
    word.remove_prefix(colon + 3);
  }
  const size_t path = std::min(word.find('/'), word.size());
  parts.path = word.substr(path);
  parts.path = parts.path.substr(0, parts.path.find_first_of("?#"));
  word = word.substr(0, path);
  if (const size_t colon = word.find(':'); colon != std::string_view::npos) {
    parts.port = word.substr(colon + 1);
    if (!is_port(parts.port)) return std::nullopt;
    word = word.substr(0, colon);
  }
  parts.any_host = word == "*";
  parts.below = word.starts_with("*.");
  if (parts.below) word.remove_prefix(2);
  if (!parts.any_host && !is_host(word)) return std::nullopt;
  parts.host = word;
  return parts;
}

bool host_matches(const Address& listed, std::string_view host) {
  if (listed.any_host) return true;
  if (!listed.below) return equals_ignoring_case(listed.host, host);
  return host.size() > listed.host.size() + 1 &&
         host[host.size() - listed.host.size() - 1] == '.' &&
         equals_ignoring_case(host.substr(host.size() - listed.host.size()), listed.host);
}

enum class Match : uint8_t { no, exact, any, upgrade };

unsigned number(std::string_view digits) {
  unsigned value = 0;
  for (char c : digits) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

// 6.7.2.11. An address listed for http is good for https, but only at a port that goes with it.
bool scheme_and_port_match(const Address& listed, std::string_view scheme,
                           std::optional<uint16_t> target_port) {
  const unsigned own = scheme == "https" ? 443 : 80;
  const unsigned port = target_port.value_or(static_cast<uint16_t>(own));
  Match by_scheme = Match::exact;
  if (!listed.scheme.empty() && !equals_ignoring_case(listed.scheme, scheme)) {
    const bool upgrade = scheme == "https" && equals_ignoring_case(listed.scheme, "http");
    by_scheme = upgrade ? Match::upgrade : Match::no;
  }
  Match by_port = Match::no;
  if (listed.port == "*") {
    by_port = Match::any;
  } else if (listed.port.empty()) {
    by_port = port == own ? Match::any : Match::no;
  } else if (number(listed.port) == port) {
    by_port = Match::exact;
  } else if (number(listed.port) == 80 && port == 443) {
    by_port = Match::upgrade;
  }
  if (by_scheme == Match::no || by_port == Match::no) return false;
  if (by_scheme == Match::upgrade) return by_port != Match::exact;
  return by_port != Match::upgrade;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char take_decoded(std::string_view& text) {
  if (text.size() >= 3 && text[0] == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
    const char c = static_cast<char>(hex_digit(text[1]) * 16 + hex_digit(text[2]));
    text.remove_prefix(3);
    return c;
  }
  const char c = text.front();
  text.remove_prefix(1);
  return c;
}

// 6.7.2.12. `path` has no percent-encoded characters.
bool path_matches(std::string_view listed, std::string_view path) {
  if (listed.empty()) return true;
  const bool folder = listed.ends_with('/');
  while (!listed.empty() && !path.empty()) {
    if (take_decoded(listed) != path.front()) return false;
    path.remove_prefix(1);
  }
  return listed.empty() && (path.empty() || folder);
}

constexpr std::array<std::string_view, 2> kSchemes{"http", "https"};

// Which paths are listed so far, one bit each, if the page's scheme is http or https.
class Listed {
 public:
  Listed(const PolicyTarget& target, std::span<const std::string_view> paths)
      : target_(target), paths_(paths) {}

  void all() { bits_ = {kAll, kAll}; }

  void by_scheme(std::string_view scheme) {
    for (size_t i = 0; i < kSchemes.size(); ++i) {
      const bool upgrade = kSchemes[i] == "https" && equals_ignoring_case(scheme, "http");
      if (upgrade || equals_ignoring_case(scheme, kSchemes[i])) bits_[i] = kAll;
    }
  }

  void by_address(const Address& listed) {
    if (!host_matches(listed, target_.host)) return;
    unsigned paths = 0;
    for (size_t i = 0; i < paths_.size(); ++i) {
      if (path_matches(listed.path, paths_[i])) paths |= 1U << i;
    }
    for (size_t i = 0; i < kSchemes.size(); ++i) {
      if (scheme_and_port_match(listed, kSchemes[i], target_.port)) bits_[i] |= paths;
    }
  }

  bool done() const {
    const unsigned wanted = (1U << paths_.size()) - 1;
    for (size_t i = 0; i < kSchemes.size(); ++i) {
      const bool possible = target_.scheme.empty() || target_.scheme == kSchemes[i];
      if (possible && (bits_[i] & wanted) == wanted) return true;
    }
    return false;
  }

 private:
  static constexpr unsigned kAll = 0xFF;
  const PolicyTarget& target_;
  std::span<const std::string_view> paths_;
  std::array<unsigned, 2> bits_{};
};

void read_word(std::string_view word, Listed& listed, PolicySources& sources) {
  if (word.front() == '\'') {
    if (equals_ignoring_case(word, "'self'")) return listed.all();
    if (equals_ignoring_case(word, "'strict-dynamic'")) {
      sources.strict_dynamic = true;
      return;
    }
    const std::string_view nonce = quoted(word, "nonce-");
    if (is_base64(nonce)) {
      if (nonce.size() <= kNonceBytesMax && sources.nonces.size() < kPolicyNoncesMax)
        sources.nonces.push_back(nonce);
    } else if (is_hash(word)) {
      sources.hashes = true;
    }
    return;
  }
  if (word == "*") return listed.all();
  if (word.ends_with(':') && is_scheme(word.substr(0, word.size() - 1))) {
    word.remove_suffix(1);
    if (equals_ignoring_case(word, "data")) sources.data = true;
    return listed.by_scheme(word);
  }
  if (const auto parts = address(word)) listed.by_address(*parts);
}

}  // namespace

std::string_view take_policy_word(std::string_view& rest) {
  size_t begin = 0;
  while (begin < rest.size() && is_blank(rest[begin])) ++begin;
  size_t end = begin;
  while (end < rest.size() && !is_blank(rest[end])) ++end;
  const std::string_view word = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return word;
}

PolicySources read_policy_sources(std::string_view list, const PolicyTarget& target,
                                  std::span<const std::string_view> paths) {
  PolicySources sources;
  Listed listed(target, paths);
  for (std::string_view word; !(word = take_policy_word(list)).empty();) {
    read_word(word, listed, sources);
  }
  sources.own = listed.done();
  std::sort(sources.nonces.begin(), sources.nonces.end());
  sources.nonces.erase(std::unique(sources.nonces.begin(), sources.nonces.end()),
                       sources.nonces.end());
  return sources;
}

}  // namespace inlay::http
