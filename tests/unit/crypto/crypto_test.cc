#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "crypto/base64.h"
#include "crypto/digest.h"

namespace inlay::crypto {
namespace {

struct EncodingCase {
  const char* name;
  std::string_view bytes;
  std::string_view standard;
  std::string_view url_safe;
  std::string_view hex;
};

// RFC 4648 section 10, and bytes that need the last two letters of each alphabet.
constexpr EncodingCase kEncodings[] = {
    {"nothing", "", "", "", ""},
    {"one byte", "f", "Zg==", "Zg", "66"},
    {"two bytes", "fo", "Zm8=", "Zm8", "666f"},
    {"three bytes", "foo", "Zm9v", "Zm9v", "666f6f"},
    {"four bytes", "foob", "Zm9vYg==", "Zm9vYg", "666f6f62"},
    {"five bytes", "fooba", "Zm9vYmE=", "Zm9vYmE", "666f6f6261"},
    {"six bytes", "foobar", "Zm9vYmFy", "Zm9vYmFy", "666f6f626172"},
    {"last letters", "\xFB\xEF\xFF", "++//", "--__", "fbefff"},
    {"zero bytes", std::string_view("\0\0\0", 3), "AAAA", "AAAA", "000000"},
};

TEST(Base64, EncodesAsTheRfcSays) {
  for (const EncodingCase& row : kEncodings) {
    EXPECT_EQ(base64(row.bytes), row.standard) << row.name;
    EXPECT_EQ(from_base64(row.standard), std::string(row.bytes)) << row.name;
    EXPECT_EQ(base64url(row.bytes), row.url_safe) << row.name;
    EXPECT_EQ(lower_hex(row.bytes), row.hex) << row.name;
  }
}

TEST(Base64, RefusesOtherTexts) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zm9v=", "Zh==", "Zm9=", "Z=g=",
                           "Zm9-", "Zm 9", "Zg==Zg==", "Zm9v\n"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

TEST(Digest, HasTheKnownValues) {
  struct Row {
    const char* name;
    std::string bytes;
    std::string_view hex;
  };
  const Row rows[] = {
      {"nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"a million a", std::string(1'000'000, 'a'),
       "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const Row& row : rows) {
    const Digest digest = sha256(row.bytes);
    EXPECT_EQ(lower_hex(bytes_of(digest)), row.hex) << row.name;
  }
}

Digest digest_of(std::initializer_list<std::string_view> fields) {
  Sha256 hash;
  for (const std::string_view field : fields) hash.field(field);
  return hash.finish();
}

TEST(Sha256, KeepsFieldsApart) {
  EXPECT_EQ(digest_of({"ab", "c"}), digest_of({"ab", "c"}));
  EXPECT_NE(digest_of({"ab", "c"}), digest_of({"a", "bc"}));
  EXPECT_NE(digest_of({"abc"}), digest_of({"abc", ""}));
  EXPECT_NE(digest_of({}), digest_of({""}));
}

TEST(Sha256, WritesLengthsBigEndian) {
  Sha256 hash;
  hash.field("abc");
  const Digest digest = hash.finish();
  EXPECT_EQ(digest, sha256(std::string_view("\0\0\0\0\0\0\0\3abc", 11)));
}

}  // namespace
}  // namespace inlay::crypto
