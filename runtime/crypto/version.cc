#include "crypto/version.h"

#include <openssl/crypto.h>

namespace inlay::crypto {

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace inlay::crypto
