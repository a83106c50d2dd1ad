// Properties: a body decodes to what the library's own one-shot function makes of it, or both
// refuse; how it is cut and how much room there is changes nothing; no byte outside of `in` and
// `room` is touched, which is seen by pages without access behind them (ISA-L is assembler: the
// sanitizers do not look into it); and what was decoded comes back out of our encoder.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/body_decoder.h"
#include "http_messages/body_encoder.h"
#include "reference_codings.h"

namespace inlay::http {
namespace {

constexpr size_t kBytesMax = 256 * 1024;  // so that the ratio does not count
constexpr DecoderLimits kLimits{.ratio_max = 1'000'000,
                                .window_bytes_max = 1 << 27};  // as the libraries have it

// Memory that ends where a page without access begins.
class Fenced {
 public:
  explicit Fenced(size_t bytes_max) {
    const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
    const size_t bytes = (bytes_max + page - 1) / page * page;
    void* memory =
        mmap(nullptr, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    end_ = static_cast<char*>(memory) + bytes;
    CHECK(mprotect(end_, page, PROT_NONE) == 0);
  }
  std::span<char> last(size_t bytes) const { return {end_ - bytes, bytes}; }

 private:
  char* end_;
};

struct Outcome {
  std::optional<std::string> data;  // nothing: refused
  bool complete = false;
  bool operator==(const Outcome&) const = default;
};

Outcome decode(Coding coding, std::string_view coded, size_t piece_bytes, size_t room_bytes) {
  static const Fenced in_memory(kBytesMax);
  static const Fenced room_memory(kBytesMax);
  const std::span<char> room = room_memory.last(room_bytes);
  BodyDecoder decoder(coding, kLimits);
  std::string data;
  while (!coded.empty()) {
    const std::string_view piece = coded.substr(0, piece_bytes);
    coded.remove_prefix(piece.size());
    const std::span<char> copy = in_memory.last(piece.size());
    std::ranges::copy(piece, copy.begin());
    std::string_view in(copy.data(), copy.size());
    for (bool more = true; more;) {
      const auto step = decoder.next(in, room);
      if (!step) return {std::nullopt, decoder.complete()};
      CHECK(step->consumed <= in.size() && step->data.size() <= room.size());
      CHECK(step->consumed > 0 || !step->data.empty() || !step->more || in.empty());
      data += step->data;
      in.remove_prefix(step->consumed);
      more = step->more;
      CHECK(more || in.empty());
      if (data.size() > kBytesMax) return {std::nullopt, false};
    }
  }
  if (!decoder.finish()) return {std::nullopt, decoder.complete()};
  return {data, true};
}

void check_encoder(Coding coding, std::string_view plain, size_t piece_bytes) {
  BodyEncoder encoder(coding);
  std::string coded;
  for (size_t at = 0; at < plain.size(); at += piece_bytes) {
    encoder.write(plain.substr(at, piece_bytes), coded);
    if (at % 3 == 0) encoder.flush(coded);
  }
  encoder.finish(coded);
  CHECK(reference_decode(coding, coded, kBytesMax) == plain);
}

}  // namespace
}  // namespace inlay::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::http;
  if (size < 4 || size > 65536) return 0;
  constexpr std::array kChoices{Coding::gzip, Coding::deflate, Coding::br, Coding::zstd};
  const Coding coding = kChoices[data[0] % kChoices.size()];
  const size_t piece = 1u + data[1];
  const size_t room = 1u + data[2] * 17u;
  const std::string_view coded(reinterpret_cast<const char*>(data + 3), size - 3);

  const Outcome whole = decode(coding, coded, coded.size(), 64 * 1024);
  CHECK(decode(coding, coded, piece, 64 * 1024) == whole);
  CHECK(decode(coding, coded, piece, room) == whole);
  if (coded.size() < 2000) CHECK(decode(coding, coded, 1, 64 * 1024) == whole);

  const auto expected = reference_decode(coding, coded, kBytesMax);
  if (whole.data && !expected) {  // ISA-L takes sets of codes with unused gaps, zlib does not
    CHECK(reference_message(coding, coded, kBytesMax).ends_with("s set"));
    return 0;
  }
  CHECK(whole.data == expected);
  if (expected) check_encoder(coding, *expected, piece * 7);
  return 0;
}
