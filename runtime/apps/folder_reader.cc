#include "apps/folder_reader.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "apps/beneath.h"

namespace inlay::apps {
namespace {

// O_NONBLOCK: opening a FIFO must not wait for its writer.
constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

Error error_of(int number, std::string_view path) {
  const std::string what = "file " + std::string(path) + ": " + std::strerror(number);
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {Fault::not_found, Blame::app, what};
    case EXDEV:
    case ELOOP:
      return {Fault::refused, Blame::app,
              "file " + std::string(path) + ": a symbolic link leads out of the folder"};
    default:
      return {Fault::refused, Blame::app, what};
  }
}

Error too_large(std::string_view path, uint64_t bytes_max) {
  return {Fault::too_large, Blame::app,
          "file " + std::string(path) + ": more than " + std::to_string(bytes_max) + " bytes"};
}

Result<> check_file(int fd, std::string_view path, uint64_t bytes_max) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return fail(error_of(errno, path));
  if (!S_ISREG(status.st_mode)) {
    return fail(Fault::refused, Blame::app, "file " + std::string(path) + ": not a regular file");
  }
  if (static_cast<uint64_t>(status.st_size) > bytes_max) return fail(too_large(path, bytes_max));
  return {};
}

// The file may grow while it is read, so its size from before says nothing.
Result<std::string> read_all(int fd, std::string_view path, uint64_t bytes_max) {
  constexpr size_t step = 64 << 10;
  std::string bytes;
  while (true) {
    const size_t length = bytes.size();
    bytes.resize(length + step);
    const ssize_t got = ::read(fd, bytes.data() + length, step);
    bytes.resize(length + static_cast<size_t>(got < 0 ? 0 : got));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(error_of(errno, path));
    if (got == 0) return bytes;
    if (bytes.size() > bytes_max) return fail(too_large(path, bytes_max));
  }
}

}  // namespace

int open_beneath_by_kernel(int root, const std::string& path) {
  open_how how{};
  how.flags = static_cast<uint64_t>(kOpenFlags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
}

int open_beneath_by_walk(int root, const std::string& path) {
  int folder = fcntl(root, F_DUPFD_CLOEXEC, 0);
  size_t begin = 0;
  while (folder >= 0) {
    const size_t slash = path.find('/', begin);
    const std::string name = path.substr(begin, slash - begin);
    if (name == "..") {
      close(folder);
      errno = EXDEV;
      return -1;
    }
    const bool last = slash == std::string::npos;
    const int next = openat(folder, name.empty() ? "." : name.c_str(),
                            kOpenFlags | O_NOFOLLOW | (last ? 0 : O_DIRECTORY));
    const int why = errno;
    close(folder);
    errno = why;
    if (last) return next;
    folder = next;
    begin = slash + 1;
  }
  return -1;
}

Result<FolderReader> FolderReader::open(const std::string& path) {
  const auto not_a_folder = [&](int number) {
    return fail(Fault::not_found, Blame::config,
                "app folder " + path + ": " + std::strerror(number));
  };
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr),
                                                         &std::free);
  if (real == nullptr) return not_a_folder(errno);
  const int root = ::open(real.get(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return not_a_folder(errno);
  const std::string_view whole(real.get());
  return FolderReader(root, path, std::string(whole.substr(whole.rfind('/') + 1)));
}

FolderReader::FolderReader(int root, std::string path, std::string name)
    : root_(root), path_(std::move(path)), name_(std::move(name)) {}

FolderReader::FolderReader(FolderReader&& other) noexcept
    : root_(std::exchange(other.root_, -1)),
      path_(std::move(other.path_)),
      name_(std::move(other.name_)) {}

FolderReader& FolderReader::operator=(FolderReader&& other) noexcept {
  std::swap(root_, other.root_);
  std::swap(path_, other.path_);
  std::swap(name_, other.name_);
  return *this;
}

FolderReader::~FolderReader() {
  if (root_ >= 0) close(root_);
}

Result<int> FolderReader::open_file(std::string_view path, uint64_t bytes_max) const {
  const std::string name(path);
  if (name.empty() || name.front() == '/' || name.find('\0') != std::string::npos) {
    return fail(Fault::refused, Blame::app, "file " + name + ": not a path inside the folder");
  }
  int fd = open_beneath_by_kernel(root_, name);
  // Old kernels lack the call, and some containers forbid it.
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) fd = open_beneath_by_walk(root_, name);
  if (fd < 0) return fail(error_of(errno, path));
  const Result<> usable = check_file(fd, path, bytes_max);
  if (usable) return fd;
  close(fd);
  return fail(usable.error());
}

Result<std::string> FolderReader::read(std::string_view path, uint64_t bytes_max) const {
  const Result<int> fd = open_file(path, bytes_max);
  if (!fd) return fail(fd.error());
  Result<std::string> bytes = read_all(*fd, path, bytes_max);
  close(*fd);
  return bytes;
}

Result<> FolderReader::probe(std::string_view path, uint64_t bytes_max) const {
  const Result<int> fd = open_file(path, bytes_max);
  if (!fd) return fail(fd.error());
  close(*fd);
  return {};
}

}  // namespace inlay::apps
