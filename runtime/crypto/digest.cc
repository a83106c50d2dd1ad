#include "crypto/digest.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace inlay::crypto {

Digest sha256(std::string_view bytes) {
  Digest digest;
  unsigned int length = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) == 1);
  CHECK(length == digest.size());
  return digest;
}

struct Sha256::Impl {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Impl() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  CHECK(impl_->context != nullptr);
  CHECK(EVP_DigestInit_ex(impl_->context, EVP_sha256(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::field(std::string_view bytes) {
  number(bytes.size());
  CHECK(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()) == 1);
}

void Sha256::number(uint64_t value) {
  std::array<uint8_t, 8> big_endian;
  for (size_t i = 0; i < big_endian.size(); ++i) {
    big_endian[i] = static_cast<uint8_t>(value >> (56 - 8 * i));
  }
  CHECK(EVP_DigestUpdate(impl_->context, big_endian.data(), big_endian.size()) == 1);
}

Digest Sha256::finish() {
  Digest digest;
  unsigned int length = 0;
  CHECK(EVP_DigestFinal_ex(impl_->context, digest.data(), &length) == 1);
  CHECK(length == digest.size());
  return digest;
}

}  // namespace inlay::crypto
