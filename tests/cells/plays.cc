#include "cells/plays.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "cells/diary.h"
#include "channel/records.h"
#include "config/cell_wire.h"

namespace inlay::compromised {
namespace {

using namespace channel;

constexpr std::string_view kMark = "<!--compromised-->";
constexpr int kFlood = 20'000;  // records, or rings

// Bytes without a meaning, always the same ones.
class Noise {
 public:
  uint32_t next() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 17U;
    state_ ^= state_ << 5U;
    return state_;
  }
  void fill(char* to, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) to[i] = static_cast<char>(next());
  }

 private:
  uint32_t state_ = 0x9e3779b9;
};

// Honest so far: a mark, and N where the page begins.
void begin_honestly(StolenChannel& channel, const Victim& victim) {
  channel.insist(Output{.stream = victim.stream, .offset = 0, .bytes = kMark});
}

void say_and_ring(StolenChannel& channel, const auto& record) {
  channel.insist(record);
  channel.ring();
}

// ---- the ring

void garbage(StolenChannel& channel, const Victim&) {
  Noise noise;
  const uint64_t at = channel.page().cell.written.load();
  noise.fill(const_cast<char*>(channel.to_edge().data()), channel.to_edge().size());
  channel.page().cell.written.store(at + (64 << 10));
  channel.ring();
}

void garbage_frames(StolenChannel& channel, const Victim& victim) {
  Noise noise;
  for (int i = 0; i < 100; ++i) {
    std::string payload(noise.next() % 200, '\0');
    noise.fill(payload.data(), payload.size());
    channel.write({static_cast<uint32_t>(payload.size()), victim.stream, 0x81 + noise.next() % 11},
                  payload);
    channel.ring();
  }
}

