#include "apps/snapshot.h"

#include <map>
#include <utility>

namespace inlay::apps {
namespace {

// Layout, numbers little-endian, texts behind a u32 length:
//   magic, u32 version, u32 contents {u64 length, bytes}, u32 sites {site}, nothing behind.
constexpr std::string_view kMagic = "INLAYSNP";

class Writer {
 public:
  void number(uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) out_ += static_cast<char>(value >> (8 * i) & 0xFF);
  }
  void u8(uint64_t value) { number(value, 1); }
  void u32(uint64_t value) { number(value, 4); }
  void raw(std::string_view bytes) { out_ += bytes; }
  void text(std::string_view bytes) {
    u32(bytes.size());
    raw(bytes);
  }
  uint64_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Gives each content one number, in the order of first use.
class ContentTable {
 public:
  uint32_t number_of(const ContentPtr& content) {
    const auto [at, is_new] =
        numbers_.try_emplace(content->digest, static_cast<uint32_t>(contents_.size()));
    if (is_new) contents_.push_back(content);
    return at->second;
  }
  const std::vector<ContentPtr>& contents() const { return contents_; }

 private:
  std::map<crypto::Digest, uint32_t> numbers_;
  std::vector<ContentPtr> contents_;
};

void write_texts(Writer& out, const std::vector<std::string>& texts) {
  out.u32(texts.size());
  for (const std::string& text : texts) out.text(text);
}

void write_install(Writer& out, const ResolvedInstall& install, ContentTable& table) {
  out.text(install.id);
  out.text(install.app_id);
  out.u32(table.number_of(install.options));
  write_texts(out, install.url_patterns);
  out.u32(install.selectors.size());
  for (const auto& [path, selector] : install.selectors) {
    out.text(path);
    out.text(selector);
  }
  out.text(install.product);
  out.u32(install.resources.size());
  for (const ResolvedResource& resource : install.resources) {
    out.u8(static_cast<uint64_t>(resource.list));
    out.u8(static_cast<uint64_t>(resource.type));
    out.u32(table.number_of(resource.content));
  }
}

void write_site(Writer& out, const SiteInputs& site, ContentTable& table) {
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
  out.u32(site.installs.size());
  for (const ResolvedInstall& install : site.installs) write_install(out, install, table);
}

// After the first value that does not fit, failed() is true and every value read is empty or zero.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  uint64_t number(size_t bytes) {
    const std::string_view raw = take(bytes);
    uint64_t value = 0;
    for (size_t i = raw.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(raw[i]);
    return value;
  }
  uint32_t u8() { return static_cast<uint32_t>(number(1)); }
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  std::string_view raw(uint64_t length) { return take(length); }
  std::string text() { return std::string(take(u32())); }

  // A number of entries of at least `entry_bytes` each: more than the bytes at hand can hold is a
  // failure, so callers may reserve what it says.
  uint32_t count(size_t entry_bytes) {
    const uint32_t entries = u32();
    if (entries <= left_.size() / entry_bytes) return entries;
    fail_at_once();
    return 0;
  }
  // A number below `end`.
  uint32_t below(uint32_t value, size_t end) {
    if (value < end) return value;
    fail_at_once();
    return 0;
  }

  void fail_at_once() {
    failed_ = true;
    left_ = {};
  }
  bool failed() const { return failed_; }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view take(uint64_t length) {
    if (length > left_.size()) {
      fail_at_once();
      return {};
    }
    const std::string_view taken = left_.substr(0, length);
    left_.remove_prefix(length);
    return taken;
  }

  std::string_view left_;
  bool failed_ = false;
};

using Contents = std::vector<ContentPtr>;

std::vector<std::string> read_texts(Reader& in) {
  std::vector<std::string> texts(in.count(4));
  for (std::string& text : texts) text = in.text();
  return texts;
}

ContentPtr read_content(Reader& in, const Contents& contents) {
  const uint32_t number = in.below(in.u32(), contents.size());
  return in.failed() ? nullptr : contents[number];
}

ResolvedResource read_resource(Reader& in, const Contents& contents) {
  ResolvedResource resource{};
  resource.list = static_cast<ResourceList>(in.below(in.u8(), 2));
  resource.type = static_cast<ResourceType>(in.below(in.u8(), 2));
  resource.content = read_content(in, contents);
  return resource;
}

ResolvedInstall read_install(Reader& in, const Contents& contents) {
  ResolvedInstall install;
  install.id = in.text();
  if (!is_install_id(install.id)) in.fail_at_once();
  install.app_id = in.text();
  install.options = read_content(in, contents);
  install.url_patterns = read_texts(in);
  install.selectors.resize(in.count(8));
  for (auto& [path, selector] : install.selectors) {
    path = in.text();
    selector = in.text();
  }
  install.product = in.text();
  const uint32_t resources = in.count(6);
  for (uint32_t i = 0; i < resources && !in.failed(); ++i) {
    install.resources.push_back(read_resource(in, contents));
  }
  return install;
}

SiteInputs read_site(Reader& in, const Contents& contents) {
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
  const uint32_t installs = in.count(28);
  for (uint32_t i = 0; i < installs && !in.failed(); ++i) {
    site.installs.push_back(read_install(in, contents));
  }
  return site;
}

Contents read_contents(Reader& in) {
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
  Writer sites;
  sites.u32(snapshot.sites.size());
  for (const SiteInputs& site : snapshot.sites) write_site(sites, site, table);

  uint64_t total = kMagic.size() + 8 + sites.size();
  for (const ContentPtr& content : table.contents()) total += 8 + content->bytes.size();
  if (total > kSnapshotBytesMax) {
    return fail(Fault::too_large, Blame::config,
                "snapshot of all sites: " + std::to_string(total) + " bytes, limit " +
                    std::to_string(kSnapshotBytesMax) + " (snapshot_bytes_max)");
  }
  Writer out;
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
  Reader in(bytes);
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
