#include "bundling/bundler_process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/result.h"
#include "os/files.h"
#include "os/folder_view.h"

namespace inlay {
namespace {

Result<> become(const std::vector<std::string>& arguments) {
  if (auto seen = see_only_folder(kBundlerFolderFd, kBundlerProgramFd); !seen) return seen;
  const auto refused = [](const char* step) {
    return fail(Fault::refused, Blame::self, std::string(step) + ": " + errno_text(errno));
  };
  if (::dup2(kBundlerOutputFd, STDOUT_FILENO) < 0) return refused("dup2");
  // The descriptor of the folder still leads out of it.
  if (::close_range(kBundlerOutputFd, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return refused("close_range");
  std::vector<char*> words;
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  char* const environment[] = {nullptr};
  ::execveat(kBundlerProgramFd, "", words.data(), environment, AT_EMPTY_PATH);
  return refused("exec");
}

}  // namespace

int run_bundler(const std::vector<std::string>& arguments) {
  if (auto done = become(arguments); !done) {
    (void)write_fd(STDERR_FILENO, done.error().detail + "\n");
  }
  return kBundlerFailedExit;
}

}  // namespace inlay
