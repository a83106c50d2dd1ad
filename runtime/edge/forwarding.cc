#include "edge/forwarding.h"

#include "http_messages/chars.h"
#include "http_messages/head_writer.h"
#include "http_messages/list_value.h"

namespace inlay {
namespace {

using http::FieldId;
using http::FieldList;

bool is_same_but_for_underscores(std::string_view name, std::string_view lower_case) {
  if (name.size() != lower_case.size()) return false;
  for (size_t at = 0; at < name.size(); ++at) {
    const char c = name[at] == '_' ? '-' : http::to_lower(name[at]);
    if (c != lower_case[at]) return false;
  }
  return true;
}

// Tells of the way, by its name.
bool is_of_the_way(std::string_view name) {
  constexpr std::string_view kPrefix = "x-forwarded-";
  return is_same_but_for_underscores(name.substr(0, kPrefix.size()), kPrefix) ||
         is_same_but_for_underscores(name, "x-real-ip") ||
         is_same_but_for_underscores(name, "forwarded");
}

// "Name: " and the members that came, in one list; the caller adds the last one and CRLF.
void append_list(std::string& out, std::string_view name, const FieldList& fields, FieldId id) {
  out.append(name).append(": ");
  fields.find_all(id, [&out](std::string_view value) {
    if (!value.empty()) out.append(value).append(", ");
  });
}

void append_via(std::string& out, const FieldList& fields, http::Version version,
                std::string_view node) {
  append_list(out, "Via", fields, FieldId::via);
  out.append(version == http::Version::http10 ? "1.0 " : "1.1 ").append(node).append("\r\n");
}

void append_forwarded(std::string& out, const http::RequestHead& head, const Forwarding& way,
                      const FieldList& came) {
  append_list(out, "Forwarded", came, FieldId::forwarded);
  const bool ipv6 = way.client.find(':') != std::string_view::npos;
  out.append(ipv6 ? "for=\"[" : "for=").append(way.client).append(ipv6 ? "]\"" : "");
  // Quoted always: a token holds neither the colon of a port nor the brackets of an address. There
  // is nothing in an authority that would have to be escaped.
  if (!head.authority.empty()) out.append(";host=\"").append(head.authority.text).append("\"");
  out.append(";proto=").append(way.scheme).append("\r\n");
}

// received-by of one member: "1.1 node (comment)".
std::string_view received_by(std::string_view member) {
  const size_t space = member.find_first_of(" \t");
  if (space == std::string_view::npos) return {};
  const std::string_view rest = http::trim(member.substr(space));
  return rest.substr(0, rest.find_first_of(" \t("));
}

}  // namespace

bool forwarding_replaces(const http::Field& field, bool trusted_peer) {
  switch (field.id) {
    case FieldId::via:
    case FieldId::forwarded:
    case FieldId::x_forwarded_for:
      return true;
    case FieldId::x_forwarded_host:
    case FieldId::x_forwarded_port:
    case FieldId::x_forwarded_proto:
    case FieldId::x_real_ip:
      return !trusted_peer;
    case FieldId::other:
      // No proxy writes underscores: they come from whoever is behind a trusted one.
      return is_of_the_way(field.name) &&
             (!trusted_peer || field.name.find('_') != std::string_view::npos);
    default:
      return false;
  }
}

void append_forwarding(std::string& out, const http::RequestHead& head, const Forwarding& way) {
  static const FieldList kNothing;
  const FieldList& came = way.trusted_peer ? head.fields : kNothing;
  const bool only_old = came.has(FieldId::x_forwarded_for) && !came.has(FieldId::forwarded);
  const bool only_new = came.has(FieldId::forwarded) && !came.has(FieldId::x_forwarded_for);
  if (!only_new) {
    append_list(out, "X-Forwarded-For", came, FieldId::x_forwarded_for);
    out.append(way.client).append("\r\n");
  }
  if (!came.has(FieldId::x_forwarded_proto)) {
    http::append_field(out, "X-Forwarded-Proto", way.scheme);
  }
  if (!came.has(FieldId::x_forwarded_host) && !head.authority.empty()) {
    http::append_field(out, "X-Forwarded-Host", head.authority.text);
  }
  if (!only_old) append_forwarded(out, head, way, came);
  append_via(out, head.fields, head.version, way.node);
}

bool is_loop(const http::RequestHead& head, std::string_view node) {
  size_t members = 0;
  bool here_before = false;
  head.fields.find_all(FieldId::via, [&](std::string_view value) {
    for (http::ListReader list(value); auto member = list.next();) {
      ++members;
      here_before = here_before || http::equals_ignoring_case(received_by(*member), node);
    }
  });
  return here_before || members > kViaMembersMax;
}

void append_via(std::string& out, const http::ResponseHead& head, std::string_view node) {
  append_via(out, head.fields, head.version, node);
}

}  // namespace inlay
