// Host and port as they stand in a Host field or an absolute request target. RFC 3986 3.2.2,
// narrowed to what names a web site: letters, digits, "-", "_" and "." with no empty label, an IPv4
// address or an IPv6 literal. No user information, no percent-encoding, no zone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inlay::http {

inline constexpr size_t kHostBytesMax = 253;  // the longest name that DNS can hold

// A host in the form that is compared: lower case, no final dot, IPv6 shortened as in RFC 5952, in
// brackets. Owns its bytes, so it outlives the head that it came from.
class HostName {
 public:
  // A host without port, as in a Host field; nullopt if it is none. Also for the hosts of a
  // configuration.
  static std::optional<HostName> parse(std::string_view text);

  std::string_view view() const { return {bytes_.data(), size_}; }
  bool empty() const { return size_ == 0; }
  bool operator==(const HostName& other) const { return view() == other.view(); }

 private:
  void append(std::string_view text);

  std::array<char, kHostBytesMax + 2> bytes_{};
  uint8_t size_ = 0;
};

struct Authority {
  std::string_view text;         // as sent, with port; borrows
  HostName host;                 // without port
  std::optional<uint16_t> port;  // none if absent or empty ("example.com:")

  bool empty() const { return text.empty(); }
};

// nullopt if it is not exactly a host and an optional port (1 to 65535).
std::optional<Authority> parse_authority(std::string_view text);

}  // namespace inlay::http
