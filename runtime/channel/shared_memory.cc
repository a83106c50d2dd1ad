#include "channel/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <new>
#include <utility>

#include "channel/channel.h"
#include "os/files.h"

namespace inlay::channel {
namespace {

constexpr uint32_t kMagic = 0x696e6c01;
constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW;

size_t file_bytes(uint64_t ring_bytes) { return SharedMemory::kPageBytes + 2 * ring_bytes; }

tl::unexpected<Error> memory_error(const char* step) {
  return fail(Fault::internal, Blame::self,
              std::string("channel: ") + step + ": " + errno_text(errno));
}

tl::unexpected<Error> unsound(const char* what) {
  return fail(Fault::malformed, Blame::self, std::string("channel: ") + what);
}

Result<void*> map(int fd, size_t bytes) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return memory_error("mmap");
  return memory;
}

}  // namespace

bool sound_ring_bytes(uint64_t bytes) {
  return std::has_single_bit(bytes) && bytes >= kRingBytesMin && bytes <= kRingBytesMax;
}

Result<SharedMemory> SharedMemory::make(uint32_t ring_bytes, Fd& fd) {
  fd = Fd(::memfd_create("inlay-channel", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return memory_error("memfd_create");
  const size_t bytes = file_bytes(ring_bytes);
  if (::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0) return memory_error("ftruncate");
  if (::fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0) return memory_error("sealing");
  const auto memory = map(fd.get(), bytes);
  if (!memory) return fail(memory.error());
  auto* page = new (*memory) SharedPage;
  page->magic = kMagic;
  page->ring_bytes = ring_bytes;
  return SharedMemory(*memory, ring_bytes);
}

Result<SharedMemory> SharedMemory::open(const Fd& fd) {
  const int seals = ::fcntl(fd.get(), F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals) return unsound("memory is not sealed");
  const off_t end = ::lseek(fd.get(), 0, SEEK_END);  // fstat() is refused in a confined process
  if (end < 0) return memory_error("lseek");
  const auto bytes = static_cast<uint64_t>(end);
  const uint64_t ring_bytes = bytes < kPageBytes ? 0 : (bytes - kPageBytes) / 2;
  if (!sound_ring_bytes(ring_bytes) || bytes != file_bytes(ring_bytes)) {
    return unsound("memory has no sound size");
  }
  const auto memory = map(fd.get(), bytes);
  if (!memory) return fail(memory.error());
  SharedMemory mapped(*memory, static_cast<uint32_t>(ring_bytes));
  if (mapped.page().magic != kMagic || mapped.page().ring_bytes != ring_bytes) {
    return unsound("memory is not that of a channel");
  }
  return mapped;
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : page_(std::exchange(other.page_, nullptr)), ring_bytes_(other.ring_bytes_) {}

SharedMemory::~SharedMemory() {
  if (page_ != nullptr) ::munmap(page_, file_bytes(ring_bytes_));
}

}  // namespace inlay::channel
