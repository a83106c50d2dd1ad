// Any text is either refused with an error at a place inside it, or its default options can be
// written, read again, and come out the same; given back as an options file they change nothing.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/insert_filling.h"
#include "apps/insert_wire.h"
#include "apps/manifest.h"
#include "apps/options.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay;
  using namespace inlay::apps;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Diagnostic> diagnostics;
  const auto manifest = read_manifest(text, "install.json", diagnostics);
  CHECK(manifest.has_value() == !has_errors(diagnostics));
  const Position end = position_at(text, size);
  for (const Diagnostic& diagnostic : diagnostics) {
    CHECK(diagnostic.line >= 1 && diagnostic.line <= end.line && diagnostic.column >= 1);
    CHECK(to_line(diagnostic).find('\n') == std::string::npos);
  }
  CHECK(read_json(to_json(diagnostics)));
  if (!manifest) return 0;

  const Json options = default_options(*manifest);
  const std::string written = write_json(options);
  CHECK(written.find('<') == std::string::npos &&
        written.find("\xE2\x80\xA8") == std::string::npos);
  const auto again = read_json(written);
  CHECK(again && again->root == options && write_json(again->root) == written);
  CHECK(effective_options(*manifest, again->root) == options);
  CHECK(validate_options(*manifest, options, "").size() <= kOptionProblemsMax);
  std::vector<Diagnostic> left_out;
  const auto inserts = fill_inserts(manifest->inserts, options, "install.json", left_out);
  if (!inserts.empty()) {
    const auto read = read_inserts(write_inserts(inserts));
    CHECK(read && write_inserts(*read) == write_inserts(inserts));
  }
  CHECK(inserts.size() + left_out.size() <= manifest->inserts.size());
  for (const auto& insert : inserts) CHECK(!html::check_insert(insert));
  for (const Resource& resource : manifest->resources) {
    const auto path = inside_path(resource.src.fill(options));
    CHECK(!path || inside_path(*path) == path);
  }
  return 0;
}
