#include "bundling/esbuild_run.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "bundling/bundler_process.h"
#include "os/fd.h"
#include "os/files.h"
#include "os/process.h"
#include "os/spawn.h"

namespace inlay {
namespace {

using Time = std::chrono::steady_clock;

tl::unexpected<Error> failed(Fault fault, std::string detail) {
  return fail(fault, Blame::app, std::move(detail));
}

struct Pipe {
  Fd from;
  Fd to;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return failed(Fault::internal, "pipe: " + errno_text(errno));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// One of the two streams that are read at once.
class Stream {
 public:
  Stream(int fd, size_t bytes_max) : fd_(fd), bytes_max_(bytes_max) {}

  pollfd wanted() const { return {ended_ ? -1 : fd_, POLLIN, 0}; }
  void read() {
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return;
    ended_ = got <= 0;
    if (ended_) return;
    const size_t room = bytes_max_ - text.size();
    text.append(buffer.data(), std::min(room, static_cast<size_t>(got)));
    over = over || static_cast<size_t>(got) > room;
  }
  bool ended() const { return ended_; }

  std::string text;
  bool over = false;

 private:
  int fd_;
  size_t bytes_max_;
  bool ended_ = false;
};

// False: the time is up, or there is more than may be.
bool read_both(Stream& output, Stream& messages, Time::time_point until) {
  while (!output.ended() || !messages.ended()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Time::now());
    if (left.count() <= 0 || output.over) return false;
    std::array<pollfd, 2> polled{output.wanted(), messages.wanted()};
    (void)::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
    if (polled[0].revents != 0) output.read();
    if (polled[1].revents != 0) messages.read();
  }
  return true;
}

Result<Spawned> start(const EsbuildRun& run, int program, int output, int messages) {
  SpawnOptions options{.program = kThisProgram,
                       .arguments = {kBundlerName},
                       .descriptors = {output, run.folder, program},
                       .output = messages,
                       .limits = {.data = kEsbuildMemoryMax, .core = Bytes(0)}};
  options.arguments.insert(options.arguments.end(), run.arguments.begin(), run.arguments.end());
  return spawn(options);
}

}  // namespace

Result<EsbuildEnd> run_esbuild(const EsbuildRun& run) {
  Fd program(::open(run.program.c_str(), O_RDONLY | O_CLOEXEC));
  if (!program) {
    return failed(Fault::not_found, "esbuild is not at " + run.program + ": " + errno_text(errno) +
                                        "; ./inlay build puts it there, or name a built script");
  }
  auto output_pipe = make_pipe();
  if (!output_pipe) return fail(output_pipe.error());
  auto messages_pipe = make_pipe();
  if (!messages_pipe) return fail(messages_pipe.error());
  auto process = start(run, program.get(), output_pipe->to.get(), messages_pipe->to.get());
  if (!process) return fail(process.error());
  output_pipe->to.reset();
  messages_pipe->to.reset();
  Stream output(output_pipe->from.get(), run.output_max.count());
  Stream messages(messages_pipe->from.get(), kMessagesBytesMax);
  const bool read = read_both(output, messages, Time::now() + run.time_max);
  if (!read) process->kill(SIGKILL);
  const Ending ending = process->wait().value_or(Ending{});
  if (output.over) {
    return failed(Fault::too_large, "esbuild: the bundle is larger than an edge script may be");
  }
  if (!read) {
    return failed(Fault::timed_out,
                  "esbuild: not done after " + std::to_string(run.time_max.count()) + " ms");
  }
  if (ending.signal != 0 || ending.exit_code == kBundlerFailedExit) {
    return failed(
        Fault::internal,
        "esbuild: " + (ending.signal != 0 ? ending.text()
                                          : messages.text.substr(0, messages.text.find('\n'))));
  }
  return EsbuildEnd{ending.exit_code == 0, std::move(output.text), std::move(messages.text)};
}

}  // namespace inlay
