#include "net/name_lookup.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <thread>

#include "base/check.h"
#include "os/fd.h"

namespace inlay {
namespace {

constexpr size_t kAddressesMax = 16;  // taken from an answer; the rest is dropped
// Asked for at a time; further ones wait (their time runs). The questions of these, for both kinds
// of address, fit into a socket buffer of the usual size: what floods a name server is dropped
// there.
constexpr size_t kQueriesMax = 64;
// Until the first repetition of a question, to the next server if there is one; c-ares doubles it
// after each round.
constexpr int kTryMs = 1000;
constexpr int kTries = 2;

uint64_t now_ms() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

Result<LookedUp> failed(const std::string& name, Fault fault, std::string_view why) {
  return fail(fault, Blame::origin, Reason::origin_name_unknown,
              "name look-up of " + name + ": " + std::string(why));
}

SocketAddress address_of(const ares_addrinfo_node& node) {
  SocketAddress address;
  address.size = node.ai_family == AF_INET6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  std::memcpy(&address.storage, node.ai_addr, address.size);
  address.set_port(0);
  return address;
}

// The whole chain holds as long as its shortest part. RFC 2181 section 8: a TTL with its top bit
// set counts as 0.
LookedUp read_answer(const ares_addrinfo& answer) {
  LookedUp looked_up;
  int ttl_s = INT32_MAX;
  for (auto* node = answer.nodes; node != nullptr; node = node->ai_next) {
    bool usable = node->ai_family == AF_INET || node->ai_family == AF_INET6;
    if (!usable || looked_up.addresses.size() == kAddressesMax) continue;
    looked_up.addresses.push_back(address_of(*node));
    ttl_s = std::min(ttl_s, node->ai_ttl);
  }
  for (auto* name = answer.cnames; name != nullptr; name = name->next)
    ttl_s = std::min(ttl_s, name->ttl);
  looked_up.ttl_s = static_cast<uint64_t>(std::max(ttl_s, 0));
  return looked_up;
}

}  // namespace

// Everything but what `mutex` guards belongs to the thread.
struct NameLookup::Impl {
  struct Query {
    Impl& impl;
    std::string name;
    Done done;  // empty: told that it took too long
    uint64_t end_ms;
  };

  explicit Impl(std::vector<SocketAddress> asked)
      : servers(std::move(asked)), wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    CHECK(wake);
  }

  void run();
  void wait();
  void start_queries();
  void start(std::unique_ptr<Query> query);
  void ended(Query* query, int status, ares_addrinfo* answer);
  void end_late_ones();
  bool open_channel();
  void close_channel();
  int wait_ms();

  const std::vector<SocketAddress> servers;
  const Fd wake;
  std::mutex mutex;
  bool stopping = false;                       // guarded
  std::deque<std::unique_ptr<Query>> arrived;  // guarded
  std::thread thread;                          // guarded until it runs

  std::deque<std::unique_ptr<Query>> queued;  // for a place among the active
  std::vector<Query*> active;                 // each owned by c-ares until ended()
  // Exists while there are queries, so that a changed resolv.conf is seen and old sockets, with
  // the ports a forger may have learnt, go.
  ares_channel channel = nullptr;
  std::map<ares_socket_t, short> sockets;  // and what c-ares waits for on them
};

NameLookup::NameLookup(std::vector<SocketAddress> servers)
    : impl_(std::make_unique<Impl>(std::move(servers))) {}

NameLookup::~NameLookup() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
  }
  ::eventfd_write(impl_->wake.get(), 1);
  if (impl_->thread.joinable()) impl_->thread.join();
}

void NameLookup::start(std::string name, Done done) {
  std::unique_ptr<Impl::Query> query(
      new Impl::Query{*impl_, std::move(name), std::move(done), now_ms() + kLookupMs});
  std::lock_guard lock(impl_->mutex);
  impl_->arrived.push_back(std::move(query));
  if (!impl_->thread.joinable()) impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
  ::eventfd_write(impl_->wake.get(), 1);
}

void NameLookup::Impl::run() {
  for (;;) {
    {
      std::lock_guard lock(mutex);
      if (stopping) break;
      std::ranges::move(arrived, std::back_inserter(queued));
      arrived.clear();
    }
    start_queries();
    if (active.empty()) close_channel();
    wait();
    end_late_ones();
  }
  for (Query* query : active) query->done = nullptr;
  close_channel();
}

