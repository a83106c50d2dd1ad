#include "http_messages/field_id.h"

#include <gtest/gtest.h>

#include <string>

#include "http_messages/field_list.h"

namespace inlay::http {
namespace {

TEST(FieldId, knows_every_name_of_the_list_in_any_case) {
  for (size_t i = 1; i < kFieldNames.size(); ++i) {
    const auto id = static_cast<FieldId>(i);
    std::string upper(kFieldNames[i]);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(field_id(kFieldNames[i]), id) << kFieldNames[i];
    EXPECT_EQ(field_id(upper), id) << upper;
    EXPECT_EQ(field_name(id), kFieldNames[i]);
  }
}

TEST(FieldId, knows_no_other_name) {
  for (size_t i = 1; i < kFieldNames.size(); ++i) {
    const std::string name(kFieldNames[i]);
    for (size_t at = 0; at < name.size(); ++at) {
      std::string other = name;
      other[at] = '_';
      EXPECT_EQ(field_id(other), FieldId::other) << other;
      other[at] = static_cast<char>(name[at] ^ 0x80);
      EXPECT_EQ(field_id(other), FieldId::other) << other;
    }
    EXPECT_EQ(field_id(name + "x"), FieldId::other);
    EXPECT_EQ(field_id("x" + name), FieldId::other);
  }
  EXPECT_EQ(field_id(""), FieldId::other);
  EXPECT_EQ(field_id("x"), FieldId::other);
  // Only the case of letters is folded: "content\rlength" has the bits of "content-length".
  EXPECT_EQ(field_id("content\rlength"), FieldId::other);
}

TEST(FieldId, stands_for_the_name_that_its_own_name_says) {
  EXPECT_EQ(field_id("host"), FieldId::host);
  EXPECT_EQ(field_id("content-length"), FieldId::content_length);
  EXPECT_EQ(field_id("transfer-encoding"), FieldId::transfer_encoding);
  EXPECT_EQ(field_id("connection"), FieldId::connection);
  EXPECT_EQ(field_id("keep-alive"), FieldId::keep_alive);
  EXPECT_EQ(field_id("proxy-connection"), FieldId::proxy_connection);
  EXPECT_EQ(field_id("te"), FieldId::te);
  EXPECT_EQ(field_id("trailer"), FieldId::trailer);
  EXPECT_EQ(field_id("upgrade"), FieldId::upgrade);
  EXPECT_EQ(field_id("expect"), FieldId::expect);
  EXPECT_EQ(field_id("x-request-id"), FieldId::x_request_id);
}

TEST(FieldList, finds_and_counts) {
  FieldList fields;
  fields.add("Vary", "a");
  fields.add("X-Own", "b");
  fields.add("VARY", "c");
  EXPECT_EQ(fields.find(FieldId::vary)->value, "a");
  EXPECT_EQ(fields.find("vary")->value, "a");
  EXPECT_EQ(fields.find("x-own")->value, "b");
  EXPECT_EQ(fields.find("x-other"), nullptr);
  EXPECT_EQ(fields.find(FieldId::age), nullptr);
  EXPECT_EQ(fields.count(FieldId::vary), 2u);
  EXPECT_EQ(fields.count(FieldId::age), 0u);
  fields.clear();
  EXPECT_TRUE(fields.empty());
  EXPECT_FALSE(fields.has(FieldId::vary));
}

TEST(FieldIdSet, never_holds_other) {
  FieldIdSet set{FieldId::other, FieldId::age};
  EXPECT_FALSE(set.contains(FieldId::other));
  EXPECT_TRUE(set.contains(FieldId::age));
  EXPECT_TRUE((set | FieldIdSet{FieldId::via}).contains(FieldId::via));
}

}  // namespace
}  // namespace inlay::http
