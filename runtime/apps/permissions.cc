#include "apps/permissions.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "apps/rules.h"

namespace inlay::apps {
namespace {

constexpr size_t kHostBytesMax = 253;  // RFC 1035, as text
constexpr size_t kLabelBytesMax = 63;

constexpr std::array<std::string_view, 6> kPermissions = {"html",        "fetch", "cookies",
                                                          "requestBody", "kv",    "webAssembly"};
constexpr std::array<std::string_view, 2> kWithReason = {"value", "reason"};

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelBytesMax && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

bool is_host(std::string_view host) {
  if (host.size() > kHostBytesMax) return false;
  while (true) {
    const size_t dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<uint16_t> port_of(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

class PermissionReader {
 public:
  explicit PermissionReader(Reporter& reporter) : reporter_(reporter) {}

  Permissions read(const Json& object) {
    if (!object.is_object()) {
      wrong(object, "permissions must be an object");
      return {};
    }
    report_unknown_members(object, kPermissions, Rule::permission_shape, reporter_);
    for (const Json::Member& member : object.members()) read_member(member);
    return std::move(permissions_);
  }

 private:
  void wrong(const Json& value, std::string message) {
    reporter_.report(Rule::permission_shape, value.at(), std::move(message));
  }

  void read_member(const Json::Member& member) {
    const Json* value = value_of(member);
    if (value == nullptr) return;
    if (member.key == "html") return read_html(*value);
    const bool granted = read_granted(member.key, *value);
    if (granted && member.value.find("reason") == nullptr) {
      reporter_.report(Rule::permission_reason, member.key_at,
                       "permission " + member.key +
                           " has no reason: write {\"value\": …, \"reason\": \"…\"}, which the "
                           "site's owner reads");
    }
  }

  // The value itself, or the one in {value, reason}; null when there is none.
  const Json* value_of(const Json::Member& member) {
    if (!member.value.is_object()) return &member.value;
    report_unknown_members(member.value, kWithReason, Rule::permission_shape, reporter_);
    const Json* reason = member.value.find("reason");
    if (reason != nullptr && !reason->is_string()) wrong(*reason, "a reason must be a string");
    if (reason != nullptr && reason->as_string().size() > kPermissionReasonBytesMax) {
      wrong(*reason, "a reason of " + std::to_string(reason->as_string().size()) +
                         " bytes, limit " + std::to_string(kPermissionReasonBytesMax) +
                         " (permission_reason_bytes_max)");
    }
    const Json* value = member.value.find("value");
    if (value == nullptr) wrong(member.value, "permission " + member.key + " must have a value");
    return value;
  }

  bool read_granted(const std::string& key, const Json& value) {
    if (key == "fetch") return read_fetch(value);
    if (key == "cookies") return read_flag(key, value, permissions_.cookies);
    if (key == "requestBody") return read_flag(key, value, permissions_.request_body);
    if (key == "kv") return read_flag(key, value, permissions_.kv);
    if (key == "webAssembly") return read_flag(key, value, permissions_.web_assembly);
    return false;
  }

  bool read_flag(const std::string& key, const Json& value, bool& flag) {
    if (!value.is_boolean()) wrong(value, "permission " + key + " must be true or false");
    flag = value.as_boolean();
    return flag;
  }

  void read_html(const Json& value) {
    if (value.as_string() == "read") {
      permissions_.html = HtmlPermission::read;
    } else if (value.as_string() != "modify") {
      wrong(value, "permission html must be \"read\" or \"modify\"");
    }
  }

  bool read_fetch(const Json& value) {
    if (!value.is_array()) {
      wrong(value, "permission fetch must be a list such as [\"https://api.example.com\"]");
      return false;
    }
    if (value.items().size() > kFetchOriginsMax) {
      wrong(value, std::to_string(value.items().size()) + " origins in permission fetch, limit " +
                       std::to_string(kFetchOriginsMax) + " (fetch_origins_max)");
      return false;
    }
    for (const Json& item : value.items()) {
      auto origin = parse_fetch_origin(item.as_string());
      if (origin) {
        permissions_.fetch.push_back(std::move(*origin));
      } else {
        wrong(item, "an origin in permission fetch: " + origin.error());
      }
    }
    return !permissions_.fetch.empty();
  }

  Reporter& reporter_;
  Permissions permissions_;
};

}  // namespace

tl::expected<FetchOrigin, std::string> parse_fetch_origin(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return tl::unexpected(in_quotes(text) + ": " + std::string(why));
  };
  FetchOrigin origin;
  std::string_view rest = text;
  if (const size_t scheme_end = text.find("://"); scheme_end != std::string_view::npos) {
    const std::string scheme = lower(text.substr(0, scheme_end));
    if (scheme != "https" && scheme != "http") return wrong("only https and http can be called");
    origin.https = scheme == "https";
    rest = text.substr(scheme_end + 3);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#@") != std::string_view::npos) {
    return wrong("wanted scheme, host and port only, such as https://api.example.com");
  }
  origin.port = origin.https ? 443 : 80;
  if (const size_t colon = rest.find(':'); colon != std::string_view::npos) {
    const auto port = port_of(rest.substr(colon + 1));
    if (!port) return wrong("a port is a number from 1 to 65535");
    origin.port = *port;
    rest = rest.substr(0, colon);
  }
  origin.subdomains = rest.starts_with("*.");
  if (origin.subdomains) rest.remove_prefix(2);
  origin.host = lower(rest);
  if (!is_host(origin.host)) {
    return wrong("wanted a host's name in ASCII, with *. in front for every name below it");
  }
  return origin;
}

std::string to_text(const FetchOrigin& origin) {
  return std::string(origin.https ? "https://" : "http://") + (origin.subdomains ? "*." : "") +
         origin.host + ':' + std::to_string(origin.port);
}

Permissions read_permissions(const Json& value, Reporter& reporter) {
  return PermissionReader(reporter).read(value);
}

}  // namespace inlay::apps
