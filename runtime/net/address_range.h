// A block of addresses, such as those of trusted proxies: "10.0.0.0/8", "::1", "fd00::/8".
#pragma once

#include <string_view>

#include "base/result.h"
#include "net/address.h"

namespace inlay {

class AddressRange {
 public:
  // One address, or a prefix with its length in bits. A bit set behind the prefix is an error: the
  // writer meant something else.
  static Result<AddressRange> parse(std::string_view text);

  // An IPv4 address lies in IPv4 ranges only, also in its IPv6 form ::ffff:a.b.c.d, as which a
  // socket that listens on [::] knows it.
  bool contains(const SocketAddress& address) const { return contains(ip_bytes(address)); }
  bool contains(const IpBytes& bytes) const;

 private:
  IpBytes prefix_{};
  unsigned bits_ = 128;  // of the mapped form for IPv4: 96 and more
};

}  // namespace inlay
