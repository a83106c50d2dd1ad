#include "apps/install_wire.h"

#include "apps/edge_package.h"
#include "apps/insert_wire.h"

namespace inlay::apps {
namespace {

constexpr uint32_t kHasInserts = 1;
constexpr uint32_t kHasEdge = 2;

ContentPtr read_content(ByteReader& in, const Contents& contents) {
  const uint32_t number = in.below(in.u32(), contents.size());
  return in.failed() ? nullptr : contents[number];
}

ResolvedResource read_resource(ByteReader& in, const Contents& contents) {
  ResolvedResource resource{};
  resource.list = static_cast<ResourceList>(in.below(in.u8(), 2));
  resource.type = static_cast<ResourceType>(in.below(in.u8(), 2));
  resource.content = read_content(in, contents);
  return resource;
}

ContentPtr read_insert_list(ByteReader& in, const Contents& contents) {
  ContentPtr inserts = read_content(in, contents);
  if (inserts != nullptr && !read_inserts(inserts->bytes)) in.fail_at_once();
  return inserts;
}

ContentPtr read_edge(ByteReader& in, const Contents& contents) {
  ContentPtr edge = read_content(in, contents);
  if (edge != nullptr && !read_edge_package(edge->bytes)) in.fail_at_once();
  return edge;
}

PagePatterns read_patterns(ByteReader& in) {
  PagePatterns patterns;
  const std::vector<std::string> included = read_texts(in);
  const std::vector<std::string> excluded = read_texts(in);
  bool good = true;
  for (const std::string& pattern : included) good = good && patterns.include(pattern);
  for (const std::string& pattern : excluded) good = good && patterns.exclude(pattern);
  // Written in comparable form.
  if (!good || patterns.included() != included || patterns.excluded() != excluded) {
    in.fail_at_once();
  }
  return patterns;
}

}  // namespace

void write_texts(ByteWriter& out, const std::vector<std::string>& texts) {
  out.u32(texts.size());
  for (const std::string& text : texts) out.text(text);
}

std::vector<std::string> read_texts(ByteReader& in) {
  std::vector<std::string> texts(in.count(4));
  for (std::string& text : texts) text = in.text();
  return texts;
}

void write_install(ByteWriter& out, const ResolvedInstall& install, ContentTable& table) {
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
  out.u8((install.inserts != nullptr ? kHasInserts : 0) | (install.edge != nullptr ? kHasEdge : 0));
  if (install.inserts != nullptr) out.u32(table.number_of(install.inserts));
  if (install.edge != nullptr) out.u32(table.number_of(install.edge));
  write_texts(out, install.pages.included());
  write_texts(out, install.pages.excluded());
}

ResolvedInstall read_install(ByteReader& in, const Contents& contents) {
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
  const uint32_t has = in.below(in.u8(), kHasEdge << 1);
  if ((has & kHasInserts) != 0) install.inserts = read_insert_list(in, contents);
  if ((has & kHasEdge) != 0) install.edge = read_edge(in, contents);
  install.pages = read_patterns(in);
  return install;
}

void write_installs(ByteWriter& out, const std::vector<ResolvedInstall>& installs,
                    ContentTable& table) {
  out.u32(installs.size());
  for (const ResolvedInstall& install : installs) write_install(out, install, table);
}

std::vector<ResolvedInstall> read_installs(ByteReader& in, const Contents& contents) {
  std::vector<ResolvedInstall> installs;
  const uint32_t count = in.count(kInstallBytesMin);
  for (uint32_t i = 0; i < count && !in.failed(); ++i) {
    installs.push_back(read_install(in, contents));
  }
  return installs;
}

}  // namespace inlay::apps
