// Stands between the true cell and its ends of channels: the linker sends its calls of the three
// functions below here (--wrap, CMakeLists.txt). Notes what passes, and takes over when a request
// asks for it.
#include <cerrno>
#include <charconv>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "cells/diary.h"
#include "cells/plays.h"
#include "cells/stolen_channel.h"
#include "channel/cell_end.h"
#include "unit/os/attacks.h"

namespace inlay::compromised {
namespace {

using channel::CellEnd;

struct Watched {
  std::string url;
  Victim victim;
  uint64_t die_at = 0;  // output record, from 1; 0: never
  bool when_taken = false;
  uint64_t outputs = 0;
};

struct Stolen {
  CellEnd* end;
  StolenChannel channel;
  std::map<channel::StreamId, Watched> streams;
};

std::list<Stolen>& all() {
  static std::list<Stolen> channels;
  return channels;
}

Stolen* stolen_of(const CellEnd* end) {
  for (Stolen& one : all()) {
    if (one.end == end) return &one;
  }
  return nullptr;
}

// The value of `key` in the query; %20 is a blank, nothing else is decoded.
std::optional<std::string> query(std::string_view url, const std::string& key) {
  const size_t begin = url.find('?');
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string text = "&" + std::string(url.substr(begin + 1)) + "&";
  const size_t at = text.find("&" + key);
  if (at == std::string::npos) return std::nullopt;
  const size_t from = at + 1 + key.size();
  if (text[from] == '&') return "";
  if (text[from] != '=') return std::nullopt;
  std::string value = text.substr(from + 1, text.find('&', from) - from - 1);
  for (size_t blank; (blank = value.find("%20")) != std::string::npos;) {
    value.replace(blank, 3, " ");
  }
  return value;
}

[[noreturn]] void wait_to_be_killed() {
  while (true) StolenChannel::rest_a_millisecond();
}

void play(Stolen& stolen, const Watched& watched, const std::string& name) {
  stolen.end->flush();  // what is said from here on stands behind it
  note("\"play\":\"" + name + "\",\"received\":\"" + hex(stolen.channel.to_cell()) + "\"");
  for (const Play& one : plays()) {
    if (one.name != name) continue;
    one.run(stolen.channel, watched.victim);
    wait_to_be_killed();
  }
  for (const Attack& attack : attacks()) {
    if ("attack:" + std::string(attack.name) != name) continue;
    errno = 0;
    const long result = attack.run();
    note("\"attack\":\"" + name + "\",\"result\":" + std::to_string(result) +
         ",\"errno\":" + std::to_string(errno));
    wait_to_be_killed();
  }
  note("\"unknown\":\"" + name + "\"");
}

void see(Stolen& stolen, const channel::Begin& begin) {
  Watched watched{.url = std::string(begin.url),
                  .victim = {begin.stream, {begin.chain.begin(), begin.chain.end()}}};
  // A second try, without the culprit, is left alone.
  if (auto die = query(watched.url, "die"); die && begin.chain.size() > 1) {
    std::from_chars(die->data(), die->data() + die->size(), watched.die_at);
    watched.when_taken = query(watched.url, "taken").has_value();
  }
  note("\"begin\":" + std::to_string(begin.stream) + ",\"url\":\"" + watched.url +
       "\",\"chain\":" + std::to_string(begin.chain.size()));
  stolen.streams.insert_or_assign(begin.stream, std::move(watched));
}

// Behind the response's head, so that the play finds a stream of which everything is known.
void see(Stolen& stolen, const channel::ResponseFields& fields) {
  const auto found = stolen.streams.find(fields.stream);
  if (fields.more || found == stolen.streams.end()) return;
  const Watched& watched = found->second;
  const auto name = query(watched.url, "play");
  if (name && query(watched.url, "early")) play(stolen, watched, *name);
}

void see(Stolen& stolen, const channel::Body& body) {
  const auto found = stolen.streams.find(body.stream);
  if (found == stolen.streams.end()) return;
  const Watched& watched = found->second;
  if (query(watched.url, "die")) {
    note("\"body\":" + std::to_string(body.stream) + ",\"bytes\":\"" + hex(body.bytes) + "\"");
  }
  if (const auto name = query(watched.url, "play")) play(stolen, watched, *name);
}

[[noreturn]] void die(Stolen& stolen, const Watched& watched) {
  stolen.end->flush();
  const bool taken = watched.when_taken && stolen.channel.all_taken();
  note("\"died\":" + std::to_string(watched.outputs) + ",\"taken\":" + (taken ? "true" : "false"));
  __builtin_trap();
}

void sent(Stolen& stolen, const channel::Output& output) {
  const auto found = stolen.streams.find(output.stream);
  if (found == stolen.streams.end() || !query(found->second.url, "die")) return;
  Watched& watched = found->second;
  watched.outputs += 1;
  note("\"output\":" + std::to_string(output.stream) +
       ",\"held\":" + (output.held ? "true" : "false") +
       ",\"offset\":" + (output.offset ? std::to_string(*output.offset) : "null") +
       ",\"restore\":\"" + hex(output.restore) + "\",\"bytes\":\"" + hex(output.bytes) + "\"");
  if (watched.outputs == watched.die_at) die(stolen, watched);
}

}  // namespace
}  // namespace inlay::compromised

