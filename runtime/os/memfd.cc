#include "os/memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "os/files.h"

namespace inlay {
namespace {

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

tl::unexpected<Error> memory_error(const char* step) {
  return fail(Fault::internal, Blame::self, std::string(step) + ": " + errno_text(errno));
}

}  // namespace

Result<Fd> sealed_memory(const char* name, std::string_view bytes) {
  Fd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd) return memory_error("memfd_create");
  if (auto put = write_fd(fd.get(), bytes); !put) return fail(put.error());
  if (::fcntl(fd.get(), F_ADD_SEALS, kSeals) != 0) return memory_error("sealing");
  return fd;
}

Result<SealedView> SealedView::map(int fd, Bytes limit) {
  int seals = ::fcntl(fd, F_GET_SEALS);
  if (seals < 0 || (seals & kSeals) != kSeals) {
    return fail(Fault::refused, Blame::self, "shared memory is not sealed");
  }
  off_t end = ::lseek(fd, 0, SEEK_END);  // not fstat(), which a confined process may not call
  if (end < 0) return memory_error("lseek");
  auto size = static_cast<size_t>(end);
  if (size > limit.count()) {
    return fail(Fault::too_large, Blame::self,
                "shared memory: " + std::to_string(size) + " bytes, limit " +
                    std::to_string(limit.count()));
  }
  if (size == 0) return SealedView(nullptr, 0);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return memory_error("mmap");
  return SealedView(static_cast<const char*>(data), size);
}

SealedView::SealedView(SealedView&& other) noexcept : data_(other.data_), size_(other.size_) {
  other.data_ = nullptr;
  other.size_ = 0;
}

SealedView::~SealedView() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace inlay
