#include "http_messages/coding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http_messages/accept_encoding.h"

namespace inlay::http {
namespace {

FieldList fields_of(std::string_view name, const std::vector<std::string_view>& values) {
  FieldList fields;
  for (const std::string_view value : values) fields.add(name, value);
  return fields;
}

TEST(Coding, names) {
  const struct {
    std::string_view name;
    std::optional<Coding> coding;
  } rows[] = {
      {"gzip", Coding::gzip},         {"GZip", Coding::gzip},  {"x-gzip", Coding::gzip},
      {"deflate", Coding::deflate},   {"br", Coding::br},      {"zstd", Coding::zstd},
      {"identity", Coding::identity}, {"", std::nullopt},      {"compress", std::nullopt},
      {"x-deflate", std::nullopt},    {"gzip ", std::nullopt}, {"dcb", std::nullopt},
      {"brotli", std::nullopt},       {"exi", std::nullopt},   {"*", std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(coding_of(row.name), row.coding) << row.name;
  for (size_t at = 0; at < kCodings; ++at) {
    const auto coding = static_cast<Coding>(at);
    EXPECT_EQ(coding_of(coding_name(coding)), coding) << coding_name(coding);
  }
}

TEST(Coding, of_a_response) {
  const struct {
    const char* name;
    std::vector<std::string_view> values;
    std::optional<Coding> coding;
  } rows[] = {
      {"none", {}, Coding::identity},
      {"empty", {""}, Coding::identity},
      {"identity", {"identity"}, Coding::identity},
      {"one", {"br"}, Coding::br},
      {"old name in capitals", {"X-GZIP"}, Coding::gzip},
      {"empty members", {", gzip ,"}, Coding::gzip},
      {"unknown", {"compress"}, std::nullopt},
      {"dictionary", {"dcz"}, std::nullopt},
      {"two", {"gzip, br"}, std::nullopt},
      {"twice", {"gzip, gzip"}, std::nullopt},
      {"two fields", {"gzip", "gzip"}, std::nullopt},
      {"identity and another", {"identity, gzip"}, std::nullopt},
      {"parameter", {"gzip;q=1"}, std::nullopt},
      {"quoted", {"\"gzip\""}, std::nullopt},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(single_coding(fields_of("content-encoding", row.values)), row.coding) << row.name;
  }
}

TEST(AcceptEncoding, less_what_we_cannot_decode) {
  const struct {
    const char* name;
    std::vector<std::string_view> values;
    std::string_view expected;
  } rows[] = {
      {"absent", {}, ""},
      {"empty", {""}, "identity"},
      {"browser", {"gzip, deflate, br, zstd"}, "gzip, deflate, br, zstd"},
      {"no blanks", {"gzip,deflate,br"}, "gzip, deflate, br"},
      {"dictionaries", {"gzip, br, dcb, dcz"}, "gzip, br"},
      {"unknown only", {"compress, exi"}, "identity"},
      {"unknown with weight", {"compress;q=0.5, gzip;q=0.1"}, "gzip;q=0.1"},
      {"weights", {"br;q=1.0, gzip;q=0.80, deflate; q=0.125"}, "br, gzip;q=0.8, deflate;q=0.125"},
      {"capital Q", {"gzip;Q=0.5"}, "gzip;q=0.5"},
      {"refused", {"gzip;q=0, br;q=0.000"}, "gzip;q=0, br;q=0"},
      {"fine weight", {"gzip;q=0.001"}, "gzip;q=0.001"},
      {"too fine weight", {"gzip;q=0.00001"}, "gzip;q=0.001"},
      {"no weight", {"gzip;q=, br;q=x, deflate;q=-1, zstd;q=7"}, "gzip, br, deflate, zstd"},
      {"star", {"*"}, "identity"},
      {"star beside others", {"gzip, *;q=0.5"}, "gzip"},
      {"star refuses", {"br, *;q=0"}, "br, *;q=0"},
      {"only star refuses", {"*;q=0"}, "*;q=0"},
      {"identity refused", {"identity;q=0, gzip"}, "identity;q=0, gzip"},
      {"identity", {"identity"}, "identity"},
      {"old name", {"x-gzip"}, "gzip"},
      {"twice", {"gzip, GZIP;q=0.1, x-gzip, br, br"}, "gzip, br"},
      {"two fields", {"gzip", "br;q=0.5"}, "gzip, br;q=0.5"},
      {"other parameters", {"gzip;level=9;q=0.5"}, "gzip;q=0.5"},
      {"garbage", {";;,\"gz,ip\",q=1, gzip ; q=0.2"}, "gzip;q=0.2"},
  };
  for (const auto& row : rows) {
    std::string out = "kept:";
    append_decodable(out, fields_of("accept-encoding", row.values));
    EXPECT_EQ(out, "kept:" + std::string(row.expected)) << row.name;
  }
}

TEST(AcceptEncoding, stays_short) {
  std::string long_value;
  for (int i = 0; i < 5000; ++i)
    long_value += "gzip;q=0.123, br;q=0.999, *;q=0, u" + std::to_string(i) + ",";
  long_value += "deflate;q=0.001, zstd;q=0.234, identity;q=0.345";
  std::string out;
  append_decodable(out, fields_of("accept-encoding", {long_value}));
  EXPECT_EQ(out,
            "gzip;q=0.123, br;q=0.999, *;q=0, deflate;q=0.001, zstd;q=0.234, identity;q=0.345");
  EXPECT_LE(out.size(), 128u);
}

TEST(AcceptEncoding, best_coding_for_a_visitor) {
  const struct {
    const char* name;
    std::vector<std::string_view> values;
    Coding expected;
  } rows[] = {
      {"absent", {}, Coding::identity},
      {"empty", {""}, Coding::identity},
      {"browser", {"gzip, deflate, br, zstd"}, Coding::gzip},
      {"without gzip", {"deflate, br, zstd"}, Coding::zstd},
      {"br and deflate", {"deflate, br"}, Coding::br},
      {"deflate", {"deflate"}, Coding::deflate},
      {"weights", {"gzip;q=0.5, br;q=0.6"}, Coding::br},
      {"all alike", {"zstd;q=0.5, gzip;q=0.5"}, Coding::gzip},
      {"gzip refused", {"gzip;q=0, br;q=0.1"}, Coding::br},
      {"star", {"*"}, Coding::gzip},
      {"star but gzip", {"gzip;q=0, *"}, Coding::zstd},
      {"all refused", {"*;q=0"}, Coding::identity},
      {"unknown", {"compress"}, Coding::identity},
      {"identity first", {"identity, gzip;q=0.5"}, Coding::identity},
      {"identity as good", {"identity, gzip"}, Coding::gzip},
      {"identity last", {"identity;q=0.1, gzip;q=0.2"}, Coding::gzip},
      {"identity refused", {"identity;q=0, zstd;q=0.001"}, Coding::zstd},
      {"two fields", {"br", "gzip"}, Coding::gzip},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(best_coding(fields_of("accept-encoding", row.values)), row.expected) << row.name;
  }
}

}  // namespace
}  // namespace inlay::http
