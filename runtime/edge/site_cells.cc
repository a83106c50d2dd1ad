#include "edge/site_cells.h"

#include <algorithm>
#include <utility>

#include "channel/handover.h"

namespace inlay {
namespace {

constexpr uint64_t kLookMs = 30'000;  // for cells that nobody uses

}  // namespace

// ---- SiteCell. Both sides store first and look then, in one order that all threads see: either
// the stream sees that the cell is retired, or retire() sees the stream.

bool SiteCell::enter() {
  streams_.fetch_add(1);
  if (!retired_.load()) return true;
  streams_.fetch_sub(1);
  return false;
}

void SiteCell::leave(Clock::Mono now) {
  used_.store(now, std::memory_order_relaxed);
  streams_.fetch_sub(1);
}

bool SiteCell::retire() {
  retired_.store(true);
  if (streams_.load() == 0) return true;
  retired_.store(false);
  return false;
}

Result<> SiteCell::hand_over(const channel::ChannelFds& fds) {
  const std::lock_guard lock(mutex_);
  if (!socket_) return fail(Fault::closed, Blame::self, "cell: it is gone");
  return channel::send_channel(socket_.get(), fds);
}

Fd SiteCell::take_socket() {
  const std::lock_guard lock(mutex_);
  return std::move(socket_);
}

// ---- SiteCells

SiteCells::SiteCells(Loop& main, CellSource& source, const Clock& clock, Log& log)
    : main_(main), source_(source), clock_(clock), log_(log), idle_(main, [this] {
        let_idle_go();
      }) {}

void SiteCells::want(const std::string& site, Loop& loop, Given given) {
  main_.post([this, site, wish = Wish{&loop, std::move(given)}] { wanted(site, wish); });
}

void SiteCells::wanted(const std::string& site, Wish wish) {
  if (places_.empty()) idle_.start(kLookMs);
  auto [found, is_new] = places_.try_emplace(site);
  found->second.wishes.push_back(std::move(wish));
  if (is_new) return ask(site);
  if (found->second.cell != nullptr) answer(found->second, found->second.cell);
}

void SiteCells::ask(const std::string& site) {
  source_.take(
      CellClass::jitless, main_,
      [this, site](Result<TakenCell> cell) { taken(site, std::move(cell)); },
      [this](const CellEnding& ending) { ended(ending.cell); });
}

void SiteCells::taken(const std::string& site, Result<TakenCell> cell) {
  const auto found = places_.find(site);
  if (cell) {
    auto made = std::make_shared<SiteCell>(std::move(*cell), site);
    made->used_ = clock_.mono();
    made->heard_ = clock_.mono();
    found->second.cell = made;
    return answer(found->second, made);
  }
  if (cell.error().fault == Fault::busy && make_room()) {
    hungry_.push_back(site);
    return;
  }
  log_.write(Level::warn, "cell.none", {{"site", site}, {"reason", cell.error().detail}});
  Place place = std::move(found->second);
  places_.erase(found);
  answer(place, fail(cell.error()));
}

// The cell that was not used for longest among those that nobody uses.
bool SiteCells::make_room() {
  std::vector<std::shared_ptr<SiteCell>> cells;
  for (const auto& [site, place] : places_) {
    if (place.cell != nullptr) cells.push_back(place.cell);
  }
  std::ranges::sort(cells, {}, [](const auto& cell) { return cell->used_.load(); });
  for (const auto& cell : cells) {
    if (!cell->retire()) continue;
    source_.let_go(cell->number(), cell->take_socket());
    forget(*cell);
    return true;
  }
  return false;
}

void SiteCells::ended(uint64_t number) {
  for (const auto& [site, place] : places_) {
    if (place.cell == nullptr || place.cell->number() != number) continue;
    place.cell->take_socket();
    forget(*place.cell);
    break;
  }
  if (hungry_.empty()) return;
  const std::string site = std::move(hungry_.front());
  hungry_.erase(hungry_.begin());
  ask(site);
}

void SiteCells::kill(std::shared_ptr<SiteCell> cell) {
  main_.post([this, cell = std::move(cell)] {
    forget(*cell);
    source_.kill(cell->number());
    cell->take_socket();
  });
}

void SiteCells::lost(std::shared_ptr<SiteCell> cell) {
  main_.post([this, cell = std::move(cell)] {
    forget(*cell);
    cell->take_socket();
  });
}

void SiteCells::forget(const SiteCell& cell) {
  const auto found = places_.find(cell.site());
  if (found != places_.end() && found->second.cell.get() == &cell) places_.erase(found);
}

void SiteCells::answer(Place& place, const Result<std::shared_ptr<SiteCell>>& cell) {
  for (Wish& wish : std::exchange(place.wishes, {})) {
    wish.loop->post([given = std::move(wish.given), cell] { given(cell); });
  }
}

void SiteCells::let_idle_go() {
  const auto before = clock_.mono() - kIdleMost;
  std::vector<std::shared_ptr<SiteCell>> idle;
  for (const auto& [site, place] : places_) {
    if (place.cell != nullptr && place.cell->used_.load() < before && place.cell->retire()) {
      idle.push_back(place.cell);
    }
  }
  for (const auto& cell : idle) {
    source_.let_go(cell->number(), cell->take_socket());
    forget(*cell);
  }
  if (!places_.empty()) idle_.start(kLookMs);
}

}  // namespace inlay
