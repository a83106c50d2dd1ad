// What the supervisor answers on its admin socket: plain HTTP/1.1 on a Unix socket, so that
// `curl --unix-socket` will do.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "http_messages/request_head.h"
#include "net/loop.h"
#include "net/tcp_listener.h"
#include "os/fd.h"

namespace inlay {

struct AdminAnswer {
  uint16_t status = 200;
  std::string_view content_type;
  std::string body;
};

inline constexpr size_t kAdminConnectionsMax = 16;      // a further one is closed at once
inline constexpr size_t kAdminHeadBytesMax = 8 * 1024;  // 431
inline constexpr uint64_t kAdminTimeoutMs = 5'000;      // for a head, for taking the answer, idle

class AdminServer {
 public:
  // Answers a request that HTTP has nothing against; called on the loop. Costs the loop its time.
  using Answer = std::function<AdminAnswer(const http::RequestHead& request)>;

  // `path`: where the socket lies; its file is removed at the end.
  AdminServer(Loop& loop, Fd listening, std::string path, Answer answer);
  // Connections that are open go on for a moment, but are not answered any more.
  ~AdminServer();
  AdminServer(const AdminServer&) = delete;
  AdminServer& operator=(const AdminServer&) = delete;

  const std::string& path() const { return path_; }

 private:
  class Connection;

  Loop& loop_;
  std::string path_;
  Answer answer_;
  std::set<Connection*> connections_;  // each owns itself until its stream is closed
  TcpListener listener_;
};

// A JSON object that says what was wrong: {"error":"not_found"}.
AdminAnswer admin_error(uint16_t status, std::string_view error);

}  // namespace inlay
