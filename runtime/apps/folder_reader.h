// Reads files beneath one folder and nothing else: no absolute path, no `..`, no symbolic link that
// leads out, no device. The folder's owner may be hostile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace inlay::apps {

inline constexpr uint64_t kAppFileBytesMax = 8 << 20;  // app_file_bytes_max
inline constexpr uint64_t kAppBytesMax = 64 << 20;  // app_bytes_max: all files of one app version

// Owns a descriptor of the folder. Reading is const and safe from any thread.
class FolderReader {
 public:
  static Result<FolderReader> open(const std::string& path);
  FolderReader(FolderReader&& other) noexcept;
  FolderReader& operator=(FolderReader&& other) noexcept;
  ~FolderReader();

  // The whole of one regular file, at most `bytes_max`. Faults: not_found, too_large, refused
  // (leads out, or is no regular file), internal. Blocks on the disk.
  Result<std::string> read(std::string_view path, uint64_t bytes_max) const;

  // Whether read() would get at the file, without reading it.
  Result<> probe(std::string_view path, uint64_t bytes_max) const;

  int descriptor() const { return root_; }           // borrowed
  const std::string& path() const { return path_; }  // as given to open()
  const std::string& name() const { return name_; }  // last part of the real path

 private:
  Result<int> open_file(std::string_view path, uint64_t bytes_max) const;
  FolderReader(int root, std::string path, std::string name);
  int root_ = -1;
  std::string path_;
  std::string name_;
};

}  // namespace inlay::apps