// A record whose end never comes.
void torn(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.write({60'000, victim.stream, static_cast<uint32_t>(RecordType::output)}, "torn");
  channel.ring();
}

void torn_frame(StolenChannel& channel, const Victim&) {
  channel.page().cell.written.fetch_add(kFrameBytes / 2);
  channel.ring();
}

void endless_size(StolenChannel& channel, const Victim& victim) {
  channel.write({UINT32_MAX, victim.stream, static_cast<uint32_t>(RecordType::output)}, "x");
  channel.ring();
}

void unknown_type(StolenChannel& channel, const Victim& victim) {
  channel.write({4, victim.stream, 0xff}, "what");
  channel.ring();
}

void edge_type(StolenChannel& channel, const Victim& victim) {
  using namespace std::string_view_literals;
  channel.write({4, victim.stream, static_cast<uint32_t>(RecordType::grant)}, "\1\0\0\0"sv);
  channel.ring();
}

void written_goes_back(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.all_taken();
  channel.page().cell.written.store(0);
  channel.ring();
}

void written_too_far(StolenChannel& channel, const Victim&) {
  channel.page().cell.written.fetch_add(uint64_t{1} << 40);
  channel.ring();
}

void read_too_far(StolenChannel& channel, const Victim&) {
  channel.page().cell.read.fetch_add(uint64_t{1} << 40);
  channel.ring();
}

void read_goes_back(StolenChannel& channel, const Victim&) {
  channel.page().cell.read.store(0);
  channel.ring();
}

void page_of_noise(StolenChannel& channel, const Victim&) {
  Noise noise;
  noise.fill(channel.memory(), SharedMemory::kPageBytes);
  channel.ring();
}

// Bytes that change while the edge reads them.
void memory_that_changes(StolenChannel& channel, const Victim& victim) {
  Noise noise;
  for (int i = 0; i < 2000; ++i) {
    const bool said = channel.say(Output{.stream = victim.stream, .offset = 0, .bytes = "x"});
    channel.ring();
    for (int j = 0; j < 400; ++j) {
      const size_t at = noise.next() % (said ? channel.memory_bytes() : SharedMemory::kPageBytes);
      channel.memory()[at] = static_cast<char>(noise.next());
    }
  }
}

void rings_without_end(StolenChannel& channel, const Victim&) {
  for (int i = 0; i < 100 * kFlood; ++i) channel.ring();
}

void long_rings(StolenChannel& channel, const Victim&) {
  const std::string many(4096, 'r');
  for (int i = 0; i < kFlood; ++i) {
    (void)::send(channel.doorbell(), many.data(), many.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

// The edge has to ring for each record, and for none.
void wants_that_flicker(StolenChannel& channel, const Victim&) {
  for (int i = 0; i < 100 * kFlood; ++i) {
    channel.page().cell.wants.store(UINT32_MAX);
    channel.page().edge.wants.store(UINT32_MAX);
  }
}

void positions_that_flicker(StolenChannel& channel, const Victim&) {
  const uint64_t at = channel.page().cell.written.load();
  for (int i = 0; i < 20 * kFlood; ++i) {
    channel.page().cell.written.store(at + (i % 2 == 0 ? 1 << 20 : 0));
    if (i % 64 == 0) channel.ring();
  }
}

// ---- records

void offset_goes_back(StolenChannel& channel, const Victim& victim) {
  channel.insist(Output{.stream = victim.stream, .offset = 10, .bytes = kMark});
  say_and_ring(channel, Output{.stream = victim.stream, .offset = 5, .bytes = kMark});
}

void offset_too_far(StolenChannel& channel, const Victim& victim) {
  say_and_ring(channel, Output{.stream = victim.stream, .offset = uint64_t{1} << 40, .bytes = "x"});
}

void output_of_number(StolenChannel& channel, StreamId number) {
  say_and_ring(channel, Output{.stream = number, .offset = 0, .bytes = kMark});
}
void output_of_a_neighbour(StolenChannel& channel, const Victim& victim) {
  for (StreamId i = 1; i < 64; ++i) output_of_number(channel, victim.stream + i);
}
void output_of_none(StolenChannel& channel, const Victim&) { output_of_number(channel, 0); }
void output_of_the_last(StolenChannel& channel, const Victim&) {
  output_of_number(channel, UINT32_MAX);
}
void output_of_another_generation(StolenChannel& channel, const Victim& victim) {
  output_of_number(channel, victim.stream + kStreamsMax);
}

void finishes_a_neighbour(StolenChannel& channel, const Victim& victim) {
  say_and_ring(channel, Finished{.stream = victim.stream + 1});
}

void silence(StolenChannel&, const Victim&) {}

void silence_behind_a_mark(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.ring();
}

void held_for_ever(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  say_and_ring(channel, Output{.stream = victim.stream, .held = true, .bytes = "<!--held-->"});
}

// Its watchdog's wish to be killed does not get through either.
void spins(StolenChannel& channel, const Victim&) {
  while (true) channel.page().kill_wanted.store(0);
}

// Within its window, so that each record is a sound one, as long as it is granted more.
void output_without_end(StolenChannel& channel, const Victim& victim) {
  const std::string much(kChunkBytesMax, 'x');
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(Output{.stream = victim.stream, .bytes = much})) return;
    channel.ring();
  }
}

// Where N stands still the edge has to keep the page.
void output_at_one_offset(StolenChannel& channel, const Victim& victim) {
  const std::string one = "x";
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(Output{.stream = victim.stream, .offset = 0, .bytes = one})) return;
    channel.ring();
  }
}

void empty_outputs(StolenChannel& channel, const Victim& victim) {
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(Output{.stream = victim.stream, .offset = 0})) return;
  }
}

void ends_before_it_begins(StolenChannel& channel, const Victim& victim) {
  channel.insist(OutputEnd{.stream = victim.stream});
  say_and_ring(channel, Finished{.stream = victim.stream});
}

void finished_at_once(StolenChannel& channel, const Victim& victim) {
  say_and_ring(channel, Finished{.stream = victim.stream});
}

void finished_behind_a_mark(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  say_and_ring(channel, Finished{.stream = victim.stream});
}

void finished_twice(StolenChannel& channel, const Victim& victim) {
  channel.insist(Finished{.stream = victim.stream});
  say_and_ring(channel, Finished{.stream = victim.stream});
}

void ends_twice(StolenChannel& channel, const Victim& victim) {
  channel.insist(OutputEnd{.stream = victim.stream});
  say_and_ring(channel, OutputEnd{.stream = victim.stream});
}

void ends_as_failed(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.insist(OutputEnd{.stream = victim.stream, .ending = BodyEnding::failed});
  say_and_ring(channel, Finished{.stream = victim.stream});
}

