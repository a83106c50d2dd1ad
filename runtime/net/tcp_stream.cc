#include "net/tcp_stream.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "net/tcp_stream_impl.h"

namespace inlay {
namespace {

constexpr size_t kDirectParts = 64;

Error broken(int status) {
  Fault fault = status == UV_ETIMEDOUT      ? Fault::timed_out
                : status == UV_ECONNREFUSED ? Fault::unreachable
                                            : Fault::closed;
  return Error{fault, Blame::client, uv_strerror(status)};
}

// A reset that comes together with data is told by libuv as an ordinary end, and the part would
// pass for the whole: the kernel knows better.
int pending_error(uv_stream_t* stream) {
  uv_os_fd_t fd;
  int error = 0;
  socklen_t size = sizeof error;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(stream), &fd) != 0) return 0;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return 0;
  return uv_translate_sys_error(error);
}

}  // namespace

TcpStream::TcpStream(Loop& loop) : impl_(std::make_unique<Impl>(loop)) {
  CHECK(uv_tcp_init(loop.raw(), &impl_->tcp) == 0);
  impl_->tcp.data = impl_.get();
  impl_->started = true;
}

TcpStream::~TcpStream() { CHECK(!impl_->started); }

void TcpStream::set_events(StreamEvents& events) { impl_->events = &events; }

Result<> TcpStream::connect(const SocketAddress& address) {
  uv_tcp_nodelay(&impl_->tcp, 1);
  int status = uv_tcp_connect(&impl_->connecting, &impl_->tcp, address.raw(),
                              [](uv_connect_t* request, int result) {
                                auto* impl = static_cast<Impl*>(request->handle->data);
                                if (impl->closing) return;
                                if (result != 0) return impl->events->on_error(broken(result));
                                impl->events->on_connected();
                              });
  if (status != 0) return fail(broken(status));
  return {};
}

Result<SocketAddress> TcpStream::peer() const {
  SocketAddress address;
  int size = sizeof address.storage;
  int status =
      uv_tcp_getpeername(&impl_->tcp, reinterpret_cast<sockaddr*>(&address.storage), &size);
  if (status != 0) return fail(broken(status));
  address.size = static_cast<socklen_t>(size);
  return address;
}

void TcpStream::limit_reads(size_t bytes_max) { impl_->read_bytes_max = bytes_max; }

void TcpStream::read_start() {
  if (impl_->closing) return;
  uv_read_start(
      impl_->stream(),
      [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
        auto* impl = static_cast<Impl*>(handle->data);
        auto room = impl->loop.read_buffer();
        size_t size = std::min(room.size(), impl->read_bytes_max);
        *buffer = uv_buf_init(room.data(), static_cast<unsigned>(size));
      },
      [](uv_stream_t* stream, ssize_t got, const uv_buf_t* buffer) {
        auto* impl = static_cast<Impl*>(stream->data);
        if (got == 0 || impl->closing) return;
        if (got > 0) return impl->events->on_data({buffer->base, static_cast<size_t>(got)});
        uv_read_stop(stream);
        int status = got == UV_EOF ? pending_error(stream) : static_cast<int>(got);
        if (status == 0) return impl->events->on_end();
        impl->events->on_error(broken(status));
      });
}

void TcpStream::read_stop() {
  if (!impl_->closing) uv_read_stop(impl_->stream());
}

Result<Flow> TcpStream::write(std::span<const std::string_view> parts) {
  if (impl_->closing || impl_->shut_pending) {
    return fail(Fault::closed, Blame::client, "connection is closing");
  }
  size_t sent = 0;
  if (!impl_->write_pending && impl_->waiting.empty()) {
    std::array<uv_buf_t, kDirectParts> buffers;
    unsigned count = 0;
    for (auto part : parts.first(std::min(parts.size(), kDirectParts))) {
      if (part.empty()) continue;
      buffers[count++] =
          uv_buf_init(const_cast<char*>(part.data()), static_cast<unsigned>(part.size()));
    }
    if (count == 0) return Flow::more;
    int put = uv_try_write(impl_->stream(), buffers.data(), count);
    if (put < 0 && put != UV_EAGAIN) return fail(broken(put));
    if (put > 0) sent = static_cast<size_t>(put);
  }
  for (auto part : parts) {
    size_t skip = std::min(sent, part.size());
    sent -= skip;
    impl_->waiting.append(part.substr(skip));
  }
  if (impl_->waiting.empty()) return impl_->write_pending ? Flow::hold : Flow::more;
  impl_->send_waiting();
  return Flow::hold;
}

size_t TcpStream::queued_bytes() const {
  return uv_stream_get_write_queue_size(impl_->stream()) + impl_->waiting.size();
}

void TcpStream::Impl::send_waiting() {
  if (write_pending || waiting.empty()) return;
  in_flight.swap(waiting);
  write_pending = true;
  uv_buf_t buffer = uv_buf_init(in_flight.data(), static_cast<unsigned>(in_flight.size()));
  int status = uv_write(&writing, stream(), &buffer, 1, [](uv_write_t* request, int result) {
    static_cast<Impl*>(request->handle->data)->wrote(result);
  });
  CHECK(status == 0);
}

void TcpStream::Impl::wrote(int status) {
  write_pending = false;
  std::string().swap(in_flight);  // a slow reader's buffer must not stay with an idle connection
  if (closing) return;
  if (status != 0) return events->on_error(broken(status));
  if (!waiting.empty()) return send_waiting();
  if (shut_pending) send_shutdown();
  events->on_drained();
}

void TcpStream::shut_down() {
  if (impl_->closing || impl_->shut_pending) return;
  impl_->shut_pending = true;
  if (!impl_->write_pending && impl_->waiting.empty()) impl_->send_shutdown();
}

void TcpStream::Impl::send_shutdown() {
  if (shut) return;
  shut = true;
  uv_shutdown(&shutting, stream(), [](uv_shutdown_t*, int) {});
}

void TcpStream::close() {
  if (impl_->closing) return;
  impl_->closing = true;
  uv_close(reinterpret_cast<uv_handle_t*>(&impl_->tcp),
           [](uv_handle_t* handle) { static_cast<Impl*>(handle->data)->closed(); });
}

void TcpStream::reset() {
  if (impl_->closing) return;
  auto on_closed = [](uv_handle_t* handle) { static_cast<Impl*>(handle->data)->closed(); };
  if (impl_->shut || uv_tcp_close_reset(&impl_->tcp, on_closed) != 0) return close();
  impl_->closing = true;
}

void TcpStream::Impl::closed() {
  started = false;
  if (events != nullptr) events->on_closed();  // may delete this
}

void TcpStream::discard(std::unique_ptr<TcpStream> stream) {
  struct Discarded final : StreamEvents {
    std::unique_ptr<TcpStream> stream;
    void on_data(std::string_view) override {}
    void on_end() override {}
    void on_error(const Error&) override {}
    void on_drained() override {}
    void on_closed() override { delete this; }
  };
  auto* discarded = new Discarded;
  discarded->stream = std::move(stream);
  discarded->stream->set_events(*discarded);
  discarded->stream->close();
}

bool TcpStream::closing() const { return impl_->closing; }

}  // namespace inlay
