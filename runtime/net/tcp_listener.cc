#include "net/tcp_listener.h"

#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "net/tcp_stream_impl.h"

namespace inlay {

struct TcpListener::Impl {
  Loop& loop;
  UvHandle<uv_tcp_t> handle;
  std::function<void(std::unique_ptr<TcpStream>)> on_connection;
};

TcpListener::TcpListener(Loop& loop, Fd listening,
                         std::function<void(std::unique_ptr<TcpStream>)> on_connection)
    : impl_(new Impl{loop, nullptr, std::move(on_connection)}) {
  auto* handle = new uv_tcp_t;
  CHECK(uv_tcp_init(loop.raw(), handle) == 0);
  handle->data = impl_.get();
  impl_->handle.reset(handle);
  CHECK(uv_tcp_open(handle, listening.release()) == 0);
  int status = uv_listen(reinterpret_cast<uv_stream_t*>(handle), SOMAXCONN,
                         [](uv_stream_t* server, int result) {
                           auto* impl = static_cast<Impl*>(server->data);
                           if (impl == nullptr || result != 0) return;
                           auto stream = std::make_unique<TcpStream>(impl->loop);
                           auto* client = stream->impl_.get();
                           if (uv_accept(server, client->stream()) != 0) {
                             TcpStream::discard(std::move(stream));
                             return;
                           }
                           uv_tcp_nodelay(&client->tcp, 1);
                           auto call = impl->on_connection;  // a copy: it may destroy the listener
                           call(std::move(stream));
                         });
  CHECK(status == 0);
}

TcpListener::~TcpListener() = default;

void TcpListener::drain_queue() {
  uv_os_fd_t fd;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(impl_->handle.get()), &fd) != 0) return;
  for (;;) {
    int accepted = ::accept4(fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (accepted < 0) return;
    auto stream = std::make_unique<TcpStream>(impl_->loop);
    if (uv_tcp_open(&stream->impl_->tcp, accepted) != 0) {
      ::close(accepted);
      TcpStream::discard(std::move(stream));
      continue;
    }
    uv_tcp_nodelay(&stream->impl_->tcp, 1);
    impl_->on_connection(std::move(stream));
  }
}

}  // namespace inlay
