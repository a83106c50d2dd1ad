// SHA-256 (FIPS 180-4), one-shot and over a list of fields. About 400 MB/s per core or better.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace inlay::crypto {

using Digest = std::array<uint8_t, 32>;

Digest sha256(std::string_view bytes);

// A digest of a list of fields. Each field goes in behind its length (8 bytes, big-endian), so that
// {"ab", "c"} and {"a", "bc"} differ. One thread at a time; finish() may be called once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void field(std::string_view bytes);
  void number(uint64_t value);
  Digest finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The digest's bytes as text-like bytes, for encoders and as a field of another digest. Borrows the
// digest.
inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace inlay::crypto
