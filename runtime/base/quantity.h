// A number that only mixes with its own kind: bytes are not milliseconds, one id is not another.
#pragma once

#include <compare>
#include <cstdint>

namespace inlay {

template <typename Tag, typename Rep = uint64_t>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep value) : value_(value) {}
  constexpr Rep count() const { return value_; }
  constexpr auto operator<=>(const Quantity&) const = default;

 private:
  Rep value_{};
};

using Bytes = Quantity<struct BytesTag>;

consteval Bytes operator""_KiB(unsigned long long n) { return Bytes(n << 10); }
consteval Bytes operator""_MiB(unsigned long long n) { return Bytes(n << 20); }

}  // namespace inlay
