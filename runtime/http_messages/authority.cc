#include "http_messages/authority.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

#include "http_messages/chars.h"

namespace inlay::http {
namespace {

// inet_pton wants a terminated string; both return false also for text that no address can have.
template <size_t kBytes>
bool read_address(int family, std::string_view text, void* out) {
  std::array<char, kBytes> terminated{};
  if (text.size() >= kBytes || text.find('\0') != std::string_view::npos) return false;
  text.copy(terminated.data(), text.size());
  return inet_pton(family, terminated.data(), out) == 1;
}

bool is_ipv4(std::string_view text) {
  in_addr address{};
  return read_address<INET_ADDRSTRLEN>(AF_INET, text, &address);
}

std::optional<std::string_view> ipv6_in_short_form(std::string_view text,
                                                   std::array<char, INET6_ADDRSTRLEN>& storage) {
  in6_addr address{};
  if (!read_address<INET6_ADDRSTRLEN>(AF_INET6, text, &address)) return std::nullopt;
  if (inet_ntop(AF_INET6, &address, storage.data(), INET6_ADDRSTRLEN) == nullptr) {
    return std::nullopt;
  }
  return std::string_view(storage.data());
}

bool is_name_or_ipv4(std::string_view text) {
  if (text.empty() || text.size() > kHostBytesMax) return false;
  if (skip(kHostChar, text) != text.size()) return false;
  if (text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  // No top-level domain is a number: what ends in one is an address or a trick.
  const std::string_view last = text.substr(text.rfind('.') + 1);
  const bool numeric = last.find_first_not_of("0123456789") == std::string_view::npos;
  return !numeric || is_ipv4(text);
}

// ":8080" → 8080, ":" and "" → none.
bool read_port(std::string_view text, std::optional<uint16_t>& out) {
  if (text.empty() || text == ":") return true;
  text.remove_prefix(1);
  if (text.size() > 5 || !is_digit(text.front())) return false;
  uint16_t port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port == 0) return false;
  out = port;
  return true;
}

}  // namespace

std::optional<HostName> HostName::parse(std::string_view text) {
  HostName host;
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    std::array<char, INET6_ADDRSTRLEN> storage{};
    const auto address = ipv6_in_short_form(text.substr(1, text.size() - 2), storage);
    if (!address) return std::nullopt;
    host.append("[");
    host.append(*address);
    host.append("]");
    return host;
  }
  if (text.size() > 1 && text.back() == '.') text.remove_suffix(1);
  if (!is_name_or_ipv4(text)) return std::nullopt;
  host.append(text);
  return host;
}

void HostName::append(std::string_view text) {
  for (const char c : text) bytes_[size_++] = to_lower(c);
}

std::optional<Authority> parse_authority(std::string_view text) {
  const bool literal = !text.empty() && text.front() == '[';
  const size_t host_end = text.find(literal ? ']' : ':');
  const size_t host_bytes =
      host_end == std::string_view::npos ? text.size() : host_end + (literal ? 1 : 0);
  const std::string_view port = text.substr(host_bytes);
  const auto host = HostName::parse(text.substr(0, host_bytes));
  if (!host || (!port.empty() && port.front() != ':')) return std::nullopt;
  Authority out{text, *host, std::nullopt};
  if (!read_port(port, out.port)) return std::nullopt;
  return out;
}

}  // namespace inlay::http
