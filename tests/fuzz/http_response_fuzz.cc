// Properties: what is accepted and sent on in canonical form is accepted again and means the same;
// a body has exactly one end; values' own parsers (lists, media types, dates, negotiation) survive
// whatever a field holds.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http_messages/chars.h"
#include "http_messages/head_writer.h"
#include "http_messages/hop_by_hop.h"
#include "http_messages/http_date.h"
#include "http_messages/list_value.h"
#include "http_messages/media_type.h"
#include "http_messages/negotiation.h"
#include "http_messages/response_head.h"

namespace inlay::http {
namespace {

constexpr HeadLimits kLimits{.line_bytes_max = 256, .head_bytes_max = 1024, .fields_max = 20};
constexpr HeadLimits kRoomier{.line_bytes_max = 512, .head_bytes_max = 4096, .fields_max = 24};

std::string sent_on(const ResponseHead& head) {
  std::string out;
  append_response_head(out, head.status, head.reason, head.fields);
  if (head.framing.kind == Framing::Kind::chunked)
    append_field(out, "Transfer-Encoding", "chunked");
  append_head_end(out);
  return out;
}

void check_round_trip(Method method, const ResponseHead& first) {
  const std::string bytes = sent_on(first);
  ResponseHead second;
  CHECK(parse_response_head(bytes, kRoomier, method, second));
  CHECK(second.status == first.status && second.reason == first.reason);
  CHECK(second.framing == first.framing);
  CHECK(sent_on(second) == bytes);
}

void check_framing(Method method, const ResponseHead& head) {
  const bool bare =
      method == Method::head || head.interim() || head.status == 204 || head.status == 304;
  CHECK(bare == (head.framing.kind == Framing::Kind::none));
  if (head.framing.kind == Framing::Kind::until_close) CHECK(!head.keep_alive);
}

void check_values(const FieldList& fields) {
  for (const Field& field : fields) {
    CHECK(is_token(field.name) && is_field_value(field.value));
    for (ListReader list(field.value); auto member = list.next();) {
      CHECK(!member->empty() && trim(*member) == *member);
    }
    if (const auto type = media_type(field.value)) {
      CHECK(type->is(type->essence));
      CHECK(type->charset.empty() || is_token(type->charset));
    }
    if (const auto date = parse_date(field.value, {})) {
      std::string text;
      append_date(text, *date);
      CHECK(parse_date(text, {}) == date);
    }
    CHECK(!accept_names_html(field.value) || field.value.size() >= 9);
  }
}

}  // namespace
}  // namespace inlay::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace inlay::http;
  if (size == 0) return 0;
  const Method method = (data[0] & 1) != 0 ? Method::head : Method::get;
  // A copy of exact size: reading one byte too far is seen.
  const size_t bytes_size = size - 1;
  const auto copy = std::make_unique<char[]>(bytes_size);
  const std::string_view bytes(copy.get(), bytes_size);
  std::string_view(reinterpret_cast<const char*>(data + 1), bytes_size)
      .copy(copy.get(), bytes_size);

  ResponseHead head;
  const auto parsed = parse_response_head(bytes, kLimits, method, head);
  if (!parsed) {
    CHECK(parsed.error().status == 502 && is_field_value(parsed.error().error.detail));
    return 0;
  }
  check_framing(method, head);
  check_values(head.fields);
  check_round_trip(method, head);
  return 0;
}
