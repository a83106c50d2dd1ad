// Well-known field names as small numbers, found once per field when a head is parsed, so that
// every later look-up is a compare of two bytes instead of two strings. RFC 9110 and the registries
// it names.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace inlay::http {

// `other` is every name that is not in the list. The order is that of kFieldNames.
enum class FieldId : uint8_t {
  other,
  accept,
  accept_encoding,
  accept_language,
  accept_ranges,
  age,
  alt_svc,
  authorization,
  cache_control,
  connection,
  content_digest,
  content_disposition,
  content_encoding,
  content_language,
  content_length,
  content_location,
  content_md5,
  content_range,
  content_security_policy,
  content_security_policy_report_only,
  content_type,
  cookie,
  date,
  digest,
  etag,
  expect,
  expires,
  forwarded,
  host,
  if_match,
  if_modified_since,
  if_none_match,
  if_range,
  if_unmodified_since,
  keep_alive,
  last_modified,
  link,
  location,
  origin,
  pragma,
  proxy_authenticate,
  proxy_authorization,
  proxy_connection,
  range,
  referer,
  repr_digest,
  retry_after,
  sec_fetch_dest,
  sec_fetch_mode,
  sec_fetch_site,
  server,
  set_cookie,
  strict_transport_security,
  te,
  trailer,
  transfer_encoding,
  upgrade,
  user_agent,
  vary,
  via,
  www_authenticate,
  x_forwarded_for,
  x_forwarded_host,
  x_forwarded_port,
  x_forwarded_proto,
  x_real_ip,
  x_request_id,
};

inline constexpr std::array<std::string_view, 67> kFieldNames{
    "",
    "accept",
    "accept-encoding",
    "accept-language",
    "accept-ranges",
    "age",
    "alt-svc",
    "authorization",
    "cache-control",
    "connection",
    "content-digest",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-md5",
    "content-range",
    "content-security-policy",
    "content-security-policy-report-only",
    "content-type",
    "cookie",
    "date",
    "digest",
    "etag",
    "expect",
    "expires",
    "forwarded",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "last-modified",
    "link",
    "location",
    "origin",
    "pragma",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "repr-digest",
    "retry-after",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "server",
    "set-cookie",
    "strict-transport-security",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
    "x-real-ip",
    "x-request-id",
};
static_assert(kFieldNames.size() == static_cast<size_t>(FieldId::x_request_id) + 1);

// The id of `name` in any case; `other` if it is not well known. A hash of four bytes and one
// compare.
FieldId field_id(std::string_view name);

// Lower-case name; empty for `other`.
constexpr std::string_view field_name(FieldId id) { return kFieldNames[static_cast<size_t>(id)]; }

// A set of well-known fields, e.g. those that a phase leaves out when it copies a head. `other` is
// never in it.
class FieldIdSet {
 public:
  FieldIdSet() = default;
  FieldIdSet(std::initializer_list<FieldId> ids) {
    for (FieldId id : ids) add(id);
  }

  void add(FieldId id) {
    if (id != FieldId::other) bits_.set(static_cast<size_t>(id));
  }
  bool contains(FieldId id) const { return bits_.test(static_cast<size_t>(id)); }
  void clear() { bits_.reset(); }
  FieldIdSet operator|(const FieldIdSet& more) const {
    FieldIdSet both;
    both.bits_ = bits_ | more.bits_;
    return both;
  }

 private:
  std::bitset<kFieldNames.size()> bits_;
};

}  // namespace inlay::http
