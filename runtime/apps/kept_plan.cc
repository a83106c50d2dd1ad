#include "apps/kept_plan.h"

#include <algorithm>

#include "apps/install_wire.h"
#include "base/check.h"
#include "crypto/base64.h"

namespace inlay::apps {
namespace {

// Layout (byte_wire.h):
//   magic, u32 version, u32 bundle format, path prefix, site id, hosts,
//   u32 contents {u8 0 and text, or u8 1 and digest}, u32 number of the runtime, installs.
constexpr std::string_view kMagic = "INLAYPLN";
enum Where : uint8_t { kInside, kByDigest };

tl::unexpected<Error> malformed(std::string_view hash, std::string_view why) {
  return fail(Fault::malformed, Blame::self,
              "kept plan " + std::string(hash) + ": " + std::string(why));
}

void write_content(ByteWriter& out, const ContentPtr& content, KeptPlanFile& file) {
  if (content->bytes.size() <= kInlineBytesMax) {
    out.u8(kInside);
    return out.text(content->bytes);
  }
  out.u8(kByDigest);
  out.raw(crypto::bytes_of(content->digest));
  file.contents.push_back(content);
}

Result<ContentPtr> read_content(ByteReader& in, const ReadContent& by_digest) {
  if (in.below(in.u8(), 2) == kInside) return make_content(in.text());
  const std::string_view raw = in.raw(sizeof(crypto::Digest));
  if (in.failed()) return ContentPtr();
  crypto::Digest digest;
  std::copy(raw.begin(), raw.end(), digest.begin());
  return by_digest(digest);
}

Result<Contents> read_contents(ByteReader& in, const ReadContent& by_digest) {
  Contents contents;
  const uint32_t count = in.count(5);
  for (uint32_t i = 0; i < count && !in.failed(); ++i) {
    auto content = read_content(in, by_digest);
    if (!content) return fail(content.error());
    contents.push_back(std::move(*content));
  }
  return contents;
}

Result<> check_head(ByteReader& in, std::string_view hash) {
  if (in.raw(kMagic.size()) != kMagic) return malformed(hash, "it does not begin like one");
  const uint32_t version = in.u32();
  const uint32_t format = in.u32();
  if (in.failed()) return malformed(hash, "it is cut");
  if (version == kKeptPlanVersion && format == kBundleFormat) return {};
  return fail(Fault::unsupported, Blame::self,
              "kept plan " + std::string(hash) + ": version " + std::to_string(version) +
                  ", bundle format " + std::to_string(format) + ", this program reads " +
                  std::to_string(kKeptPlanVersion) + " and " + std::to_string(kBundleFormat));
}

}  // namespace

KeptPlanFile encode_kept_plan(const SiteInputs& site, const PlanSettings& settings) {
  ContentTable table;
  ByteWriter installs;
  installs.u32(table.number_of(settings.browser_runtime));
  write_installs(installs, site.installs, table);

  KeptPlanFile file;
  ByteWriter out;
  out.raw(kMagic);
  out.u32(kKeptPlanVersion);
  out.u32(kBundleFormat);
  out.text(settings.path_prefix);
  out.text(site.site_id);
  write_texts(out, site.hosts);
  out.u32(table.contents().size());
  for (const ContentPtr& content : table.contents()) write_content(out, content, file);
  out.raw(installs.take());
  file.bytes = out.take();
  return file;
}

Result<std::shared_ptr<const Plan>> decode_kept_plan(std::string_view bytes, std::string_view hash,
                                                     const ReadContent& by_digest) {
  ByteReader in(bytes);
  if (auto known = check_head(in, hash); !known) return fail(known.error());
  PlanSettings settings;
  SiteInputs site;
  settings.path_prefix = in.text();
  site.site_id = in.text();
  site.hosts = read_texts(in);
  auto contents = read_contents(in, by_digest);
  if (!contents) return fail(contents.error());
  const uint32_t runtime = in.below(in.u32(), contents->size());
  if (in.failed()) return malformed(hash, "it is cut");
  settings.browser_runtime = (*contents)[runtime];
  site.installs = read_installs(in, *contents);
  if (in.failed() || !in.at_end() || !is_path_prefix(settings.path_prefix)) {
    return malformed(hash, "its lengths do not add up");
  }
  auto plan = Plan::compile(std::move(site), std::move(settings));
  if (plan->hash() != hash) return malformed(hash, "another plan than its name says");
  return plan;
}

std::string kept_folder(const std::string& state) { return state + "/kept"; }

std::string kept_plan_path(const std::string& state, std::string_view hash) {
  CHECK(is_plan_hash(hash));
  return kept_folder(state) + "/plans/" + std::string(hash);
}

std::string kept_content_path(const std::string& state, const crypto::Digest& digest) {
  return kept_folder(state) + "/contents/" + crypto::lower_hex(crypto::bytes_of(digest));
}

}  // namespace inlay::apps
