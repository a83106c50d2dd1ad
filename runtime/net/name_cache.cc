#include "net/name_cache.h"

#include <algorithm>

#include "base/check.h"

namespace inlay {
namespace {

constexpr uint64_t kKeepMinMs = 1000;  // a TTL of 0 must not mean a look-up per connection
constexpr uint64_t kFailureKeptMs = 1000;
constexpr uint64_t kStaleMs = 3'600'000;   // past their TTL, while look-ups fail
constexpr uint64_t kUnusedMs = 3'600'000;  // names that reloads left behind

}  // namespace

NameCache::Answer NameCache::ask(const std::string& name, uint64_t now_ms) {
  if (entries_.size() >= drop_at_) drop_unused(now_ms);
  Entry& entry = entries_[name];
  entry.asked_ms = now_ms;
  bool look_up = !entry.under_way && now_ms >= entry.look_up_ms;
  if (look_up) entry.under_way = true;
  return {now_ms < entry.until_ms ? &entry.known : nullptr, look_up};
}

NameCache::Stored NameCache::store(const std::string& name, const Result<LookedUp>& looked_up,
                                   uint64_t now_ms) {
  auto found = entries_.find(name);
  CHECK(found != entries_.end());
  Entry& entry = found->second;
  entry.under_way = false;
  if (looked_up) {
    uint64_t seconds = std::min(looked_up->ttl_s, keep_ms_ / 1000);
    uint64_t keep_ms = std::max(seconds * 1000, kKeepMinMs);
    entry.known = looked_up->addresses;
    entry.until_ms = now_ms + keep_ms;
    entry.look_up_ms = now_ms + keep_ms - keep_ms / 4;  // so that a busy name never waits
    entry.last_resort_ms = entry.until_ms + kStaleMs;
    entry.failing = false;
    return {&entry.known, false};
  }
  entry.look_up_ms = now_ms + kFailureKeptMs;
  bool stale = now_ms < entry.last_resort_ms;
  if (stale) {
    entry.until_ms = entry.last_resort_ms;
  } else {
    entry.known = fail(looked_up.error());
    entry.until_ms = now_ms + kFailureKeptMs;
  }
  bool turned = stale && !entry.failing;
  entry.failing = true;
  return {&entry.known, turned};
}

void NameCache::drop_unused(uint64_t now_ms) {
  std::erase_if(entries_, [&](const auto& named) {
    return !named.second.under_way && named.second.asked_ms + kUnusedMs <= now_ms;
  });
  drop_at_ = std::max<size_t>(64, entries_.size() * 2);
}

}  // namespace inlay
