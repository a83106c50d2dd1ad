// What the scanner reports does not depend on how the stream is cut: the first bytes choose options
// and two cuts, the rest is the page. record() also checks spans, held bytes and bounds, and writes
// WRONG where they fail.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "recorded_events.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::html;
  constexpr size_t kHeadBytes = 4;
  if (size < kHeadBytes) return 0;
  const std::string_view page(reinterpret_cast<const char*>(data) + kHeadBytes, size - kHeadBytes);

  RecordOptions options;
  options.wanted = data[0] & 63;
  options.context = (data[0] & 64) == 0;
  if ((data[0] & 128) != 0) options.limits.token_bytes_max = ScannerLimits::kTokenBytesLeast;
  constexpr TextMode kModes[] = {TextMode::data, TextMode::rcdata, TextMode::rawtext,
                                 TextMode::script_data, TextMode::plaintext};
  options.mode = kModes[data[1] % 5];
  if ((data[1] & 64) != 0) options.last_start_tag = "script";
  size_t first = data[2] % (page.size() + 1);
  size_t second = data[3] % (page.size() + 1);

  const std::string whole = record({page}, options);
  if (whole.rfind("WRONG", 0) == 0) __builtin_trap();
  if (record(cut_at(page, {std::min(first, second), std::max(first, second)}), options) != whole) {
    __builtin_trap();
  }
  if (record(cut_every(page, 1), options) != whole) __builtin_trap();
  return 0;
}
