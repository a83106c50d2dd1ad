// The demo's origin: a small web server for a folder of files, on a free port of this machine, that
// also takes and shows counts of page views.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "base/result.h"
#include "cli/demo_views.h"
#include "http/server_connection.h"
#include "net/loop.h"
#include "net/tcp_listener.h"

namespace inlay::cli {

class DemoOrigin {
 public:
  // Reads the whole folder into memory and serves it from a thread of its own.
  static Result<std::unique_ptr<DemoOrigin>> start(const std::string& folder);
  ~DemoOrigin();

  const std::string& address() const { return address_; }  // 127.0.0.1:PORT

 private:
  struct File {
    std::string bytes;
    std::string content_type;
  };
  class Visit;

  DemoOrigin() = default;
  const File* find(std::string_view path) const;

  http::ServerLimits limits_;
  std::map<std::string, File, std::less<>> files_;  // by path, "/style.css"
  DemoViews views_;                                 // of the thread
  std::string address_;
  Loop loop_;
  std::unique_ptr<TcpListener> listener_;
  std::set<Visit*> visits_;  // of the thread
  std::thread thread_;
};

}  // namespace inlay::cli
