#include "dns_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "base/check.h"

namespace inlay {
namespace {

constexpr size_t kHeadBytes = 12;
constexpr uint16_t kA = 1, kCname = 5, kAaaa = 28;

void put16(std::string& out, size_t value) {
  out += static_cast<char>(value >> 8 & 0xff);
  out += static_cast<char>(value & 0xff);
}

std::string encoded(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    std::string_view label = name.substr(0, name.find('.'));
    out += static_cast<char>(label.size());
    out += label;
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  return out + '\0';
}

struct Question {
  std::string name;
  uint16_t type = 0;
  size_t end = 0;  // in the query
};

Question read_question(std::string_view query) {
  Question question;
  size_t at = kHeadBytes;
  while (at < query.size() && query[at] != 0) {
    auto length = static_cast<uint8_t>(query[at]);
    if (!question.name.empty()) question.name += '.';
    question.name += query.substr(at + 1, length);
    at += length + 1u;
  }
  question.end = at + 5;
  CHECK(question.end <= query.size());
  question.type = static_cast<uint8_t>(query[at + 2]);
  return question;
}

void put_record(std::string& out, std::string_view name, uint16_t type, uint32_t ttl_s,
                std::string_view data) {
  out += name;
  put16(out, type);
  put16(out, 1);
  put16(out, ttl_s >> 16);
  put16(out, ttl_s & 0xffff);
  put16(out, data.size());
  out += data;
}

std::string bytes_of(const std::string& address) {
  std::array<char, 16> bytes;
  bool v6 = address.find(':') != std::string::npos;
  CHECK(::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) == 1);
  return {bytes.data(), v6 ? 16u : 4u};
}

Fd bind_to(int type, const SocketAddress& address) {
  Fd fd(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), address.raw(), address.size) != 0) fd.reset();
  return fd;
}

}  // namespace

DnsServer::DnsServer() : stop_(::eventfd(0, EFD_CLOEXEC)) {
  for (int attempt = 0; attempt < 20 && !udp_; attempt++) {  // one port for both
    tcp_ = bind_to(SOCK_STREAM, *parse_address("127.0.0.1:0"));
    CHECK(tcp_);
    address_ = *bound_address(tcp_.get());
    udp_ = bind_to(SOCK_DGRAM, address_);
  }
  CHECK(udp_);
  CHECK(::listen(tcp_.get(), 8) == 0);
  thread_ = std::thread([this] { run(); });
}

DnsServer::~DnsServer() {
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

void DnsServer::set(const std::string& name, DnsRow row) {
  std::lock_guard lock(mutex_);
  rows_[name] = std::move(row);
}

int DnsServer::asked(const std::string& name) const {
  std::lock_guard lock(mutex_);
  auto found = asked_.find(name);
  return found == asked_.end() ? 0 : found->second;
}

void DnsServer::run() {
  std::array<char, 65536> buffer;
  std::array<pollfd, 3> polled{
      {{stop_.get(), POLLIN, 0}, {udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}}};
  while (::poll(polled.data(), polled.size(), -1) > 0 && polled[0].revents == 0) {
    if (polled[1].revents != 0) {
      SocketAddress from;
      from.size = sizeof from.storage;
      auto got = ::recvfrom(udp_.get(), buffer.data(), buffer.size(), 0,
                            reinterpret_cast<sockaddr*>(&from.storage), &from.size);
      if (got < static_cast<ssize_t>(kHeadBytes)) continue;
      std::string reply = answer({buffer.data(), static_cast<size_t>(got)}, true);
      if (!reply.empty())
        ::sendto(udp_.get(), reply.data(), reply.size(), 0, from.raw(), from.size);
    }
    if (polled[2].revents != 0) {  // c-ares sends a query at once and waits for its answer
      Fd connection(::accept4(tcp_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      for (;;) {
        auto got = ::recv(connection.get(), buffer.data(), 2, MSG_WAITALL);
        if (got != 2) break;
        size_t length = static_cast<uint8_t>(buffer[0]) * 256u + static_cast<uint8_t>(buffer[1]);
        got = ::recv(connection.get(), buffer.data(), length, MSG_WAITALL);
        if (got != static_cast<ssize_t>(length)) break;
        std::string reply = answer({buffer.data(), length}, false), framed;
        put16(framed, reply.size());
        framed += reply;
        if (::send(connection.get(), framed.data(), framed.size(), MSG_NOSIGNAL) < 0) break;
      }
    }
  }
}

std::string DnsServer::answer(std::string_view query, bool udp) {
  Question question = read_question(query);
  std::lock_guard lock(mutex_);
  if (question.type == kA) asked_[question.name]++;
  auto found = rows_.find(question.name);
  DnsRow row = found != rows_.end() ? found->second : DnsRow{.rcode = 3};
  if (row.silent) return {};
  std::string id(query.substr(0, 2));
  if (!row.raw.empty()) return id + row.raw;

  bool cut = udp && row.cut_udp;
  std::string records, owner = "\xc0\x0c";  // a pointer to the question's name
  size_t count = 0;
  for (const auto& alias : {row.alias, row.alias_of_self}) {
    if (cut || alias.empty()) continue;
    put_record(records, owner, kCname, row.ttl_s, encoded(alias));
    owner = encoded(alias);
    count++;
  }
  for (const auto& address : row.addresses) {
    std::string bytes = bytes_of(address);
    uint16_t type = bytes.size() == 16 ? kAaaa : kA;
    if (cut || type != question.type) continue;
    put_record(records, owner, type, row.alias.empty() ? row.ttl_s : row.ttl_s + 100, bytes);
    count++;
  }
  std::string reply = id;
  put16(reply, 0x8180u | row.rcode | (cut ? 0x0200u : 0u));
  put16(reply, 1);
  put16(reply, count);
  put16(reply, 0);
  put16(reply, 0);
  reply += query.substr(kHeadBytes, question.end - kHeadBytes);
  return reply + records;
}

}  // namespace inlay
