#include "edge/edge_script.h"

#include <span>

namespace inlay {
namespace {

// docs/operating.md has these bounds, which no setting moves.
constexpr uint64_t kOutputBytesMax = 16 << 20;
constexpr uint32_t kLogBytesMax = 64 << 10;
constexpr uint32_t kTimersMax = 1000;
constexpr uint32_t kSubrequestsMax = 20;

constexpr size_t kVersionBytes = 8;  // of the digest

std::string hex(std::span<const uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

}  // namespace

channel::ScriptLimits script_limits(const apps::EdgeLimits& limits) {
  return {.cpu_ms = limits.cpu_ms,
          .wall_ms = limits.wall_ms,
          .heap_bytes = uint64_t{limits.memory_mb} << 20,
          .external_bytes = uint64_t{limits.memory_mb} << 19,
          .output_bytes = kOutputBytesMax,
          .log_bytes = kLogBytesMax,
          .timers = kTimersMax,
          .subrequests = kSubrequestsMax};
}

channel::Script EdgeScript::facts() const {
  channel::Script script;
  script.script = id;
  script.style = style;
  script.install = install;
  script.app = app;
  script.app_version = version;
  script.entries = entries;
  script.limits = limits;
  script.rights = rights;
  return script;
}

channel::ScriptId ScriptNumbers::number(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (numbers_.size() >= kNumbersMax) numbers_.clear();
  const auto [found, is_new] = numbers_.try_emplace(key, last_ + 1);
  if (is_new) last_++;
  return found->second;
}

std::shared_ptr<const EdgeScript> make_edge_script(const apps::ResolvedInstall& install,
                                                   std::string_view site,
                                                   const apps::EdgeLimits& most,
                                                   ScriptNumbers& numbers) {
  const auto package = apps::read_edge_package(install.edge->bytes);
  if (!package) return nullptr;
  auto script = std::make_shared<EdgeScript>();
  script->install = install.id;
  script->app = install.app_id;
  script->package = install.edge;
  script->options = install.options;
  script->version = hex(std::span(install.edge->digest).first(kVersionBytes));
  if (package->style == apps::EdgeStyle::classic) script->style = channel::ScriptStyle::classic;
  const apps::EdgeLimits own = apps::limits_within(package->limits, most);
  script->limits = script_limits(own);
  script->rights = {.html_modify = package->permissions.html == apps::HtmlPermission::modify,
                    .cookies = package->permissions.cookies,
                    .request_body = package->permissions.request_body};
  script->entries = package->entries;
  for (const apps::EdgeFile& file : package->files)
    script->files.push_back({file.path, file.bytes});
  // No id holds a blank.
  std::string key = std::string(site) + ' ' + install.id + ' ' + install.app_id;
  for (const apps::ContentPtr& content : {install.edge, install.options}) {
    key.append(" ").append(hex(content->digest));
  }
  for (uint32_t limit : {own.cpu_ms, own.wall_ms, own.memory_mb}) {
    key.append(" ").append(std::to_string(limit));
  }
  script->id = numbers.number(key);
  return script;
}

}  // namespace inlay
