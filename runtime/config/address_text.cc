#include "config/address_text.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

namespace inlay {
namespace {

constexpr size_t kHostBytesMax = 253;  // the longest name that DNS can hold

tl::unexpected<Error> wrong(std::string_view text, std::string_view wanted) {
  return fail(Fault::malformed, Blame::config,
              "address '" + std::string(text.substr(0, 100)) + "': wanted " + std::string(wanted));
}

std::optional<uint32_t> number(std::string_view text, uint32_t max) {
  uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value <= max ? std::optional(value) : std::nullopt;
}

bool is_v4(std::string_view text) {
  in_addr address;
  return ::inet_pton(AF_INET, std::string(text).c_str(), &address) == 1;
}

bool is_v6(std::string_view text) {
  in6_addr address;
  return ::inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

// Whether the host of HOST:PORT is numeric, with IPv6 in brackets.
bool is_numeric_host(std::string_view host) {
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? is_v6(host.substr(1, host.size() - 2)) : is_v4(host);
}

Result<std::string> normal_v6(std::string_view text) {
  in6_addr address;
  char shortened[INET6_ADDRSTRLEN];
  if (!text.ends_with(']') ||
      ::inet_pton(AF_INET6, std::string(text.substr(1, text.size() - 2)).c_str(), &address) != 1) {
    return fail(Fault::malformed, Blame::config,
                "host '" + std::string(text.substr(0, 100)) + "': not an IPv6 address");
  }
  ::inet_ntop(AF_INET6, &address, shortened, sizeof shortened);
  return "[" + std::string(shortened) + "]";
}

}  // namespace

Result<> check_listen_address(std::string_view text) {
  size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return wrong(text, "HOST:PORT, for example 127.0.0.1:8080");
  }
  if (!number(text.substr(colon + 1), 65535)) return wrong(text, "a port from 0 to 65535");
  std::string_view host = text.substr(0, colon);
  if (host.empty() || host == "localhost" || is_numeric_host(host)) return {};
  return wrong(text, "a numeric address before the port, for example 127.0.0.1 or [::1]");
}

Result<> check_server_address(std::string_view text) {
  size_t colon = text.rfind(':');
  bool complete = colon != std::string_view::npos && is_numeric_host(text.substr(0, colon));
  if (!complete) return wrong(text, "ADDRESS:PORT, for example 127.0.0.1:53 or [::1]:53");
  if (number(text.substr(colon + 1), 65535).value_or(0) == 0) {
    return wrong(text, "a port from 1 to 65535");
  }
  return {};
}

Result<> check_address_range(std::string_view text) {
  size_t slash = text.find('/');
  std::string address(text.substr(0, slash));
  std::array<uint8_t, 16> bytes{};
  bool v6 = address.find(':') != std::string::npos;
  if (::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) {
    return wrong(text, "an address or a range, for example 192.0.2.7, 10.0.0.0/8 or fd00::/8");
  }
  uint32_t bits_max = v6 ? 128 : 32;
  if (slash == std::string_view::npos) return {};
  auto bits = number(text.substr(slash + 1), bits_max);
  if (!bits) return wrong(text, "a number from 0 to " + std::to_string(bits_max) + " behind the /");
  for (uint32_t bit = *bits; bit < bits_max; bit++) {
    if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
      return wrong(text, "no bit set behind the first " + std::to_string(*bits));
    }
  }
  return {};
}

Result<std::string> normal_host(std::string_view text) {
  if (text.starts_with('[')) return normal_v6(text);
  std::string host(text.substr(0, kHostBytesMax + 2));
  if (host.ends_with('.')) host.pop_back();
  bool odd = false;
  for (char& c : host) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    odd = odd || (!alnum && c != '-' && c != '.' && c != '_');
  }
  bool empty_label = host.starts_with('.') || host.ends_with('.') || host.find("..") != host.npos;
  if (host.empty() || host.size() > kHostBytesMax || odd || empty_label) {
    return fail(Fault::malformed, Blame::config,
                "host '" + std::string(text.substr(0, 100)) +
                    "': wanted a name as in Host, without port, for example shop.example");
  }
  return host;
}

}  // namespace inlay
