// Properties: HeadFinder and the parser agree on where a head ends; what is accepted and sent on in
// canonical form is accepted again and means the same; nothing of the other hop is in it.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/chars.h"
#include "http_messages/head_finder.h"
#include "http_messages/head_writer.h"
#include "http_messages/hop_by_hop.h"
#include "http_messages/request_head.h"

namespace inlay::http {
namespace {

constexpr HeadLimits kLimits{.line_bytes_max = 256, .head_bytes_max = 1024, .fields_max = 20};
// Host may be added and hop-by-hop fields written anew: the second reading gets room for them.
constexpr HeadLimits kRoomier{.line_bytes_max = 512, .head_bytes_max = 4096, .fields_max = 24};

void check_views(std::string_view head, const RequestHead& parsed) {
  CHECK(is_token(parsed.method_text));
  CHECK(skip(kTargetChar, parsed.target.path) == parsed.target.path.size());
  CHECK(parsed.target.path.starts_with('/') || parsed.target.path == "*");
  for (const Field& field : parsed.fields) {
    CHECK(field.name.data() >= head.data() && field.value.data() <= head.data() + head.size());
    CHECK(is_token(field.name) && is_field_value(field.value) && trim(field.value) == field.value);
  }
}

std::string sent_on(const RequestHead& head) {
  std::string out;
  append_request_head(out, head.method_text, head.target, head.authority.text, head.fields);
  if (head.framing.kind == Framing::Kind::chunked)
    append_field(out, "Transfer-Encoding", "chunked");
  append_head_end(out);
  return out;
}

void check_round_trip(const RequestHead& first) {
  const std::string bytes = sent_on(first);
  HeadFinder finder(Sender::client, kRoomier);
  const auto found = finder.search(bytes);
  CHECK(found && *found && finder.size() == bytes.size());
  RequestHead second;
  const auto parsed = parse_request_head(bytes, kRoomier, second);
  if (first.authority.empty()) {  // HTTP/1.0 without Host: the edge puts the site's
    CHECK(!parsed);
    return;
  }
  CHECK(parsed);
  CHECK(second.method_text == first.method_text);
  CHECK(second.target.path == first.target.path && second.target.query == first.target.query);
  CHECK(second.authority.host == first.authority.host);
  CHECK(second.authority.port == first.authority.port);
  CHECK(second.framing == first.framing);
  CHECK(second.keep_alive && second.upgrade.empty());
  for (const Field& field : second.fields) {
    CHECK(!is_hop_by_hop(field.id) || field.id == FieldId::transfer_encoding);
  }
  CHECK(sent_on(second) == bytes);
}

// Every prefix that is not yet a head, then the head: the same answer as at once.
void check_finder(std::string_view bytes, size_t cut) {
  HeadFinder whole(Sender::client, kLimits);
  HeadFinder pieces(Sender::client, kLimits);
  const auto at_once = whole.search(bytes);
  auto in_two = pieces.search(bytes.substr(0, cut));
  if (in_two && !*in_two) in_two = pieces.search(bytes);
  CHECK(at_once.has_value() == in_two.has_value());
  if (!at_once) {
    CHECK(at_once.error().status == in_two.error().status);
    return;
  }
  CHECK(*at_once == *in_two);
  if (!*at_once) return;
  CHECK(whole.size() == pieces.size() && whole.head(bytes) == pieces.head(bytes));

  RequestHead parsed;
  if (parse_request_head(whole.head(bytes), kLimits, parsed)) check_round_trip(parsed);
}

}  // namespace
}  // namespace inlay::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::http;
  if (size == 0) return 0;
  // A copy of exact size: reading one byte too far is seen.
  const size_t bytes_size = size - 1;
  const auto copy = std::make_unique<char[]>(bytes_size);
  const std::string_view bytes(copy.get(), bytes_size);
  std::string_view(reinterpret_cast<const char*>(data + 1), bytes_size)
      .copy(copy.get(), bytes_size);

  check_finder(bytes, bytes.empty() ? 0 : data[0] % bytes.size());
  RequestHead head;
  const auto parsed = parse_request_head(bytes, kLimits, head);
  if (parsed) {
    check_views(bytes, head);
  } else {
    CHECK(is_field_value(parsed.error().error.detail));
    CHECK(parsed.error().status >= 400 && parsed.error().status <= 505);
  }
  return 0;
}
