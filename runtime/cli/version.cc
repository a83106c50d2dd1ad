#include "crypto/version.h"

#include <iostream>

#include "cli/verbs.h"
#include "inlay_versions.h"
#include "net/loop.h"

namespace inlay::cli {
namespace {

// Of the control plane's store, which comes with the control plane.
constexpr int kStoreSchema = 0;

}  // namespace

int run_version(const Arguments& arguments) {
  bool json = arguments.size() == 1 && arguments[0] == "--json";
  if (!arguments.empty() && !json) {
    std::cerr << "inlay: unknown flag '" << arguments[0]
              << "' after --version, the nearest is '--json'\n";
    return kUsage;
  }
  std::string openssl = crypto::openssl_version();
  std::string libuv = libuv_version();
  if (json) {
    // nghttp2 is null: HTTP/2 is not in this version.
    std::cout << "{\"version\":\"" << kInlayVersion << "\",\"v8\":\"" << kV8Version
              << "\",\"openssl\":\"" << openssl << "\",\"libuv\":\"" << libuv
              << "\",\"nghttp2\":null,\"gumbo\":\"" << kGumboVersion
              << "\",\"store_schema\":" << kStoreSchema << "}\n";
  } else {
    std::cout << "inlay " << kInlayVersion << " (V8 " << kV8Version << ", OpenSSL " << openssl
              << ", libuv " << libuv << ", Gumbo " << kGumboVersion << ")\n";
  }
  return kDone;
}

}  // namespace inlay::cli
