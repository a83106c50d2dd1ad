#include "os/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace inlay {
namespace {

constexpr off_t kPidMax =
    1 << 22;  // PID_MAX_LIMIT of Linux: a process's place in a shared lock file

Error disk_error(const std::string& path, int error) {
  Fault fault = error == ENOENT ? Fault::not_found : Fault::refused;
  return Error{fault, Blame::config, path + ": " + errno_text(error)};
}

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

struct flock part_of_file(off_t from, off_t to) {
  struct flock lock = whole_file();
  lock.l_start = from;
  lock.l_len = to - from;
  return lock;
}

// The kernel names one lock of those in a range, not the first: look on both sides of it.
void find_members(int fd, off_t from, off_t to, std::vector<pid_t>& found) {
  struct flock lock = part_of_file(from, to);
  if (from >= to || ::fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return;
  found.push_back(lock.l_pid);
  find_members(fd, from, lock.l_start, found);
  find_members(fd, lock.l_start + 1, to, found);
}

}  // namespace

std::string errno_text(int error) {
  char buffer[128];
  std::string text = strerror_r(error, buffer, sizeof buffer);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

Result<std::string> read_all(int fd, Bytes limit, std::string_view what) {
  std::string bytes;
  for (;;) {
    size_t have = bytes.size();
    bytes.resize(have + 65536);
    ssize_t got = ::read(fd, bytes.data() + have, 65536);
    if (got <= 0) bytes.resize(have);
    if (got == 0) return bytes;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Fault::internal, Blame::config, errno_text(errno));
    bytes.resize(have + static_cast<size_t>(got));
    if (bytes.size() > limit.count()) {
      return fail(
          Fault::too_large, Blame::config,
          "more than " + std::to_string(limit.count()) + " bytes (" + std::string(what) + ")");
    }
  }
}

Result<std::string> read_file(const std::string& path, Bytes limit, std::string_view setting) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return fail(disk_error(path, errno));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail(disk_error(path, errno));
  if (!S_ISREG(info.st_mode))
    return fail(Fault::refused, Blame::config, path + ": not a regular file");
  auto bytes = read_all(fd.get(), limit, setting);
  if (!bytes) return fail(bytes.error().fault, Blame::config, path + ": " + bytes.error().detail);
  return bytes;
}

Result<> write_fd(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(Fault::closed, Blame::config, errno_text(errno));
    bytes.remove_prefix(static_cast<size_t>(put));
  }
  return {};
}

Result<> write_file_whole(const std::string& path, std::string_view bytes, Durable durable) {
  std::string beside = path + ".new";
  Fd fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!fd) return fail(disk_error(beside, errno));
  if (auto put = write_fd(fd.get(), bytes); !put) {
    return fail(Fault::refused, Blame::config, beside + ": " + put.error().detail);
  }
  bool safe = durable == Durable::no || ::fsync(fd.get()) == 0;
  if (!safe || ::rename(beside.c_str(), path.c_str()) != 0) {
    return fail(disk_error(path, errno));
  }
  return {};
}

Result<> make_folders(const std::string& path) {
  for (size_t slash = 1; slash != std::string::npos && slash <= path.size();) {
    slash = path.find('/', slash);
    std::string part = path.substr(0, slash);
    if (!part.empty() && ::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      return fail(disk_error(part, errno));
    }
    if (slash != std::string::npos) slash++;
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return fail(disk_error(path, errno));
  if (!S_ISDIR(info.st_mode)) return fail(Fault::refused, Blame::config, path + ": not a folder");
  return {};
}

Result<FileLock> FileLock::take(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail(disk_error(path, errno));
  struct flock lock = whole_file();
  if (::fcntl(fd.get(), F_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES) return fail(disk_error(path, errno));
    return fail(Fault::busy, Blame::config,
                path + ": held by process " + std::to_string(holder(path)));
  }
  return FileLock(std::move(fd));
}

pid_t FileLock::holder(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  struct flock lock = whole_file();
  if (!fd || ::fcntl(fd.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return 0;
  return lock.l_pid;
}

Result<FileLock> FileLock::join(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd) return fail(disk_error(path, errno));
  struct flock lock = part_of_file(::getpid(), ::getpid() + 1);
  if (::fcntl(fd.get(), F_SETLK, &lock) != 0) return fail(disk_error(path, errno));
  return FileLock(std::move(fd));
}

std::vector<pid_t> FileLock::members(const std::string& path) {
  std::vector<pid_t> found;
  Fd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (fd) find_members(fd.get(), 0, kPidMax, found);
  return found;
}

}  // namespace inlay
