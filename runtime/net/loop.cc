#include "net/loop.h"

#include <array>
#include <mutex>
#include <vector>

#include "base/check.h"
#include "net/uv_handle.h"

namespace inlay {

struct Loop::Impl {
  uv_loop_t loop;
  uv_async_t wake;
  std::mutex mutex;
  std::vector<std::function<void()>> tasks;  // guarded by mutex
  std::array<char, 262144> read_buffer;

  void run_tasks() {
    std::vector<std::function<void()>> due;
    {
      std::lock_guard lock(mutex);
      due.swap(tasks);
    }
    for (auto& task : due) task();
  }
};

namespace {

struct WorkRequest {
  uv_work_t request;
  std::function<void()> job;
  std::function<void()> done;
};

}  // namespace

std::string libuv_version() { return uv_version_string(); }

Loop::Loop() : impl_(std::make_unique<Impl>()) {
  CHECK(uv_loop_init(&impl_->loop) == 0);
  CHECK(uv_async_init(&impl_->loop, &impl_->wake,
                      [](uv_async_t* wake) { static_cast<Impl*>(wake->data)->run_tasks(); }) == 0);
  impl_->wake.data = impl_.get();
  uv_unref(reinterpret_cast<uv_handle_t*>(&impl_->wake));
}

Loop::~Loop() {
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->wake), nullptr);
  uv_run(&impl_->loop, UV_RUN_DEFAULT);  // lets close callbacks free their handles
  CHECK(uv_loop_close(&impl_->loop) == 0);
}

void Loop::run() { uv_run(&impl_->loop, UV_RUN_DEFAULT); }

void Loop::stop() {
  post([this] { uv_stop(&impl_->loop); });
}

void Loop::post(std::function<void()> task) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->tasks.push_back(std::move(task));
  }
  uv_async_send(&impl_->wake);
}

void Loop::work(std::function<void()> job, std::function<void()> done) {
  auto* work = new WorkRequest{{}, std::move(job), std::move(done)};
  work->request.data = work;
  int queued = uv_queue_work(
      &impl_->loop, &work->request,
      [](uv_work_t* request) { static_cast<WorkRequest*>(request->data)->job(); },
      [](uv_work_t* request, int) {
        std::unique_ptr<WorkRequest> finished(static_cast<WorkRequest*>(request->data));
        finished->done();
      });
  CHECK(queued == 0);
}

uint64_t Loop::now_ms() const { return uv_now(&impl_->loop); }
std::span<char> Loop::read_buffer() { return impl_->read_buffer; }
uv_loop_s* Loop::raw() { return &impl_->loop; }

}  // namespace inlay
