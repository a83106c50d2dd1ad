#include "edge/breaker.h"

#include <algorithm>

namespace inlay {

bool Breaker::admit(Clock::Mono now) {
  if (state_ == State::closed) return true;
  if (now < until_) return false;
  state_ = State::trying;
  until_ = now + kTryMost;
  return true;
}

bool Breaker::ended(Outcome outcome, Clock::Mono now) {
  if (outcome == Outcome::breaker_open) return false;
  if (outcome == Outcome::ok) {
    // One that began before it opened proves nothing.
    if (state_ == State::trying) *this = {};
    return false;
  }
  last_failure_ = now;
  const bool too_many = outcome == Outcome::killed ? kills_.add(now) : failures_.add(now);
  if (state_ == State::open) return false;
  return state_ == State::trying || too_many ? open(now) : false;
}

bool Breaker::open(Clock::Mono now) {
  open_for_ = open_for_.count() == 0 ? kOpenFirst : std::min(open_for_ * 2, kOpenMost);
  until_ = now + open_for_;
  state_ = State::open;
  return true;
}

bool Breaker::is_idle(Clock::Mono now) const {
  return state_ == State::closed && now - last_failure_ > kWindow;
}

bool Breakers::admit(std::string_view site, std::string_view install, Clock::Mono now) {
  const std::lock_guard lock(mutex_);
  const auto found = breakers_.find(KeyView{site, install});
  return found == breakers_.end() || found->second.admit(now);
}

bool Breakers::ended(std::string_view site, std::string_view install, Outcome outcome,
                     Clock::Mono now) {
  const std::lock_guard lock(mutex_);
  auto found = breakers_.find(KeyView{site, install});
  if (found == breakers_.end()) {
    if (outcome == Outcome::ok || outcome == Outcome::breaker_open) return false;
    if (breakers_.size() >= kBreakersMax) drop_idle(now);
    if (breakers_.size() >= kBreakersMax) return false;
    found = breakers_.emplace(Key{site, install}, Breaker()).first;
  }
  const bool opened = found->second.ended(outcome, now);
  if (found->second.is_idle(now)) breakers_.erase(found);
  return opened;
}

void Breakers::drop_idle(Clock::Mono now) {
  std::erase_if(breakers_, [now](const auto& entry) { return entry.second.is_idle(now); });
}

std::vector<Breakers::Open> Breakers::open(Clock::Mono now, size_t max) const {
  const std::lock_guard lock(mutex_);
  std::vector<Open> all;
  for (const auto& [key, breaker] : breakers_) {
    if (all.size() == max) break;
    if (!breaker.is_open(now)) continue;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(breaker.open_until() - now);
    all.push_back({key.first, key.second, left});
  }
  return all;
}

size_t Breakers::size() const {
  const std::lock_guard lock(mutex_);
  return breakers_.size();
}

}  // namespace inlay
