#include "edge/bundle.h"

#include <zlib.h>

#include "base/check.h"

namespace inlay {

Bundle make_bundle(const apps::Plan& plan, const apps::BundleName& name) {
  Bundle bundle;
  bundle.plain = apps::build_bundle(plan, name.part, name.style);
  bundle.gzip = gzip_best(bundle.plain);
  if (bundle.gzip.size() >= bundle.plain.size()) bundle.gzip.clear();
  return bundle;
}

std::string gzip_best(const std::string& bytes) {
  z_stream zip{};
  constexpr int kGzip = 15 + 16;  // window bits, and "with gzip's header"
  CHECK(deflateInit2(&zip, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&zip, bytes.size()), '\0');
  zip.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zip.avail_in = static_cast<uInt>(bytes.size());
  zip.next_out = reinterpret_cast<Bytef*>(out.data());
  zip.avail_out = static_cast<uInt>(out.size());
  CHECK(deflate(&zip, Z_FINISH) == Z_STREAM_END);
  out.resize(zip.total_out);
  deflateEnd(&zip);
  return out;
}

}  // namespace inlay
