// Another process of ours: started with exactly the descriptors it is given, watched until it ends.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/loop.h"

namespace inlay {

class ChildProcess {
 public:
  struct Exit {
    int64_t status = 0;
    int signal = 0;
  };

  // `arguments` with the name first. The child has standard input from /dev/null, standard output
  // and error to ours, and `fds` as 3, 4, …; it is in a session of its own, so a terminal's signals
  // reach only us, and it outlives us.
  static Result<std::unique_ptr<ChildProcess>> start(Loop& loop, const std::string& program,
                                                     const std::vector<std::string>& arguments,
                                                     std::span<const int> fds,
                                                     std::function<void(Exit)> on_exit);
  ~ChildProcess();  // stops watching; the process goes on
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  int pid() const;
  void signal(int number);

 private:
  struct Impl;
  explicit ChildProcess(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace inlay