void results_of_strangers(StolenChannel& channel, const Victim& victim) {
  std::array<ScriptResult, kChainMax> results{};
  for (uint32_t i = 0; i < results.size(); ++i) {
    results[i] = {.script = i * 1000, .outcome = Outcome::over_cpu, .cpu_us = UINT64_MAX};
  }
  say_and_ring(channel, Finished{.stream = victim.stream, .results = results});
}

void consumed_too_much(StolenChannel& channel, const Victim& victim) {
  for (int i = 0; i < 100; ++i) {
    say_and_ring(channel, Consumed{.stream = victim.stream, .bytes = UINT32_MAX / 2});
  }
}

void ready_again(StolenChannel& channel, const Victim&) { say_and_ring(channel, Ready{}); }

void states_of_strangers(StolenChannel& channel, const Victim&) {
  for (uint32_t i = 0; i < 1000; ++i) {
    channel.insist(ScriptState{.script = i, .outcome = Outcome::start_failed, .error = {}});
  }
  channel.ring();
}

void usage_lies(StolenChannel& channel, const Victim&) {
  say_and_ring(channel, Usage{.heap_bytes = UINT64_MAX,
                              .external_bytes = UINT64_MAX,
                              .cpu_us = UINT64_MAX,
                              .isolates = UINT32_MAX});
}

// ---- what is written on to visitors

void head_with(StolenChannel& channel, const Victim& victim, uint16_t status, Field field) {
  const std::array fields{field, Field{"x-compromised", "yes"}};
  channel.insist(Head{.stream = victim.stream, .status = status, .fields = fields});
  begin_honestly(channel, victim);
  channel.insist(OutputEnd{.stream = victim.stream});
  say_and_ring(channel, Finished{.stream = victim.stream});
}
void head_line_break(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"x", "a\r\nX-Injected: yes\r\n\r\n<script>"});
}
void head_line_feed(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"x", "a\nX-Injected: yes"});
}
void head_nul(StolenChannel& channel, const Victim& victim) {
  using namespace std::string_view_literals;
  head_with(channel, victim, 200, {"x", "a\0X-Injected: yes"sv});
}
void head_bad_name(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"x: 1\r\nX-Injected", "yes"});
}
void head_empty_name(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"", "X-Injected: yes"});
}
void head_set_cookie(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"Set-Cookie", "session=stolen; Path=/"});
}
void head_content_length(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"Content-Length", "3"});
}
void head_transfer_encoding(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"Transfer-Encoding", "gzip, chunked"});
}
void head_connection(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"Connection", "upgrade"});
}
void head_content_encoding(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, 200, {"Content-Encoding", "gzip"});
}
template <uint16_t status>
void head_status(StolenChannel& channel, const Victim& victim) {
  head_with(channel, victim, status, {"x", "y"});
}

void head_without_end(StolenChannel& channel, const Victim& victim) {
  const std::string value(kFieldBytesMax / 2, 'v');
  const std::array fields{Field{"x-long", value}};
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(
            Head{.stream = victim.stream, .status = 200, .more = true, .fields = fields})) {
      return;
    }
    channel.ring();
  }
}

void head_of_many_fields(StolenChannel& channel, const Victim& victim) {
  std::array<Field, kFieldsMax> fields;
  fields.fill({"x-many", "1"});
  for (int i = 0; i < 100; ++i) {
    channel.insist(Head{.stream = victim.stream, .status = 200, .more = i < 99, .fields = fields});
    channel.ring();
  }
  begin_honestly(channel, victim);
  channel.ring();
}

void head_behind_output(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  head_with(channel, victim, 404, {"x", "y"});
}

// As much as a record may carry to restore the state, and all of it a lie; then the end.
void restore_lies(StolenChannel& channel, const Victim& victim) {
  channel.insist(Output{.stream = victim.stream,
                        .offset = 0,
                        .restore = "--></textarea></script></title><script>alert('restore')//",
                        .bytes = kMark});
  channel.all_taken();
  __builtin_trap();
}

