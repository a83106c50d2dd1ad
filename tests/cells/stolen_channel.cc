#include "cells/stolen_channel.h"

#include <sys/socket.h>

#include <array>
#include <cstring>
#include <ctime>

namespace inlay::compromised {

bool StolenChannel::write(const channel::Frame& frame, std::string_view payload) {
  const uint64_t at = page().cell.written.load();
  const uint64_t size = memory_.ring_bytes();
  if (at + channel::kFrameBytes + payload.size() - page().edge.read.load() > size) return false;
  std::array<char, channel::kFrameBytes> head;
  std::memcpy(head.data(), &frame, head.size());
  uint64_t to = at;
  const auto put = [&](char byte) { memory_.ring_to_edge()[to++ % size] = byte; };
  for (const char byte : head) put(byte);
  for (const char byte : payload) put(byte);
  page().cell.written.store(to);
  return true;
}

void StolenChannel::ring() const { (void)::send(doorbell_, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL); }

bool StolenChannel::all_taken() {
  for (int i = 0; i < 3000; ++i) {
    if (page().edge.read.load() == page().cell.written.load()) return true;
    ring();
    rest_a_millisecond();
  }
  return false;
}

void StolenChannel::rest_a_millisecond() {
  const timespec time{0, 1'000'000};
  ::clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

}  // namespace inlay::compromised
