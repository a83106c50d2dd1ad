#include "supervisor/node_id.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "base/check.h"
#include "os/files.h"

namespace inlay {
namespace {

constexpr std::string_view kPrefix = "inlay-";
constexpr size_t kDigits = 8;

bool is_node_id(std::string_view text) {
  if (text.size() != kPrefix.size() + kDigits || !text.starts_with(kPrefix)) return false;
  text.remove_prefix(kPrefix.size());
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string new_node_id() {
  uint32_t random = 0;
  CHECK(::getrandom(&random, sizeof random, 0) == sizeof random);
  char digits[kDigits + 1];
  std::snprintf(digits, sizeof digits, "%08x", random);
  return std::string(kPrefix) + digits;
}

}  // namespace

Result<std::string> node_id(const std::string& state) {
  const std::string path = state + "/node_id";
  if (auto kept = read_file(path, 1_KiB, "node id")) {
    std::string id = kept->substr(0, kept->find('\n'));
    if (is_node_id(id)) return id;
  }
  std::string id = new_node_id();
  if (auto written = write_file_whole(path, id + "\n"); !written) return fail(written.error());
  return id;
}

}  // namespace inlay
