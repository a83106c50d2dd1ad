#include "telemetry/counters.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <new>
#include <numeric>

#include "base/check.h"
#include "os/files.h"

namespace inlay {

// Each number has one writer, so that an add is a load and a store.
struct alignas(64) CounterBlock {
  struct Distribution {
    std::array<std::atomic<uint64_t>, kBuckets> buckets;
    std::atomic<uint64_t> sum_us;
  };
  std::array<std::atomic<uint64_t>, kCounters> counters;
  std::array<std::atomic<int64_t>, kGauges> gauges;
  std::array<std::atomic<uint64_t>, kReasons.size()> reasons;
  std::array<std::atomic<uint64_t>, kOutcomes.size()> outcomes;
  std::array<Distribution, kHistograms> histograms;
  RefusalRing refusals;
};

namespace {

static_assert(std::atomic<uint64_t>::is_always_lock_free);  // else it would not be shared memory

constexpr uint64_t kMagic = 0x31736e74636c6e69;  // "inlcnts1"
constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW;
constexpr size_t kWritersMax = 1024;

// Another layout has another size of its blocks or another number of names.
struct alignas(64) Header {
  uint64_t magic;
  uint32_t block_bytes;
  uint16_t counters;
  uint16_t reasons;
  uint64_t writers;
};

Header header_of(size_t writers) {
  return {kMagic, sizeof(CounterBlock), kCounters, kReasons.size(), writers};
}

size_t region_bytes(size_t writers) { return sizeof(Header) + writers * sizeof(CounterBlock); }

CounterBlock* block_at(void* memory, size_t index) {
  auto* blocks = static_cast<char*>(memory) + sizeof(Header);
  return reinterpret_cast<CounterBlock*>(blocks) + index;
}

tl::unexpected<Error> region_error(std::string what) {
  return fail(Fault::internal, Blame::self, "counters: " + std::move(what));
}

Result<void*> map_shared(int fd, size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return region_error("mmap: " + errno_text(errno));
  return memory;
}

template <typename T>
void bump(std::atomic<T>& number, T by) {
  number.store(number.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

size_t bucket_of(uint64_t us) {
  const uint64_t above = us == 0 ? 0 : us - 1;  // a bucket's limit belongs to it
  return std::min(static_cast<size_t>(std::bit_width(above >> 5)), kBuckets - 1);
}

template <typename Sums, typename Numbers>
void add_numbers(Sums& sums, const Numbers& numbers) {
  for (size_t i = 0; i < sums.size(); i++) sums[i] += numbers[i];
}

void add_block(CounterValues& sums, const CounterBlock& block) {
  add_numbers(sums.counters, block.counters);
  add_numbers(sums.gauges, block.gauges);
  add_numbers(sums.reasons, block.reasons);
  add_numbers(sums.outcomes, block.outcomes);
  for (size_t i = 0; i < kHistograms; i++) {
    add_numbers(sums.histograms[i].buckets, block.histograms[i].buckets);
    sums.histograms[i].sum_us += block.histograms[i].sum_us;
  }
}

}  // namespace

uint64_t CounterValues::Distribution::count() const {
  return std::accumulate(buckets.begin(), buckets.end(), uint64_t{0});
}

uint64_t CounterValues::Distribution::quantile_limit_us(double part) const {
  const double wanted = static_cast<double>(count()) * part;
  if (wanted == 0) return 0;
  size_t bucket = 0;
  for (uint64_t seen = buckets[0]; static_cast<double>(seen) < wanted && bucket + 1 < kBuckets;) {
    seen += buckets[++bucket];
  }
  return bucket_limit_us(bucket);
}

void CounterValues::add(const CounterValues& other) {
  add_numbers(counters, other.counters);
  add_numbers(gauges, other.gauges);
  add_numbers(reasons, other.reasons);
  add_numbers(outcomes, other.outcomes);
  for (size_t i = 0; i < kHistograms; i++) {
    add_numbers(histograms[i].buckets, other.histograms[i].buckets);
    histograms[i].sum_us += other.histograms[i].sum_us;
  }
}

void LoopCounters::add(Counter counter, uint64_t n) {
  bump(block_->counters[static_cast<size_t>(counter)], n);
}

void LoopCounters::count(Reason reason) {
  bump(block_->reasons[static_cast<size_t>(reason)], uint64_t{1});
}

void LoopCounters::count(Outcome outcome) {
  bump(block_->outcomes[static_cast<size_t>(outcome)], uint64_t{1});
}

void LoopCounters::change(Gauge gauge, int64_t by) {
  bump(block_->gauges[static_cast<size_t>(gauge)], by);
}

void LoopCounters::record(Histogram histogram, uint64_t us) {
  auto& distribution = block_->histograms[static_cast<size_t>(histogram)];
  bump(distribution.buckets[bucket_of(us)], uint64_t{1});
  bump(distribution.sum_us, us);
}

void LoopCounters::refused(const Refusal& refusal) {
  count(refusal.reason);
  block_->refusals.put(refusal);
}

void LoopCounters::add_shared(Counter counter, uint64_t n) {
  block_->counters[static_cast<size_t>(counter)].fetch_add(n, std::memory_order_relaxed);
}

Result<CounterRegion> CounterRegion::create(size_t writers) {
  CHECK(writers > 0 && writers <= kWritersMax);
  Fd fd(::memfd_create("inlay-counters", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const size_t bytes = region_bytes(writers);
  // Sealed in its size: an edge that shrank it would take its reader along.
  if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0 ||
      ::fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0) {
    return region_error("memory: " + errno_text(errno));
  }
  auto memory = map_shared(fd.get(), bytes);
  if (!memory) return fail(memory.error());
  new (*memory) Header(header_of(writers));
  for (size_t i = 0; i < writers; i++) new (block_at(*memory, i)) CounterBlock();
  return CounterRegion(std::move(fd), *memory, writers);
}

Result<CounterRegion> CounterRegion::open(int fd) {
  struct stat info {};
  int seals = ::fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals) return region_error("memory is not sealed");
  if (::fstat(fd, &info) != 0) return region_error("fstat: " + errno_text(errno));
  const auto bytes = static_cast<size_t>(info.st_size);
  if (bytes < region_bytes(1) || bytes > region_bytes(kWritersMax)) {
    return region_error("memory of " + std::to_string(bytes) + " bytes");
  }
  auto memory = map_shared(fd, bytes);
  if (!memory) return fail(memory.error());
  const auto* header = static_cast<const Header*>(*memory);
  const size_t writers = (bytes - sizeof(Header)) / sizeof(CounterBlock);
  const Header wanted = header_of(writers);
  const bool same = header->magic == wanted.magic && header->block_bytes == wanted.block_bytes &&
                    header->counters == wanted.counters && header->reasons == wanted.reasons &&
                    header->writers == wanted.writers;
  CounterRegion region(Fd(), *memory, writers);
  if (!same || bytes != region_bytes(writers)) return region_error("another version's layout");
  return region;
}

CounterRegion::CounterRegion(CounterRegion&& other) noexcept
    : fd_(std::move(other.fd_)),
      memory_(std::exchange(other.memory_, nullptr)),
      writers_(other.writers_) {}

CounterRegion& CounterRegion::operator=(CounterRegion&& other) noexcept {
  if (this == &other) return *this;
  unmap();
  fd_ = std::move(other.fd_);
  memory_ = std::exchange(other.memory_, nullptr);
  writers_ = other.writers_;
  return *this;
}

CounterRegion::~CounterRegion() { unmap(); }

void CounterRegion::unmap() {
  if (memory_ != nullptr) ::munmap(memory_, region_bytes(writers_));
}

LoopCounters CounterRegion::writer(size_t index) {
  CHECK(index < writers_);
  return LoopCounters(*block_at(memory_, index));
}

CounterValues CounterRegion::read() const {
  CounterValues values;
  for (size_t i = 0; i < writers_; i++) add_block(values, *block_at(memory_, i));
  return values;
}

void CounterRegion::read_refusals(std::vector<KeptRefusal>& out) const {
  for (size_t i = 0; i < writers_; i++) block_at(memory_, i)->refusals.read(out);
}

}  // namespace inlay