// By hand: encode() keeps to the bound. The length of `restore` ends the plain part.
void restore_too_long(StolenChannel& channel, const Victim& victim) {
  EncodeBuffer buffer;
  const auto encoded = encode(Output{.stream = victim.stream, .offset = 0}, buffer);
  std::string payload(encoded->plain.substr(0, encoded->plain.size() - 4));
  payload += std::string("\xff\0\0\0", 4) + std::string(255, 'r');
  channel.write({static_cast<uint32_t>(payload.size()), victim.stream,
                 static_cast<uint32_t>(RecordType::output)},
                payload);
  channel.ring();
}

void dies_behind_a_mark(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.all_taken();
  __builtin_trap();
}

void dies_at_once(StolenChannel&, const Victim&) { __builtin_trap(); }
void exits_at_once(StolenChannel&, const Victim&) { std::_Exit(0); }

// ---- blame

template <uint32_t wanted>
void kill_wanted(StolenChannel& channel, const Victim&) {
  channel.page().kill_wanted.store(wanted);
  channel.ring();
}

void kill_wanted_behind_a_mark(StolenChannel& channel, const Victim& victim) {
  begin_honestly(channel, victim);
  channel.all_taken();
  channel.page().kill_wanted.store(1 + static_cast<uint32_t>(Outcome::over_cpu));
  channel.ring();
}

void blames_a_stranger(StolenChannel& channel, const Victim& victim) {
  channel.page().running.store(uint64_t{victim.stream} << 32U | 0x7fff'ffffU);
  __builtin_trap();
}

void blames_another_stream(StolenChannel& channel, const Victim& victim) {
  channel.page().running.store(uint64_t{victim.stream + 1} << 32U | victim.chain.front());
  __builtin_trap();
}

void failures_of_strangers(StolenChannel& channel, const Victim& victim) {
  const std::string long_text(kMessageBytesMax, '\xff');
  for (uint32_t i = 0; i < 2000; ++i) {
    channel.insist(
        Failure{.stream = i % 2 == 0 ? 0 : victim.stream,
                .script = i,
                .outcome = Outcome::threw,
                .error = {.name = "Error\r\n{\"event\":\"forged\"}", .message = long_text}});
  }
  channel.ring();
}

void logs_without_end(StolenChannel& channel, const Victim& victim) {
  const std::string text(kLogBytesMax / 2, '\n');
  const std::array<std::string_view, 2> pieces{"{\"event\":\"forged\"}\n", text};
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(LogCall{.stream = victim.stream,
                                .script = victim.chain.front(),
                                .level = LogLevel::error,
                                .pieces = pieces})) {
      return;
    }
  }
}

void matches_without_end(StolenChannel& channel, const Victim& victim) {
  const std::array matches{Match{.selector = "</script>", .count = UINT32_MAX}};
  for (int i = 0; i < kFlood; ++i) {
    if (!channel.insist(
            Matches{.stream = victim.stream, .script = victim.chain.front(), .matches = matches})) {
      return;
    }
  }
}

// ---- the machine

// Asks for as much as a machine would feel, then writes to all that it got.
void memory_without_end(StolenChannel&, const Victim&) {
  constexpr size_t kBlock = 16 << 20;
  std::vector<void*> blocks;
  while (blocks.size() < 96) {
    void* block =
        ::mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) break;
    blocks.push_back(block);
  }
  note("\"memory\":" + std::to_string(blocks.size() * kBlock));
  for (void* block : blocks) std::memset(block, 1, kBlock);
}

// ---- the socket that channels come over