namespace inlay::channel {

// CellEnd::open()
using OpenedEnd = Result<std::unique_ptr<CellEnd>>;

OpenedEnd real_open(ChannelFds fds, Workspace& workspace) asm(
    "__real__ZN5inlay7channel7CellEnd4openENS0_10ChannelFdsERNS0_9WorkspaceE");
OpenedEnd wrapped_open(ChannelFds fds, Workspace& workspace) asm(
    "__wrap__ZN5inlay7channel7CellEnd4openENS0_10ChannelFdsERNS0_9WorkspaceE");
OpenedEnd wrapped_open(ChannelFds fds, Workspace& workspace) {
  auto memory = SharedMemory::open(fds.memory);
  const int doorbell = fds.doorbell.get();
  auto end = real_open(std::move(fds), workspace);
  if (memory && end) {
    compromised::all().push_back(
        {end->get(), compromised::StolenChannel(std::move(*memory), doorbell), {}});
  }
  return end;
}

// CellEnd::next()
const EdgeRecord* real_next(CellEnd* end) asm("__real__ZN5inlay7channel7CellEnd4nextEv");
const EdgeRecord* wrapped_next(CellEnd* end) asm("__wrap__ZN5inlay7channel7CellEnd4nextEv");
const EdgeRecord* wrapped_next(CellEnd* end) {
  const EdgeRecord* record = real_next(end);
  compromised::Stolen* stolen = compromised::stolen_of(end);
  if (record == nullptr || stolen == nullptr) return record;
  if (const auto* begin = std::get_if<Begin>(record)) see(*stolen, *begin);
  if (const auto* fields = std::get_if<ResponseFields>(record)) see(*stolen, *fields);
  if (const auto* body = std::get_if<Body>(record)) see(*stolen, *body);
  return record;
}

// CellEnd::send(const Output&)
Result<Sent> real_send(CellEnd* end, const Output& output) asm(
    "__real__ZN5inlay7channel7CellEnd4sendERKNS0_6OutputE");
Result<Sent> wrapped_send(CellEnd* end, const Output& output) asm(
    "__wrap__ZN5inlay7channel7CellEnd4sendERKNS0_6OutputE");
Result<Sent> wrapped_send(CellEnd* end, const Output& output) {
  auto result = real_send(end, output);
  compromised::Stolen* stolen = compromised::stolen_of(end);
  if (stolen != nullptr && result && *result == Sent::yes) sent(*stolen, output);
  return result;
}

}  // namespace inlay::channel
