#include "net/child_process.h"

#include "net/uv_handle.h"

namespace inlay {

struct ChildProcess::Impl {
  UvHandle<uv_process_t> handle;
  std::function<void(Exit)> on_exit;
};

ChildProcess::ChildProcess(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ChildProcess::~ChildProcess() = default;

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(Loop& loop, const std::string& program,
                                                          const std::vector<std::string>& arguments,
                                                          std::span<const int> fds,
                                                          std::function<void(Exit)> on_exit) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  std::vector<uv_stdio_container_t> stdio(3 + fds.size());
  stdio[0].flags = UV_IGNORE;
  stdio[1].flags = stdio[2].flags = UV_INHERIT_FD;
  stdio[1].data.fd = stdio[2].data.fd = 2;
  for (size_t i = 0; i < fds.size(); i++) {
    stdio[3 + i].flags = UV_INHERIT_FD;
    stdio[3 + i].data.fd = fds[i];
  }

  uv_process_options_t options{};
  options.file = program.c_str();
  options.args = argv.data();
  options.stdio = stdio.data();
  options.stdio_count = static_cast<int>(stdio.size());
  options.flags = UV_PROCESS_DETACHED;
  options.exit_cb = [](uv_process_t* process, int64_t status, int signal) {
    if (process->data == nullptr) return;
    auto call = static_cast<Impl*>(process->data)->on_exit;  // a copy: the callback may destroy us
    call({status, signal});
  };

  auto impl = std::make_unique<Impl>();
  auto* handle = new uv_process_t;
  handle->data = impl.get();
  impl->on_exit = std::move(on_exit);
  int status = uv_spawn(loop.raw(), handle, &options);
  impl->handle.reset(handle);
  if (status != 0) return fail(Fault::internal, Blame::self, program + ": " + uv_strerror(status));
  return std::unique_ptr<ChildProcess>(new ChildProcess(std::move(impl)));
}

int ChildProcess::pid() const { return impl_->handle->pid; }
void ChildProcess::signal(int number) { uv_process_kill(impl_->handle.get(), number); }

}  // namespace inlay
