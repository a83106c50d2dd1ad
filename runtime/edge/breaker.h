// Keeps a script that fails again and again away from pages for a while, and lets it back by
// itself.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/outcome.h"

namespace inlay {

// One install's. Opens after kKillsMax kills or kFailuresMax other failures within kWindow, for
// kOpenFirst, then twice as long each time, up to kOpenMost. When that is over one request tries:
// if it is clean, all is forgotten, else it opens again. Not thread-safe.
class Breaker {
 public:
  static constexpr size_t kKillsMax = 3;
  static constexpr size_t kFailuresMax = 20;
  static constexpr std::chrono::seconds kWindow{60};
  static constexpr std::chrono::seconds kOpenFirst{5};
  static constexpr std::chrono::seconds kOpenMost{300};
  // One that has begun to try and never ended does not keep the others out for longer.
  static constexpr std::chrono::seconds kTryMost{30};

  // Whether a request may run the script. If so, ended() follows, once.
  bool admit(Clock::Mono now);
  // `ok`, or why it failed. Outcome::breaker_open is none of the script's. Whether that opened it.
  bool ended(Outcome outcome, Clock::Mono now);

  bool is_open(Clock::Mono now) const { return state_ == State::open && now < until_; }
  Clock::Mono open_until() const { return until_; }  // while it is open
  // Nothing to remember: as if new.
  bool is_idle(Clock::Mono now) const;

 private:
  enum class State : uint8_t { closed, open, trying };

  // The times of the last `size` events.
  template <size_t size>
  struct Recent {
    std::array<Clock::Mono, size> at{};
    size_t count = 0;

    // Whether all of them, with this one, lie within the window.
    bool add(Clock::Mono now) {
      at[count++ % size] = now;
      return count >= size && now - at[count % size] <= kWindow;
    }
  };

  bool open(Clock::Mono now);

  State state_ = State::closed;
  Clock::Mono until_{};  // open: when one may try; trying: when another may
  std::chrono::seconds open_for_{};
  Clock::Mono last_failure_{};
  Recent<kKillsMax> kills_;
  Recent<kFailuresMax> failures_;
};

// Those of all installs, by site and install. Thread-safe: shared by the loops of an edge. Holds
// only those of scripts that failed of late, kBreakersMax at most; of more the failures are not
// counted.
class Breakers {
 public:
  static constexpr size_t kBreakersMax = 10'000;

  bool admit(std::string_view site, std::string_view install, Clock::Mono now);
  bool ended(std::string_view site, std::string_view install, Outcome outcome, Clock::Mono now);

  struct Open {
    std::string site;
    std::string install;
    std::chrono::milliseconds for_ms;
  };
  // For `status`; `max` at most.
  std::vector<Open> open(Clock::Mono now, size_t max) const;
  size_t size() const;

 private:
  using Key = std::pair<std::string, std::string>;
  struct KeyView {
    std::string_view site;
    std::string_view install;
  };
  struct Less {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return view(a) < view(b);
    }
    static std::pair<std::string_view, std::string_view> view(const Key& key) { return key; }
    static std::pair<std::string_view, std::string_view> view(const KeyView& key) {
      return {key.site, key.install};
    }
  };
  void drop_idle(Clock::Mono now);

  mutable std::mutex mutex_;
  std::map<Key, Breaker, Less> breakers_;
};

}  // namespace inlay
