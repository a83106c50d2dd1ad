#include "http_messages/request_head.h"

#include <algorithm>
#include <string>

#include "http_messages/chars.h"
#include "http_messages/field_lines.h"
#include "http_messages/hop_by_hop.h"

namespace inlay::http {
namespace {

tl::unexpected<HeadError> bad_request(std::string detail) {
  return malformed(Sender::client, std::move(detail));
}

void clear(RequestHead& head) {
  FieldList fields = std::move(head.fields);
  fields.clear();
  head = RequestHead{};
  head.fields = std::move(fields);
}

Target split_target(std::string_view text) {
  const size_t query = std::min(text.find('?'), text.size());
  return {text.substr(0, query), text.substr(query)};
}

// RFC 9112 3.2.2. The authority of the target is the request's; Host is ignored then.
HeadResult<> parse_absolute_target(std::string_view text, RequestHead& out) {
  const size_t scheme = text.find("://");
  const std::string_view name = text.substr(0, std::min(scheme, text.size()));
  if (scheme == std::string_view::npos ||
      !(equals_ignoring_case(name, "http") || equals_ignoring_case(name, "https"))) {
    return bad_request("request target: " + quoted(text) + " is neither path nor http url");
  }
  text.remove_prefix(scheme + 3);
  const size_t authority_bytes = std::min(text.find_first_of("/?"), text.size());
  const auto authority = parse_authority(text.substr(0, authority_bytes));
  if (!authority) {
    return bad_request("request target: host " + quoted(text.substr(0, authority_bytes)));
  }
  out.authority = *authority;
  out.target = split_target(text.substr(authority_bytes));
  if (out.target.path.empty()) {
    const bool server_wide = out.method == Method::options && out.target.query.empty();
    out.target.path = server_wide ? "*" : "/";
  }
  return {};
}

HeadResult<> parse_target(std::string_view text, RequestHead& out) {
  if (text.front() == '/') {
    out.target = split_target(text);
    return {};
  }
  if (text == "*") {
    if (out.method != Method::options) return bad_request("request target: \"*\" is for OPTIONS");
    out.target.path = text;
    return {};
  }
  return parse_absolute_target(text, out);
}

HeadResult<> parse_version(std::string_view text, RequestHead& out) {
  const auto number = version_number(text);
  if (!number) return bad_request("request line: version " + quoted(text));
  if (*number != 10 && *number != 11) {
    return refuse(Sender::client, 505, Fault::unsupported, Reason::unsupported_version,
                  "request line: version " + quoted(text) + ", only 1.0 and 1.1 are known");
  }
  out.version = *number == 11 ? Version::http11 : Version::http10;
  return {};
}

HeadResult<> parse_method(std::string_view text, RequestHead& out) {
  if (text.size() > kMethodBytesMax) {
    return refuse(Sender::client, 501, Fault::unsupported, Reason::unsupported_method,
                  "method: " + std::to_string(text.size()) + " bytes, limit " +
                      std::to_string(kMethodBytesMax));
  }
  out.method_text = text;
  out.method = method_of(text);
  if (out.method == Method::connect) {
    return refuse(Sender::client, 501, Fault::unsupported, Reason::unsupported_method,
                  "method: CONNECT is for forward proxies");
  }
  return {};
}

// Method, one space, target, one space, version.
HeadResult<> parse_request_line(std::string_view line, RequestHead& out) {
  const size_t method_end = skip(kTokenChar, line);
  if (method_end == 0 || method_end == line.size() || line[method_end] != ' ') {
    return bad_request("request line: method " + quoted(line.substr(0, method_end + 1)));
  }
  const size_t target_end = skip(kTargetChar, line, method_end + 1);
  if (target_end == method_end + 1 || target_end == line.size() || line[target_end] != ' ') {
    return bad_request("request line: target stops before " + quoted(line.substr(target_end, 8)));
  }
  const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
  // The version first: another version's line may have another shape.
  return parse_version(line.substr(target_end + 1), out)
      .and_then([&] { return parse_method(line.substr(0, method_end), out); })
      .and_then([&] { return parse_target(target, out); });
}

HeadResult<> read_host(RequestHead& out) {
  const Field* field = out.fields.find(FieldId::host);
  if (field == nullptr) {
    if (out.version == Version::http10) return {};
    return bad_request("host: missing");
  }
  if (out.fields.count(FieldId::host) > 1) return bad_request("host: more than one field");
  const auto authority = parse_authority(field->value);
  if (!authority) return bad_request("host: " + quoted(field->value));
  if (out.authority.empty()) out.authority = *authority;
  return {};
}

HeadResult<> read_framing(RequestHead& out) {
  const auto framing = framing_of_fields(Sender::client, out.version, out.fields);
  if (!framing) return tl::unexpected(framing.error());
  out.framing = *framing;
  return {};
}

HeadResult<> read_connection(RequestHead& out) {
  const auto options = connection_options(Sender::client, out.fields);
  if (!options) return tl::unexpected(options.error());
  out.keep_alive = options->persists(out.version);
  const Field* upgrade = out.fields.find(FieldId::upgrade);
  // RFC 9110 7.8: without the connection option, or in HTTP/1.0, it was not meant for us.
  if (upgrade != nullptr && options->upgrade && out.version == Version::http11) {
    out.upgrade = upgrade->value;
  }
  return {};
}

HeadResult<> read_expectation(RequestHead& out) {
  if (!out.fields.has(FieldId::expect)) return {};
  const std::string_view value = out.fields.find(FieldId::expect)->value;
  if (out.fields.count(FieldId::expect) > 1 || !equals_ignoring_case(value, "100-continue")) {
    return refuse(Sender::client, 417, Fault::unsupported, Reason::unsupported_expectation,
                  "expect: " + quoted(value) + ", only 100-continue is known");
  }
  // RFC 9110 10.1.1: a 1.0 client does not wait for an interim answer.
  out.expect_continue = out.version == Version::http11 && out.framing.has_body();
  return {};
}

}  // namespace

HeadResult<> parse_request_head(std::string_view head, const HeadLimits& limits, RequestHead& out) {
  clear(out);
  std::string_view rest = head;
  const auto line = take_line(rest);
  if (!line) return bad_request("request line: does not end in cr lf");
  return check_head_limits(Sender::client, head, *line, limits)
      .and_then([&] { return parse_request_line(*line, out); })
      .and_then([&] { return parse_field_lines(Sender::client, rest, limits, out.fields); })
      .and_then([&] { return read_host(out); })
      .and_then([&] { return read_framing(out); })
      .and_then([&] { return read_connection(out); })
      .and_then([&] { return read_expectation(out); });
}

}  // namespace inlay::http
