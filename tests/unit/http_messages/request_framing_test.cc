#include "request_rows.h"

namespace inlay::http {
namespace {

std::string post10(std::initializer_list<std::string_view> fields) {
  std::string head = get_with(fields);
  return head.replace(0, 14, "GET / HTTP/1.0");
}

constexpr std::string_view kPlain = "GET path=/ host=a.example 1.1 keep";
constexpr std::string_view kChunked = "GET path=/ host=a.example 1.1 chunked keep";

TEST(RequestHead, knows_where_the_body_ends_or_refuses) {
  const RequestRow rows[] = {
      {"no body", get_with({}), 0, kPlain},
      {"length", get_with({"Content-Length: 5"}), 0, "GET path=/ host=a.example 1.1 length=5 keep"},
      {"length 0", get_with({"content-length:0"}), 0,
       "GET path=/ host=a.example 1.1 length=0 keep"},
      {"leading zeros", get_with({"Content-Length: 0005"}), 0,
       "GET path=/ host=a.example 1.1 length=5 keep"},
      {"longest", get_with({"Content-Length: 9223372036854775807"}), 0,
       "GET path=/ host=a.example 1.1 length=9223372036854775807 keep"},
      {"length in 1.0", post10({"Content-Length: 5"}), 0,
       "GET path=/ host=a.example 1.0 length=5 close"},
      {"2^63", get_with({"Content-Length: 9223372036854775808"}), 400, "2^63"},
      {"2^64", get_with({"Content-Length: 18446744073709551616"}), 400, "2^63"},
      {"2^64 + 5", get_with({"Content-Length: 18446744073709551621"}), 400, "2^63"},
      {"forty digits", get_with({"Content-Length: 1111111111111111111111111111111111111111"}), 400,
       "2^63"},
      {"plus", get_with({"Content-Length: +5"}), 400, "not one number"},
      {"minus", get_with({"Content-Length: -5"}), 400, "not one number"},
      {"hexadecimal", get_with({"Content-Length: 0x5"}), 400, "not one number"},
      {"fraction", get_with({"Content-Length: 5.0"}), 400, "not one number"},
      {"exponent", get_with({"Content-Length: 5e0"}), 400, "not one number"},
      {"unit", get_with({"Content-Length: 5b"}), 400, "not one number"},
      {"quoted", get_with({"Content-Length: \"5\""}), 400, "not one number"},
      {"empty length", get_with({"Content-Length:"}), 400, "not one number"},
      {"space in length", get_with({"Content-Length: 5 5"}), 400, "not one number"},
      {"tab after length", get_with({"Content-Length: 5\t"}), 0,
       "GET path=/ host=a.example 1.1 length=5 keep"},
      {"list of equal lengths", get_with({"Content-Length: 5, 5"}), 400, "not one number"},
      {"list of lengths", get_with({"Content-Length: 5, 6"}), 400, "not one number"},
      {"list with empty member", get_with({"Content-Length: 5,"}), 400, "not one number"},
      {"two equal lengths", get_with({"Content-Length: 5", "Content-Length: 5"}), 400, "more than"},
      {"two lengths", get_with({"Content-Length: 5", "content-length: 6"}), 400, "more than"},
      {"arabic digits", get_with({"Content-Length: \xD9\xA5"}), 400, "not one number"},

      {"chunked", get_with({"Transfer-Encoding: chunked"}), 0, kChunked},
      {"chunked in capitals", get_with({"TRANSFER-ENCODING: CHUNKED"}), 0, kChunked},
      {"chunked, tab before", get_with({"Transfer-Encoding:\tchunked"}), 0, kChunked},
      {"both", get_with({"Transfer-Encoding: chunked", "Content-Length: 5"}), 400,
       "beside content-length"},
      {"both, length first", get_with({"Content-Length: 5", "Transfer-Encoding: chunked"}), 400,
       "beside content-length"},
      {"both, coding unknown", get_with({"Content-Length: 5", "Transfer-Encoding: x"}), 400,
       "beside content-length"},
      {"chunked in 1.0", post10({"Transfer-Encoding: chunked"}), 400, "http/1.0"},
      {"gzip then chunked", get_with({"Transfer-Encoding: gzip, chunked"}), 501, "only chunked"},
      {"unknown then chunked", get_with({"Transfer-Encoding: x;a=\"b,c\", chunked"}), 501,
       "only chunked"},
      {"chunked then gzip", get_with({"Transfer-Encoding: chunked, gzip"}), 400, "does not end"},
      {"chunked twice", get_with({"Transfer-Encoding: chunked, chunked"}), 400, "does not end"},
      {"gzip", get_with({"Transfer-Encoding: gzip"}), 400, "does not end"},
      {"identity", get_with({"Transfer-Encoding: identity"}), 400, "does not end"},
      {"identity then chunked", get_with({"Transfer-Encoding: identity, chunked"}), 501,
       "only chunked"},
      {"empty coding", get_with({"Transfer-Encoding:"}), 400, "does not end"},
      {"leading comma", get_with({"Transfer-Encoding: ,chunked"}), 501, "only chunked"},
      {"chunked with parameter", get_with({"Transfer-Encoding: chunked;a=b"}), 400, "does not end"},
      {"quoted chunked", get_with({"Transfer-Encoding: \"chunked\""}), 400, "does not end"},
      {"chunked with vertical tab",
       get_with({"Transfer-Encoding: \x0B"
                 "chunked"}),
       400, "\\x0b"},
      {"chunkedx", get_with({"Transfer-Encoding: chunkedx"}), 400, "does not end"},
      {"xchunked", get_with({"Transfer-Encoding: xchunked"}), 400, "does not end"},
      {"nbsp before chunked",
       get_with({"Transfer-Encoding: \xC2\xA0"
                 "chunked"}),
       400, "does not end"},
      {"two fields", get_with({"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"}), 400,
       "more than one field"},
      {"two fields, one identity",
       get_with({"Transfer-Encoding: chunked", "Transfer-encoding: identity"}), 400,
       "more than one field"},
      {"coding with space before colon", get_with({"Transfer-Encoding : chunked"}), 400,
       "before the colon"},
      {"coding in folded line", get_with({"Transfer-Encoding:", " chunked"}), 400, "folded line"},
      {"other name is no coding", get_with({"Transfer_Encoding: chunked"}), 0, kPlain},
      {"x- name is no length", get_with({"X-Content-Length: 5"}), 0, kPlain},
  };
  expect_rows(rows);
}

TEST(RequestHead, knows_what_the_connection_may_do_next) {
  const RequestRow rows[] = {
      {"close", get_with({"Connection: close"}), 0, "GET path=/ host=a.example 1.1 close"},
      {"close in capitals", get_with({"connection: CLOSE"}), 0,
       "GET path=/ host=a.example 1.1 close"},
      {"close in a list", get_with({"Connection: x, close"}), 0,
       "GET path=/ host=a.example 1.1 close"},
      {"close in the second field", get_with({"Connection: x", "Connection: close"}), 0,
       "GET path=/ host=a.example 1.1 close"},
      {"close wins", get_with({"Connection: close, keep-alive"}), 0,
       "GET path=/ host=a.example 1.1 close"},
      {"not close", get_with({"Connection: closed, un-close"}), 0, kPlain},
      {"keep-alive in 1.0", post10({"Connection: Keep-Alive"}), 0,
       "GET path=/ host=a.example 1.0 keep"},
      {"close wins in 1.0", post10({"Connection: close, keep-alive"}), 0,
       "GET path=/ host=a.example 1.0 close"},
      {"proxy-connection says nothing", post10({"Proxy-Connection: keep-alive"}), 0,
       "GET path=/ host=a.example 1.0 close"},
      {"upgrade", get_with({"Connection: upgrade", "Upgrade: websocket"}), 0,
       "GET path=/ host=a.example 1.1 keep upgrade=websocket"},
      {"upgrade not named", get_with({"Upgrade: websocket"}), 0, kPlain},
      {"upgrade in 1.0", post10({"Connection: upgrade, keep-alive", "Upgrade: websocket"}), 0,
       "GET path=/ host=a.example 1.0 keep"},
      {"32 names",
       get_with({"Connection: a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,"
                 "a,a,a,a"}),
       0, kPlain},
      {"33 names",
       get_with({"Connection: a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,"
                 "a,a,a,a,a"}),
       400, "33 names, limit 32"},
      {"expect", get_with({"Expect: 100-continue", "Content-Length: 5"}), 0,
       "GET path=/ host=a.example 1.1 length=5 keep expects"},
      {"expect in capitals", get_with({"Expect: 100-Continue", "Transfer-Encoding: chunked"}), 0,
       "GET path=/ host=a.example 1.1 chunked keep expects"},
      {"expect without body", get_with({"Expect: 100-continue"}), 0, kPlain},
      {"expect in 1.0", post10({"Expect: 100-continue", "Content-Length: 5"}), 0,
       "GET path=/ host=a.example 1.0 length=5 close"},
      {"other expectation", get_with({"Expect: 200-ok"}), 417, "only 100-continue"},
      {"other expectation in 1.0", post10({"Expect: 200-ok"}), 417, "only 100-continue"},
      {"two expectations", get_with({"Expect: 100-continue", "Expect: 100-continue"}), 417,
       "only 100-continue"},
  };
  expect_rows(rows);
}

}  // namespace
}  // namespace inlay::http
