#include "net/address_range.h"

#include <arpa/inet.h>

#include <charconv>
#include <string>

namespace inlay {
namespace {

constexpr unsigned kMappedBits = 96;

tl::unexpected<Error> refused(std::string_view text, std::string_view why) {
  return fail(Fault::malformed, Blame::config,
              "address range " + std::string(text) + ": " + std::string(why));
}

uint8_t mask_of(size_t byte, unsigned bits) {
  size_t before = byte * 8;
  if (bits >= before + 8) return 0xff;
  return bits <= before ? uint8_t{0} : static_cast<uint8_t>(0xff00u >> (bits - before));
}

}  // namespace

Result<AddressRange> AddressRange::parse(std::string_view text) {
  size_t slash = text.find('/');
  std::string host(text.substr(0, slash));
  AddressRange range;
  bool v4 = host.find(':') == std::string::npos;
  if (v4) range.prefix_[10] = range.prefix_[11] = 0xff;
  uint8_t* at = range.prefix_.data() + (v4 ? 12 : 0);
  if (::inet_pton(v4 ? AF_INET : AF_INET6, host.c_str(), at) != 1) {
    return refused(text, "wanted an address or ADDRESS/BITS, for example 10.0.0.0/8 or fd00::/8");
  }
  if (slash != std::string_view::npos) {
    std::string_view number = text.substr(slash + 1);
    const char* end = number.data() + number.size();
    unsigned max = v4 ? 32 : 128, bits = 0;
    auto [stop, error] = std::from_chars(number.data(), end, bits);
    if (error != std::errc() || stop != end || bits > max) {
      return refused(text, "the number of bits must be 0 to " + std::to_string(max));
    }
    range.bits_ = bits + (v4 ? kMappedBits : 0);
  }
  for (size_t i = 0; i < range.prefix_.size(); i++) {
    if ((range.prefix_[i] & ~mask_of(i, range.bits_)) != 0)
      return refused(text, "bits are set behind the prefix");
  }
  return range;
}

bool AddressRange::contains(const IpBytes& bytes) const {
  if (is_mapped(bytes) && bits_ < kMappedBits) return false;
  for (size_t i = 0; i < bytes.size() && i * 8 < bits_; i++) {
    if (((bytes[i] ^ prefix_[i]) & mask_of(i, bits_)) != 0) return false;
  }
  return true;
}

}  // namespace inlay
