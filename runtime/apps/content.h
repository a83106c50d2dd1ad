// Bytes with their name: shared by everything that delivers the same file, compared by digest.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "crypto/digest.h"

namespace inlay::apps {

struct Content {
  std::string bytes;
  crypto::Digest digest;  // SHA-256 of the bytes
};

// Owners: every app version, install and plan that uses the bytes. Immutable, so any thread may
// read.
using ContentPtr = std::shared_ptr<const Content>;

inline ContentPtr make_content(std::string bytes) {
  const crypto::Digest digest = crypto::sha256(bytes);
  return std::make_shared<const Content>(Content{std::move(bytes), digest});
}

}  // namespace inlay::apps
