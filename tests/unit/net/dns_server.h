// A name server on 127.0.0.1 for tests, on a thread of its own: answers what its rows say, over UDP
// and TCP.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/address.h"
#include "os/fd.h"

namespace inlay {

struct DnsRow {
  std::vector<std::string> addresses{};  // A and AAAA
  uint32_t ttl_s = 60;
  uint8_t rcode = 0;            // 2: SERVFAIL, 3: NXDOMAIN
  bool silent = false;          // no answer at all
  bool cut_udp = false;         // over UDP only that the answer is too long for it
  std::string alias{};          // a CNAME for these addresses
  std::string alias_of_self{};  // a CNAME and nothing else, which no recursive server answers
  std::string raw{};            // these bytes behind the query's id, whatever they are
};

class DnsServer {
 public:
  DnsServer();
  ~DnsServer();

  void set(const std::string& name, DnsRow row);
  int asked(const std::string& name) const;  // for its A
  const SocketAddress& address() const { return address_; }

 private:
  void run();
  std::string answer(std::string_view query, bool udp);

  SocketAddress address_;
  Fd udp_, tcp_, stop_;
  mutable std::mutex mutex_;
  std::map<std::string, DnsRow> rows_;  // guarded; by name without final dot; others: NXDOMAIN
  std::map<std::string, int> asked_;    // guarded
  std::thread thread_;
};

}  // namespace inlay
