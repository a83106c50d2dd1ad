#include "http_messages/response_head.h"

#include "http_messages/chars.h"
#include "http_messages/field_lines.h"
#include "http_messages/hop_by_hop.h"

namespace inlay::http {
namespace {

constexpr Sender kOrigin = Sender::origin;

void clear(ResponseHead& head) {
  FieldList fields = std::move(head.fields);
  fields.clear();
  head = ResponseHead{};
  head.fields = std::move(fields);
}

// Version, one space, three digits, then nothing or a space and a reason. The space is missing in
// practice where the reason is; nothing can be hidden in that.
HeadResult<> parse_status_line(std::string_view line, ResponseHead& out) {
  const auto version = version_number(line.substr(0, 8));
  if (!version || (*version != 10 && *version != 11)) {
    return malformed(kOrigin, "status line: version " + quoted(line.substr(0, 8)));
  }
  out.version = *version == 11 ? Version::http11 : Version::http10;

  const std::string_view code = line.substr(8, 4);
  if (code.size() != 4 || code[0] != ' ' || !is_digit(code[1]) || !is_digit(code[2]) ||
      !is_digit(code[3]) || (line.size() > 12 && line[12] != ' ')) {
    return malformed(kOrigin, "status line: status " + quoted(line.substr(8, 8)));
  }
  out.status = static_cast<uint16_t>((code[1] - '0') * 100 + (code[2] - '0') * 10 + code[3] - '0');
  if (out.status < 100 || out.status > 599) {
    return malformed(kOrigin, "status line: status " + quoted(code.substr(1)) + ", known 100-599");
  }
  if (line.size() > 13) out.reason = line.substr(13);
  if (!is_field_value(out.reason)) return malformed(kOrigin, "status line: control byte in reason");
  return {};
}

// RFC 9112 6.3.
bool has_no_body(Method request_method, uint16_t status) {
  return request_method == Method::head || status < 200 || status == 204 || status == 304;
}

HeadResult<> read_framing(Method request_method, ResponseHead& out) {
  const auto framing = framing_of_fields(kOrigin, out.version, out.fields);
  if (!framing) return tl::unexpected(framing.error());
  out.framing = *framing;
  if (has_no_body(request_method, out.status)) {
    // An origin that announces a body where none may be might send it: nothing more is read from
    // that connection.
    const bool may_announce = request_method == Method::head || out.status == 304;
    if (framing->has_body() && !may_announce) out.keep_alive = false;
    out.framing = Framing{};
  } else if (framing->kind == Framing::Kind::none) {
    out.framing.kind = Framing::Kind::until_close;
    out.keep_alive = false;
  }
  return {};
}

HeadResult<> read_connection(ResponseHead& out) {
  const auto options = connection_options(kOrigin, out.fields);
  if (!options) return tl::unexpected(options.error());
  out.keep_alive = options->persists(out.version);
  return {};
}

}  // namespace

HeadResult<> parse_response_head(std::string_view head, const HeadLimits& limits,
                                 Method request_method, ResponseHead& out) {
  clear(out);
  std::string_view rest = head;
  const auto line = take_line(rest);
  if (!line) return malformed(kOrigin, "status line: does not end in cr lf");
  return check_head_limits(kOrigin, head, *line, limits)
      .and_then([&] { return parse_status_line(*line, out); })
      .and_then([&] { return parse_field_lines(kOrigin, rest, limits, out.fields); })
      .and_then([&] { return read_connection(out); })
      .and_then([&] { return read_framing(request_method, out); });
}

}  // namespace inlay::http
