#include "http_messages/head_writer.h"

#include <array>
#include <charconv>

#include "http_messages/hop_by_hop.h"

namespace inlay::http {
namespace {

void append_number(std::string& out, uint64_t value, int base = 10) {
  std::array<char, 20> digits;
  const auto [end, problem] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, base);
  out.append(digits.data(), end);
}

void append_end_to_end(std::string& out, const FieldList& fields, const FieldIdSet& drop) {
  for_each_end_to_end(fields, drop,
                      [&out](const Field& field) { append_field(out, field.name, field.value); });
}

}  // namespace

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_field(std::string& out, std::string_view name, uint64_t value) {
  out.append(name).append(": ");
  append_number(out, value);
  out.append("\r\n");
}

void append_request_head(std::string& out, std::string_view method, const Target& target,
                         std::string_view host, const FieldList& fields, const FieldIdSet& drop) {
  out.append(method).append(" ").append(target.path).append(target.query).append(" HTTP/1.1\r\n");
  append_field(out, "Host", host);
  append_end_to_end(out, fields, drop | FieldIdSet{FieldId::host});
}

void append_response_head(std::string& out, uint16_t status, std::string_view reason,
                          const FieldList& fields, const FieldIdSet& drop) {
  out.append("HTTP/1.1 ");
  append_number(out, status);
  out.append(" ").append(reason).append("\r\n");
  append_end_to_end(out, fields, drop);
}

void append_status_line(std::string& out, uint16_t status) {
  append_response_head(out, status, reason_phrase(status), FieldList{});
}

void append_head_end(std::string& out) { out.append("\r\n"); }

void append_chunk_header(std::string& out, uint64_t bytes) {
  append_number(out, bytes, 16);
  out.append("\r\n");
}

void append_chunk_end(std::string& out) { out.append("\r\n"); }

void append_last_chunk(std::string& out) { out.append("0\r\n\r\n"); }

// clang-format off
std::string_view reason_phrase(uint16_t status) {
  switch (status) {
    case 100: return "Continue";
    case 101: return "Switching Protocols";
    case 103: return "Early Hints";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 508: return "Loop Detected";
    default: return "Unknown";
  }
}
// clang-format on

}  // namespace inlay::http
