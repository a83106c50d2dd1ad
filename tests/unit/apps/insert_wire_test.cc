#include "apps/insert_wire.h"

#include <gtest/gtest.h>

namespace inlay::apps {
namespace {

TEST(InsertWire, ComesBackWhole) {
  html::Insert insert;
  insert.selector = "a";
  insert.method = html::InsertMethod::replace;
  insert.html = std::string("<b>\0\xC3\xA4", 6);
  insert.contain = html::Containment::tree;
  insert.attributes = {{"class", html::AttributeEdit::Action::add_tokens, "b c"},
                       {"id", html::AttributeEdit::Action::remove, ""}};
  const std::string bytes = write_inserts({insert, html::Insert()});
  const auto read = read_inserts(bytes);
  ASSERT_TRUE(read && read->size() == 2);
  EXPECT_EQ(read->at(0).selector, insert.selector);
  EXPECT_EQ(read->at(0).html, insert.html);
  EXPECT_EQ(read->at(0).method, insert.method);
  EXPECT_EQ(read->at(0).contain, insert.contain);
  ASSERT_EQ(read->at(0).attributes.size(), 2U);
  EXPECT_EQ(read->at(0).attributes[0].value, "b c");
  EXPECT_EQ(read->at(0).attributes[1].action, html::AttributeEdit::Action::remove);
  EXPECT_EQ(write_inserts(*read), bytes);
}

TEST(InsertWire, RefusesOtherBytes) {
  const std::string bytes = write_inserts({html::Insert()});
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(read_inserts(bytes.substr(0, size))) << size;
  }
  EXPECT_FALSE(read_inserts(bytes + 'x'));
  EXPECT_FALSE(read_inserts(write_inserts({})));
  std::string no_method = bytes;
  no_method[8] = 6;
  EXPECT_FALSE(read_inserts(no_method));
}

}  // namespace
}  // namespace inlay::apps
