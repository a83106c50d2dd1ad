#include "html/tag_name.h"

#include <gtest/gtest.h>

#include <cctype>
#include <set>
#include <string>

namespace inlay::html {
namespace {

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return made;
}

TEST(TagName, EveryKnownNameIsFoundInAnyCase) {
  std::set<uint64_t> hashes;
  for (size_t i = 1; i < kTagCount; ++i) {
    const Tag tag = static_cast<Tag>(i);
    const TagName name = find_tag(tag_text(tag));
    EXPECT_EQ(name.tag, tag) << tag_text(tag);
    EXPECT_EQ(find_tag(upper(tag_text(tag))).tag, tag) << tag_text(tag);
    EXPECT_EQ(find_tag(upper(tag_text(tag))), name) << tag_text(tag);
    EXPECT_EQ(name_of(tag), name) << tag_text(tag);
    EXPECT_TRUE(hashes.insert(name.hash).second) << tag_text(tag);
  }
}

TEST(TagName, TextsBelongToTheirIds) {
  struct Row {
    Tag tag;
    const char* text;
  };
  for (const Row& row :
       {Row{Tag::unknown, ""}, Row{Tag::a, "a"}, Row{Tag::annotation_xml, "annotation-xml"},
        Row{Tag::foreign_object, "foreignobject"}, Row{Tag::h6, "h6"}, Row{Tag::mi, "mi"},
        Row{Tag::template_, "template"}, Row{Tag::xmp, "xmp"}}) {
    EXPECT_EQ(tag_text(row.tag), row.text);
  }
}

TEST(TagName, RoomBehindTheNameDoesNotMatter) {
  using namespace std::literals;
  for (std::string_view name : {"a"sv, "BR"sv, "h1"sv, "Script"sv, "textarea"sv, "blockquote"sv,
                                "x-y"sv, "mañana"sv, "x\xFF\xFE"sv}) {
    for (const char* behind : {"/>       ", "ZZZZZZZZ", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}) {
      const std::string padded = std::string(name) + behind;
      const TagName found = find_tag_with_room(std::string_view(padded).substr(0, name.size()));
      EXPECT_EQ(found, find_tag(name)) << name;
      EXPECT_EQ(found.tag, find_tag(name).tag) << name;
    }
  }
}

TEST(TagName, NearMissesAreUnknown) {
  using namespace std::literals;
  for (std::string_view name :
       {"aa"sv, "scripts"sv, "scrip"sv, "\xE2\x84\xAA"sv, "x-a"sv, "br/"sv, "@"sv, "p\0"sv, "\0"sv,
        "blockquotf"sv, "blockquote\0"sv, "annotation_xml"sv, "[d"sv}) {
    EXPECT_EQ(find_tag(name).tag, Tag::unknown) << name;
  }
}

TEST(TagName, UnknownNamesAreComparedByHash) {
  using namespace std::literals;
  struct Row {
    const char* what;
    std::string_view a, b;
    bool same;
  };
  for (const Row& row : {
           Row{"short, case folds", "X-Y", "x-y", true},
           Row{"long, case folds", "My-Custom-Element", "my-custom-element", true},
           Row{"eight bytes", "abcdefgH", "abcdefgh", true},
           Row{"nine bytes", "abcdefghi", "abcdefghj", false},
           Row{"prefix of eight", "abcdefgh", "abcdefghi", false},
           Row{"only ASCII folds", "x\xC3\x89", "x\xC3\xA9", false},
           Row{"neighbours of the letters", "@[`{", "`{@[", false},
           Row{"NUL is U+FFFD, short", "x\0"sv, "x\xEF\xBF\xBD", true},
           Row{"NUL is U+FFFD, long", "my-custom\0element"sv,
               "MY-custom\xEF\xBF\xBD"
               "element",
               true},
           Row{"NUL is no end", "x\0"sv, "x", false},
           Row{"words in another order", "abcdefgh12345678", "12345678abcdefgh", false},
       }) {
    EXPECT_EQ(find_tag(row.a) == find_tag(row.b), row.same) << row.what;
  }
  EXPECT_EQ(find_tag("").hash, 0u);
}

}  // namespace
}  // namespace inlay::html
