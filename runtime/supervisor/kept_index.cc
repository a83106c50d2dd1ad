#include "supervisor/kept_index.h"

#include <algorithm>

#include "apps/byte_wire.h"
#include "apps/plan.h"

namespace inlay {
namespace {

// Layout (apps/byte_wire.h):
//   magic, u32 version, u32 contents {digest, u64 bytes},
//   u32 plans {hash, u64 bytes, u64 unnamed since, u32 contents {u32 number}},
//   u32 hosts {host, hash, u64 since}, digest of everything before it.
constexpr std::string_view kMagic = "INLAYIDX";
constexpr size_t kDigestBytes = sizeof(crypto::Digest);
constexpr uint64_t kBlockBytes = 4096;  // what a small file takes on common file systems

uint64_t disk_bytes_of(uint64_t bytes) { return (bytes / kBlockBytes + 1) * kBlockBytes; }

tl::unexpected<Error> malformed(std::string_view why) {
  return fail(Fault::malformed, Blame::self, "index of kept plans: " + std::string(why));
}

crypto::Digest read_digest(apps::ByteReader& in) {
  crypto::Digest digest{};
  std::string_view raw = in.raw(kDigestBytes);
  std::copy(raw.begin(), raw.end(), digest.begin());
  return digest;
}

using Sizes = std::vector<std::pair<crypto::Digest, uint64_t>>;

Sizes read_contents(apps::ByteReader& in) {
  Sizes contents(in.count(kDigestBytes + 8));
  for (auto& [digest, bytes] : contents) {
    digest = read_digest(in);
    bytes = in.number(8);
  }
  return contents;
}

void read_plan(apps::ByteReader& in, const Sizes& contents, KeptIndex& index) {
  std::string hash = in.text();
  KeptPlan plan;
  plan.bytes = in.number(8);
  plan.unnamed_since = in.number(8);
  std::vector<uint64_t> sizes(in.count(4));
  for (uint64_t& size : sizes) {
    uint32_t number = in.below(in.u32(), contents.size());
    if (in.failed()) return;
    plan.contents.push_back(contents[number].first);
    size = contents[number].second;
  }
  if (!apps::is_plan_hash(hash)) return in.fail_at_once();  // it becomes a file's name
  index.add(hash, std::move(plan), sizes);
}

void read_host(apps::ByteReader& in, KeptIndex& index) {
  std::string host = in.text();
  KeptHost pages;
  pages.hash = in.text();
  pages.since = in.number(8);
  if (!pages.hash.empty() && !apps::is_plan_hash(pages.hash)) return in.fail_at_once();
  index.hosts.emplace(std::move(host), std::move(pages));
}

}  // namespace

void KeptIndex::add(const std::string& hash, KeptPlan plan,
                    const std::vector<uint64_t>& content_bytes) {
  auto [at, is_new] = plans_.try_emplace(hash, std::move(plan));
  if (!is_new) return;
  disk_bytes_ += disk_bytes_of(at->second.bytes);
  for (size_t i = 0; i < content_bytes.size(); i++) {
    KeptContent& content = contents_[at->second.contents[i]];
    if (content.plans++ > 0) continue;
    content.bytes = content_bytes[i];
    disk_bytes_ += disk_bytes_of(content.bytes);
  }
}

std::vector<crypto::Digest> KeptIndex::remove(std::string_view hash) {
  std::vector<crypto::Digest> unused;
  auto plan = plans_.find(hash);
  if (plan == plans_.end()) return unused;
  for (const crypto::Digest& digest : plan->second.contents) {
    auto content = contents_.find(digest);
    if (--content->second.plans > 0) continue;
    disk_bytes_ -= disk_bytes_of(content->second.bytes);
    contents_.erase(content);
    unused.push_back(digest);
  }
  disk_bytes_ -= disk_bytes_of(plan->second.bytes);
  plans_.erase(plan);
  return unused;
}

void KeptIndex::set_unnamed_since(std::string_view hash, uint64_t when) {
  plans_.find(hash)->second.unnamed_since = when;
}

std::string KeptIndex::encode() const {
  apps::ByteWriter out;
  out.raw(kMagic);
  out.u32(kVersion);
  out.u32(contents_.size());
  std::map<crypto::Digest, uint64_t> numbers;
  for (const auto& [digest, content] : contents_) {
    numbers.emplace(digest, numbers.size());
    out.raw(crypto::bytes_of(digest));
    out.number(content.bytes, 8);
  }
  out.u32(plans_.size());
  for (const auto& [hash, plan] : plans_) {
    out.text(hash);
    out.number(plan.bytes, 8);
    out.number(plan.unnamed_since, 8);
    out.u32(plan.contents.size());
    for (const crypto::Digest& digest : plan.contents) out.u32(numbers.at(digest));
  }
  out.u32(hosts.size());
  for (const auto& [host, pages] : hosts) {
    out.text(host);
    out.text(pages.hash);
    out.number(pages.since, 8);
  }
  std::string bytes = out.take();
  return bytes.append(crypto::bytes_of(crypto::sha256(bytes)));
}

Result<KeptIndex> KeptIndex::decode(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return malformed("it does not begin like one");
  apps::ByteReader in(bytes);
  in.raw(kMagic.size());
  if (uint32_t version = in.u32(); version != kVersion) {
    return fail(Fault::unsupported, Blame::self,
                "index of kept plans: version " + std::to_string(version) +
                    ", this program reads " + std::to_string(kVersion));
  }
  if (bytes.size() < kDigestBytes) return malformed("it is cut");
  std::string_view end = bytes.substr(bytes.size() - kDigestBytes);
  crypto::Digest wanted = crypto::sha256(bytes.substr(0, bytes.size() - kDigestBytes));
  if (crypto::bytes_of(wanted) != end) return malformed("not the bytes that were written");

  KeptIndex index;
  Sizes contents = read_contents(in);
  for (uint32_t left = in.count(24); left > 0 && !in.failed(); left--) {
    read_plan(in, contents, index);
  }
  for (uint32_t left = in.count(16); left > 0 && !in.failed(); left--) read_host(in, index);
  in.raw(kDigestBytes);
  if (in.failed() || !in.at_end()) return malformed("its lengths do not add up");
  return index;
}

}  // namespace inlay
