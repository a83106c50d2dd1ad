#include "channel/cell_wait.h"

#include <poll.h>

#include <array>
#include <cerrno>

#include "base/check.h"

namespace inlay::channel {
namespace {

timespec as_timespec(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  return {static_cast<time_t>(seconds.count()), static_cast<long>((duration - seconds).count())};
}

}  // namespace

Woken wait_for_work(int control, std::span<CellEnd* const> ends,
                    std::optional<std::chrono::nanoseconds> timeout) {
  CHECK(ends.size() <= kEndsMax);
  Woken woken;
  std::array<pollfd, kEndsMax + 1> polled;
  polled[0] = {control, POLLIN, 0};
  for (size_t i = 0; i < ends.size(); ++i) {
    if (ends[i]->settle() == Rest::work) woken.channels = true;
    polled[i + 1] = {ends[i]->doorbell(), POLLIN, 0};
  }
  if (woken.channels) timeout = std::chrono::nanoseconds(0);
  const timespec left = as_timespec(timeout.value_or(std::chrono::nanoseconds(0)));
  const int ready = ::ppoll(polled.data(), ends.size() + 1, timeout ? &left : nullptr, nullptr);
  if (ready < 0) {
    CHECK(errno == EINTR);
    return woken;
  }
  woken.control = polled[0].revents != 0;
  for (size_t i = 0; i < ends.size(); ++i) {
    if (polled[i + 1].revents == 0) continue;
    ends[i]->woken();
    woken.channels = true;
  }
  return woken;
}

}  // namespace inlay::channel
