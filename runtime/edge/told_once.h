// What was told in the log already, so that what every request repeats does not fill it.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace inlay {

// Belongs to one thread.
class ToldOnce {
 public:
  static constexpr size_t kToldMax = 1024;

  // Whether it is new. False for all once so many are known.
  bool is_new(std::string_view what) {
    if (told_.size() >= kToldMax || told_.contains(what)) return false;
    told_.emplace(what);
    return true;
  }
  void forget() { told_.clear(); }

 private:
  std::set<std::string, std::less<>> told_;
};

}  // namespace inlay
