// The two ways to open a file beneath a folder. FolderReader picks; tests run both.
#pragma once

#include <string>

namespace inlay::apps {

// A descriptor to read from, or -1 with errno: EXDEV or ELOOP when a link or `..` leads out of
// `root`. openat2() (Linux 5.6): symbolic links inside the folder are followed. ENOSYS or EPERM
// where it is not to be had.
int open_beneath_by_kernel(int root, const std::string& path);

// Segment by segment: follows no symbolic link at all (ELOOP, or ENOTDIR for one in the middle).
int open_beneath_by_walk(int root, const std::string& path);

}  // namespace inlay::apps