void NameLookup::Impl::wait() {
  std::vector<pollfd> polled{{wake.get(), POLLIN, 0}};
  for (auto [socket, events] : sockets) polled.push_back({socket, events, 0});
  ::poll(polled.data(), polled.size(), wait_ms());
  eventfd_t count;
  if (polled[0].revents != 0) ::eventfd_read(wake.get(), &count);
  if (channel == nullptr) return;
  for (const pollfd& ready : std::span(polled).subspan(1)) {
    bool readable = (ready.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    bool writable = (ready.revents & (POLLOUT | POLLERR | POLLHUP)) != 0;
    if (!readable && !writable) continue;
    ares_process_fd(channel, readable ? ready.fd : ARES_SOCKET_BAD,
                    writable ? ready.fd : ARES_SOCKET_BAD);
  }
  ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // repeats what had no answer
}

int NameLookup::Impl::wait_ms() {
  uint64_t end_ms = UINT64_MAX;
  for (const Query* query : active)
    if (query->done) end_ms = std::min(end_ms, query->end_ms);
  if (!queued.empty()) end_ms = std::min(end_ms, queued.front()->end_ms);
  if (channel == nullptr && end_ms == UINT64_MAX) return -1;
  uint64_t now = now_ms();
  timeval most{kTryMs / 1000, 0}, left;
  if (end_ms != UINT64_MAX && end_ms < now + kTryMs) {
    uint64_t left_ms = end_ms > now ? end_ms - now : 0;
    most = {0, static_cast<suseconds_t>(left_ms * 1000)};
  }
  timeval* next = channel != nullptr ? ares_timeout(channel, &most, &left) : &most;
  return static_cast<int>(next->tv_sec * 1000 + (next->tv_usec + 999) / 1000);
}

void NameLookup::Impl::start_queries() {
  while (!queued.empty() && active.size() < kQueriesMax) {
    std::unique_ptr<Query> query = std::move(queued.front());
    queued.pop_front();
    start(std::move(query));
  }
}

void NameLookup::Impl::start(std::unique_ptr<Query> query) {
  if (channel == nullptr && !open_channel())
    return query->done(failed(query->name, Fault::internal, "c-ares does not start"));
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  active.push_back(query.get());
  Query* owned = query.release();  // by c-ares, which calls back exactly once, perhaps at once
  ares_getaddrinfo(
      channel, owned->name.c_str(), nullptr, &hints,
      [](void* argument, int status, int, ares_addrinfo* answer) {
        auto* ended = static_cast<Query*>(argument);
        ended->impl.ended(ended, status, answer);
      },
      owned);
}

void NameLookup::Impl::ended(Query* query, int status, ares_addrinfo* answer) {
  std::unique_ptr<Query> owned(query);
  std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> freed(answer, &ares_freeaddrinfo);
  std::erase(active, query);
  if (!query->done) return;
  LookedUp looked_up;
  if (status == ARES_SUCCESS && answer != nullptr) looked_up = read_answer(*answer);
  if (!looked_up.addresses.empty()) return query->done(std::move(looked_up));
  if (status == ARES_SUCCESS) status = ARES_ENODATA;
  query->done(failed(query->name, status == ARES_ETIMEOUT ? Fault::timed_out : Fault::unreachable,
                     ares_strerror(status)));
}

void NameLookup::Impl::end_late_ones() {
  uint64_t now = now_ms();
  auto end = [&](Query& query) {
    Done done = std::exchange(query.done, nullptr);
    done(failed(query.name, Fault::timed_out,
                "no name server answers within " + std::to_string(kLookupMs / 1000) + " s"));
  };
  for (Query* query : active)
    if (query->done && query->end_ms <= now) end(*query);
  while (!queued.empty() && queued.front()->end_ms <= now) {  // all wait equally long
    end(*queued.front());
    queued.pop_front();
  }
}

bool NameLookup::Impl::open_channel() {
  ares_options options{};
  options.timeout = kTryMs;
  options.tries = kTries;
  options.sock_state_cb = [](void* impl, ares_socket_t socket, int readable, int writable) {
    auto& known = static_cast<Impl*>(impl)->sockets;
    if (readable == 0 && writable == 0) {
      known.erase(socket);
    } else {
      known[socket] =
          static_cast<short>((readable != 0 ? POLLIN : 0) | (writable != 0 ? POLLOUT : 0));
    }
  };
  options.sock_state_cb_data = this;
  if (ares_init_options(&channel, &options,
                        ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB) !=
      ARES_SUCCESS) {
    channel = nullptr;
    return false;
  }
  std::string list;
  for (const auto& server : servers) list += (list.empty() ? "" : ",") + server.text();
  if (list.empty() || ares_set_servers_ports_csv(channel, list.c_str()) == ARES_SUCCESS)
    return true;
  close_channel();
  return false;
}

void NameLookup::Impl::close_channel() {
  if (channel == nullptr) return;
  ares_destroy(channel);
  channel = nullptr;
  sockets.clear();
}

}  // namespace inlay
