// Which OpenSSL runs.
#pragma once

#include <string>

namespace inlay::crypto {

std::string openssl_version();  // "3.0.17", of the library loaded now

}  // namespace inlay::crypto
