// What a request for a bundle is answered. Bundles never change under their name, so browsers keep
// them for good.
#pragma once

#include <string>
#include <string_view>

#include "apps/plan.h"
#include "edge/bundle.h"
#include "http_messages/request_head.h"

namespace inlay {

// What has to be remembered of the request while the bundle is built.
struct BundleRequest {
  apps::BundlePart part = apps::BundlePart::head;
  bool gzip = false;  // the visitor takes gzip
  std::string if_none_match;
};

BundleRequest bundle_request(apps::BundlePart part, const http::RequestHead& head);

struct BundleAnswer {
  std::string head;       // as ServerConnection::respond() takes it
  std::string_view body;  // borrows from the bundle
  bool not_modified = false;
};

BundleAnswer bundle_answer(const BundleRequest& request, const Bundle& bundle,
                           std::string_view plan_hash, std::string_view date);

}  // namespace inlay
