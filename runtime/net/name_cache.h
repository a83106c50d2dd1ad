// What is known of host names, and when to look them up again. Decides only: look-ups and time come
// from outside (resolver.h). See docs/decisions/0012.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace inlay {

struct LookedUp {
  std::vector<SocketAddress> addresses;  // port 0, at least one, the best first
  uint64_t ttl_s = 0;
};

class NameCache {
 public:
  using Known = Result<std::vector<SocketAddress>>;

  // `keep_ms`: addresses are kept for their TTL, but at least a second and at most this.
  explicit NameCache(uint64_t keep_ms) : keep_ms_(keep_ms) {}

  struct Answer {
    const Known* known;  // valid until the next call; nullptr: wait for the look-up
    bool look_up;        // the caller starts one, and tells its end with store()
  };
  Answer ask(const std::string& name, uint64_t now_ms);

  struct Stored {
    const Known* known;  // what those who waited get; valid until the next call
    bool turned_stale;   // it is what was known before, as from now on look-ups fail
  };
  // The name must have been asked for.
  Stored store(const std::string& name, const Result<LookedUp>& looked_up, uint64_t now_ms);

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Known known;
    uint64_t until_ms = 0;        // `known` may be used
    uint64_t look_up_ms = 0;      // whoever asks from then on has it looked up anew
    uint64_t last_resort_ms = 0;  // until when addresses are used while look-ups fail
    uint64_t asked_ms = 0;
    bool under_way = false;
    bool failing = false;
  };
  void drop_unused(uint64_t now_ms);

  uint64_t keep_ms_;
  size_t drop_at_ = 64;  // entries: when to look for unused ones
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace inlay