void messages_to_the_edge(StolenChannel&, const Victim&) {
  const std::string text(4000, 'm');
  for (int i = 0; i < kFlood; ++i) {
    (void)::send(kCellControlFd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

void descriptors_to_the_edge(StolenChannel& channel, const Victim&) {
  for (int i = 0; i < kFlood; ++i) {
    char text[] = "ready no walls at all";
    iovec part{text, sizeof text - 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    const int fd = channel.doorbell();
    std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
    if (::sendmsg(kCellControlFd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) return;
  }
}

// The edge sees the other end go while the process lives on.
void closes_its_socket(StolenChannel&, const Victim&) { ::close(kCellControlFd); }
void closes_its_doorbell(StolenChannel& channel, const Victim&) { ::close(channel.doorbell()); }

constexpr std::array kPlays{
    Play{"garbage", garbage},
    Play{"garbage frames", garbage_frames},
    Play{"torn", torn},
    Play{"torn frame", torn_frame},
    Play{"endless size", endless_size},
    Play{"unknown type", unknown_type},
    Play{"edge type", edge_type},
    Play{"written goes back", written_goes_back},
    Play{"written too far", written_too_far},
    Play{"read too far", read_too_far},
    Play{"read goes back", read_goes_back},
    Play{"page of noise", page_of_noise},
    Play{"memory that changes", memory_that_changes},
    Play{"rings without end", rings_without_end},
    Play{"long rings", long_rings},
    Play{"wants that flicker", wants_that_flicker},
    Play{"positions that flicker", positions_that_flicker},
    Play{"offset goes back", offset_goes_back},
    Play{"offset too far", offset_too_far},
    Play{"output of a neighbour", output_of_a_neighbour},
    Play{"output of none", output_of_none},
    Play{"output of the last", output_of_the_last},
    Play{"output of another generation", output_of_another_generation},
    Play{"finishes a neighbour", finishes_a_neighbour},
    Play{"silence", silence},
    Play{"silence behind a mark", silence_behind_a_mark},
    Play{"held for ever", held_for_ever},
    Play{"spins", spins},
    Play{"output without end", output_without_end},
    Play{"output at one offset", output_at_one_offset},
    Play{"empty outputs", empty_outputs},
    Play{"ends before it begins", ends_before_it_begins},
    Play{"finished at once", finished_at_once},
    Play{"finished behind a mark", finished_behind_a_mark},
    Play{"finished twice", finished_twice},
    Play{"ends twice", ends_twice},
    Play{"ends as failed", ends_as_failed},
    Play{"results of strangers", results_of_strangers},
    Play{"consumed too much", consumed_too_much},
    Play{"ready again", ready_again},
    Play{"states of strangers", states_of_strangers},
    Play{"usage lies", usage_lies},
    Play{"head: line break", head_line_break},
    Play{"head: line feed", head_line_feed},
    Play{"head: nul", head_nul},
    Play{"head: bad name", head_bad_name},
    Play{"head: empty name", head_empty_name},
    Play{"head: set cookie", head_set_cookie},
    Play{"head: content length", head_content_length},
    Play{"head: transfer encoding", head_transfer_encoding},
    Play{"head: connection", head_connection},
    Play{"head: content encoding", head_content_encoding},
    Play{"head: status 100", head_status<100>},
    Play{"head: status 101", head_status<101>},
    Play{"head: status 103", head_status<103>},
    Play{"head: status 204", head_status<204>},
    Play{"head: status 205", head_status<205>},
    Play{"head: status 206", head_status<206>},
    Play{"head: status 304", head_status<304>},
    Play{"head: status 404", head_status<404>},
    Play{"head: status 500", head_status<500>},
    Play{"head: status 503", head_status<503>},
    Play{"head: status 999", head_status<999>},
    Play{"head: without end", head_without_end},
    Play{"head: of many fields", head_of_many_fields},
    Play{"head: behind output", head_behind_output},
    Play{"restore lies", restore_lies},
    Play{"restore too long", restore_too_long},
    Play{"dies behind a mark", dies_behind_a_mark},
    Play{"dies at once", dies_at_once},
    Play{"exits at once", exits_at_once},
    Play{"kill wanted 1", kill_wanted<1>},
    Play{"kill wanted 2", kill_wanted<2>},
    Play{"kill wanted 13", kill_wanted<13>},
    Play{"kill wanted 14", kill_wanted<14>},
    Play{"kill wanted nonsense", kill_wanted<UINT32_MAX>},
    Play{"kill wanted behind a mark", kill_wanted_behind_a_mark},
    Play{"blames a stranger", blames_a_stranger},
    Play{"blames another stream", blames_another_stream},
    Play{"failures of strangers", failures_of_strangers},
    Play{"logs without end", logs_without_end},
    Play{"matches without end", matches_without_end},
    Play{"memory without end", memory_without_end},
    Play{"messages to the edge", messages_to_the_edge},
    Play{"descriptors to the edge", descriptors_to_the_edge},
    Play{"closes its socket", closes_its_socket},
    Play{"closes its doorbell", closes_its_doorbell},
};

}  // namespace

std::span<const Play> plays() { return kPlays; }

}  // namespace inlay::compromised
