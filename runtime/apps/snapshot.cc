#include "apps/snapshot.h"

#include <utility>

#include "apps/install_wire.h"

namespace inlay::apps {
namespace {

// Layout (byte_wire.h):
//   magic, u32 version, u32 contents {u64 length, bytes}, u32 sites {site}, nothing behind.
constexpr std::string_view kMagic = "INLAYSNP";

void write_site(ByteWriter& out, const SiteInputs& site, ContentTable& table) {
  write_texts(out, site.hosts);
  write_texts(out, site.origins);
  out.u32(site.routes.size());
  for (const RouteInputs& route : site.routes) {
    out.text(route.path);
    write_texts(out, route.origins);
  }
  out.text(site.host_header);
  out.u8(site.ask_identity ? 1 : 0);
  out.text(site.site_id);
  out.number(site.plan_since, 8);
  write_installs(out, site.installs, table);
}

SiteInputs read_site(ByteReader& in, const Contents& contents) {
  SiteInputs site;
  site.hosts = read_texts(in);
  site.origins = read_texts(in);
  site.routes.resize(in.count(8));
  for (RouteInputs& route : site.routes) {
    route.path = in.text();
    route.origins = read_texts(in);
  }
  site.host_header = in.text();
  site.ask_identity = in.below(in.u8(), 2) == 1;
  site.site_id = in.text();
  site.plan_since = in.number(8);
  site.installs = read_installs(in, contents);
  return site;
}

Contents read_contents(ByteReader& in) {
  Contents contents;
  const uint32_t count = in.count(8);
  for (uint32_t i = 0; i < count && !in.failed(); ++i) {
    const std::string_view bytes = in.raw(in.number(8));
    if (!in.failed()) contents.push_back(make_content(std::string(bytes)));
  }
  return contents;
}

}  // namespace

Result<std::string> encode_snapshot(const Snapshot& snapshot) {
  ContentTable table;
  ByteWriter sites;
  sites.u32(snapshot.sites.size());
  for (const SiteInputs& site : snapshot.sites) write_site(sites, site, table);

  uint64_t total = kMagic.size() + 8 + sites.size();
  for (const ContentPtr& content : table.contents()) total += 8 + content->bytes.size();
  if (total > kSnapshotBytesMax) {
    return fail(Fault::too_large, Blame::config,
                "snapshot of all sites: " + std::to_string(total) + " bytes, limit " +
                    std::to_string(kSnapshotBytesMax) + " (snapshot_bytes_max)");
  }
  ByteWriter out;
  out.raw(kMagic);
  out.u32(kSnapshotVersion);
  out.u32(table.contents().size());
  for (const ContentPtr& content : table.contents()) {
    out.number(content->bytes.size(), 8);
    out.raw(content->bytes);
  }
  out.raw(sites.take());
  return out.take();
}

Result<Snapshot> decode_snapshot(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.raw(kMagic.size()) != kMagic) {
    return fail(Fault::malformed, Blame::self, "snapshot: it does not begin like one");
  }
  const uint32_t version = in.u32();
  if (version != kSnapshotVersion) {
    return fail(Fault::unsupported, Blame::self,
                "snapshot: version " + std::to_string(version) + ", this program reads " +
                    std::to_string(kSnapshotVersion));
  }
  const Contents contents = read_contents(in);
  Snapshot snapshot;
  const uint32_t sites = in.count(33);
  for (uint32_t i = 0; i < sites && !in.failed(); ++i) {
    snapshot.sites.push_back(read_site(in, contents));
  }
  if (in.failed() || !in.at_end()) {
    return fail(Fault::malformed, Blame::self, "snapshot: its lengths do not add up");
  }
  return snapshot;
}

}  // namespace inlay::apps
