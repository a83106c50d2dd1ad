#include "supervisor/admin_server.h"

#include <unistd.h>

#include <algorithm>
#include <memory>

#include "http/server_connection.h"
#include "http_messages/head_writer.h"

namespace inlay {
namespace {

const http::ServerLimits kLimits{
    .head = {.line_bytes_max = kAdminHeadBytesMax,
             .head_bytes_max = kAdminHeadBytesMax,
             .fields_max = 100},
    .chunk = {},
    .body_bytes_max = 64 * 1024,  // dropped
    .head_timeout_ms = kAdminTimeoutMs,
    .idle_timeout_ms = kAdminTimeoutMs,
    .body_timeout_ms = kAdminTimeoutMs,
    .write_timeout_ms = kAdminTimeoutMs,
    .tunnel_timeout_ms = kAdminTimeoutMs,
};

}  // namespace

class AdminServer::Connection final : public http::ServerHandler {
 public:
  Connection(AdminServer& server, std::unique_ptr<TcpStream> stream)
      : server_(&server), http_(server.loop_, std::move(stream), kLimits, *this) {
    http_.start();
  }

  // The server is about to go.
  void leave() {
    server_ = nullptr;
    http_.abort();
  }

 private:
  void on_request(const http::RequestHead& head) override { send(server_->answer_(head)); }
  void on_refused(const http::HeadError& error) override {
    send(admin_error(error.status, reason_name(error.error.reason)));
  }
  void on_body(std::string_view) override {}
  void on_body_end() override {}
  void on_writable() override {}
  void on_abort(const Error&) override { http_.abort(); }
  void on_closed() override {
    if (server_ != nullptr) server_->connections_.erase(this);
    delete this;
  }

  void send(const AdminAnswer& answer) {
    std::string head;
    http::append_status_line(head, answer.status);
    http::append_field(head, "Content-Type", answer.content_type);
    http::append_field(head, "Cache-Control", "no-store");
    http_.answer(std::move(head), answer.body);
  }

  AdminServer* server_;
  http::ServerConnection http_;
};

AdminServer::AdminServer(Loop& loop, Fd listening, std::string path, Answer answer)
    : loop_(loop),
      path_(std::move(path)),
      answer_(std::move(answer)),
      listener_(loop, std::move(listening), [this](std::unique_ptr<TcpStream> stream) {
        if (connections_.size() >= kAdminConnectionsMax) {
          return TcpStream::discard(std::move(stream));
        }
        connections_.insert(new Connection(*this, std::move(stream)));
      }) {}

AdminServer::~AdminServer() {
  ::unlink(path_.c_str());
  for (Connection* connection : connections_) connection->leave();
}

AdminAnswer admin_error(uint16_t status, std::string_view error) {
  return {status, "application/json", "{\"error\":\"" + std::string(error) + "\"}\n"};
}

}  // namespace inlay
