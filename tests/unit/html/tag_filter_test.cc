// What a tag filter keeps back, and that keeping tags back changes nothing else: the tree context's
// quick lane against its rules.
#include "html/tag_filter.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "html/scanner.h"
#include "html/tree_context.h"

namespace inlay::html {
namespace {

// Counts what a filter lets through, watching the first element of one name.
class Counter final : public ScannerHandler {
 public:
  Counter(TreeContext& context, Tag watched) : context_(context), watched_(watched) {}

  void tag(const TagEvent& event) override {
    told += (told.empty() ? "" : " ") + std::string(event.kind == TagKind::end ? "/" : "") +
            std::string(event.name_bytes());
    if (event.kind == TagKind::start && event.name.tag == watched_ &&
        context_.opened() == Opened::open) {
      context_.watch(context_.depth() - 1);
    }
  }

  std::string told;

 private:
  TreeContext& context_;
  Tag watched_;
};

TEST(TagFilter, LetsThroughWhatIsWantedAndWhatEnds) {
  struct FilterRow {
    const char* name;
    std::vector<Tag> start;
    bool end;
    bool implied;
    const char* told;
  };
  constexpr std::string_view kPage =
      "<body><x-y><div><p>a<i>b</i><div></x-y></div></div><table><td></table></body><u></body>";
  for (const FilterRow& row : {
           FilterRow{"nothing: only the document's end", {}, false, false, "/body"},
           FilterRow{"a name", {Tag::i}, false, false, "i /body"},
           FilterRow{"names that are not known", {Tag::unknown}, false, false, "x-y /body"},
           FilterRow{"ends of what is watched", {Tag::p}, false, false, "p div /body"},
           FilterRow{"ends by a start tag that is wanted too",
                     {Tag::p, Tag::div},
                     false,
                     false,
                     "div p div /body"},
           FilterRow{"end tags", {}, true, false, "/i /x-y /div /div /table /body /body"},
           FilterRow{"implied", {}, false, true, "body td /body"},
       }) {
    TagFilter filter;
    for (Tag tag : row.start) filter.want(tag);
    filter.end = row.end;
    filter.implied = row.implied;
    TreeContext context;
    Counter counter(context, Tag::p);
    Scanner scanner(counter, &context, {}, Tokens::tags);
    scanner.tell_only(&filter);
    scanner.feed(kPage);
    EXPECT_EQ(counter.told, row.told) << row.name;
  }
}

// Whole, byte by byte, and with room behind: all ways that a tag goes through the scanner.
TEST(TagFilter, TagsMayBeWantedForTheirAttributesOnly) {
  struct TagRow {
    const char* tag;
    bool told;
  };
  for (const TagRow& row :
       {TagRow{"<b>", false}, TagRow{"<B/>", false}, TagRow{"<b >", false}, TagRow{"<b a>", true},
        TagRow{"<b/a>", true}, TagRow{"<b\na=''>", true}, TagRow{"<b =>", true},
        TagRow{"<i a>", false}, TagRow{"</b a>", false}}) {
    TagFilter filter;
    filter.want(Tag::b, StartTags::with_attributes);
    for (const char* before : {"", "<body>x"}) {
      const std::string page = std::string(before) + row.tag + std::string(64, '.');
      for (const size_t piece : {size_t{1}, page.size()}) {
        TreeContext context;
        Counter counter(context, Tag::unknown);
        Scanner scanner(counter, &context, {}, Tokens::tags);
        scanner.tell_only(&filter);
        for (size_t at = 0; at < page.size(); at += piece) scanner.feed(page.substr(at, piece));
        EXPECT_EQ(!counter.told.empty(), row.told) << page << " by " << piece;
      }
    }
  }
}

// The part of an oversize tag that is kept decides.
TEST(TagFilter, OversizeTagsHaveTheAttributesThatAreKept) {
  TagFilter filter;
  filter.want(Tag::b, StartTags::with_attributes);
  filter.want(Tag::unknown, StartTags::with_attributes);
  for (const auto& [tag, told] : std::map<std::string, std::string>{
           {"<b " + std::string(100, 'a') + ">", "b"}, {"<" + std::string(100, 'a') + " b>", ""}}) {
    TreeContext context;
    Counter counter(context, Tag::unknown);
    Scanner scanner(counter, &context, {.token_bytes_max = ScannerLimits::kTokenBytesLeast},
                    Tokens::tags);
    scanner.tell_only(&filter);
    scanner.feed(tag);
    EXPECT_EQ(counter.told, told) << tag;
  }
}

TEST(TagFilter, AWantNeverTakesAnotherBack) {
  TagFilter filter;
  filter.want(Tag::b);
  filter.want(Tag::b, StartTags::with_attributes);
  filter.want(Tag::i, StartTags::none);
  EXPECT_TRUE(filter.wants(Tag::b, false));
  EXPECT_FALSE(filter.wants(Tag::i, true));
}

TEST(TagFilter, MayChangeBetweenTokens) {
  TagFilter filter;
  TreeContext context;
  Counter counter(context, Tag::unknown);
  Scanner scanner(counter, &context, {}, Tokens::tags);
  scanner.tell_only(&filter);
  scanner.feed("<p><i></i>");
  EXPECT_EQ(counter.told, "");
  filter.want(Tag::i);
  scanner.feed("<i></i>");
  EXPECT_EQ(counter.told, "i");
  scanner.tell_only(nullptr);
  scanner.feed("</p>");
  EXPECT_EQ(counter.told, "i /p");
}

// What can be seen of the context at any time.
std::string state_of(const TreeContext& context) {
  std::string state;
  for (size_t i = 0; i < context.depth(); ++i) {
    const OpenElement& element = context.open().at(i);
    state += std::string(tag_text(element.tag)) + std::to_string(element.name_hash % 97) +
             "hms"[static_cast<size_t>(element.space)] +
             std::to_string(static_cast<int>(element.origin)) + ' ';
  }
  state += context.quirks() ? 'q' : ' ';
  state += context.wants_text() ? 'w' : ' ';
  return state + (context.in_text_element() ? 't' : ' ');
}

class States final : public ScannerHandler {
 public:
  explicit States(const TreeContext& context) : context_(context) {}
  void tag(const TagEvent& event) override {
    std::string& state = after[event.begin];
    state = state_of(context_);
    if (event.kind == TagKind::end) return;
    state += std::to_string(static_cast<int>(context_.opened()));
    starts[event.begin] = {event.name.tag, event.may_have_attributes()};
  }

  struct Start {
    Tag name;
    bool has_attributes;
  };
  std::map<uint64_t, std::string> after;
  std::map<uint64_t, Start> starts;

 private:
  const TreeContext& context_;
};

struct Run {
  Run(const std::vector<std::string_view>& pieces, const TagFilter* filter) {
    Scanner scanner(states, &context, {}, Tokens::tags);
    scanner.tell_only(filter);
    for (std::string_view piece : pieces) {
      scanner.feed(piece);
      between += state_of(context) + "; ";
    }
  }
  TreeContext context;
  States states{context};
  std::string between;
};

void expect_same(const std::vector<std::string_view>& pieces, const TagFilter& filter,
                 const std::string& page) {
  const Run all(pieces, nullptr);
  const Run some(pieces, &filter);
  ASSERT_EQ(all.between, some.between) << page;
  for (const auto& [begin, state] : some.states.after) {
    ASSERT_EQ(all.states.after.at(begin), state) << page << " at " << begin;
  }
  for (const auto& [begin, tag] : all.states.starts) {
    if (!filter.wants(tag.name, tag.has_attributes)) continue;
    ASSERT_EQ(some.states.after.count(begin), 1u) << page << " at " << begin;
  }
}

// Room for the scanner's blocks, so that no tag is near the end of its piece.
const std::string kRoom(64, '.');

TEST(TagFilter, EveryTagInEveryPlaceLeavesTheSameStack) {
  constexpr const char* kPlaces[] = {"<body>x",
                                     "<body>x<p>",
                                     "<body>x<p><b>",
                                     "<body>x<ul>",
                                     "<body>x<ul><li>",
                                     "<body>x<dl><dt>",
                                     "<body>x<table>",
                                     "<body>x<table><tbody>",
                                     "<body>x<table><thead>",
                                     "<body>x<table><tr>",
                                     "<body>x<table><td>",
                                     "<body>x<table><tr><td><tr>",
                                     "<body>x<table><tr><td></td>",
                                     "<body>x<table><tr><td></td></tr>",
                                     "<body>x<table><tr><td>x</td></tr></tbody>",
                                     "<body>x<table><td><table><tr><th>",
                                     "<body>x<table><tr><td><p>x",
                                     "<body>x<table><tr><td><b>x</td>",
                                     "<body>x<b><table><tr><td>x</td>",
                                     "<body>x<b><table><tr><td>x</b></td>",
                                     "<body>x<b><table><tr></b><td>",
                                     "<body>x<table><tr><b>",
                                     "<body>x<table><tr><div>",
                                     "<body>x<table><tbody><div>",
                                     "<body>x<table><tbody><b>x</b>",
                                     "<body>x<table><tr><td><template><tr>",
                                     "<body>x<table><tr><template><td>",
                                     "<body>x<table><tr><td><svg><td>",
                                     "<body>x<table><tr><td><select>",
                                     "<body>x<table><caption>",
                                     "<body>x<template><tr>",
                                     "<body>x<template><td>",
                                     "<body><table><tr>",
                                     "<body>x<h1>",
                                     "<body>x<h1><p>",
                                     "<body>x<b>",
                                     "<body>x<b><p></b>",
                                     "<body>x<a>",
                                     "<body>x<svg>",
                                     "<body>x<svg><desc>",
                                     "<body>x<math><mi><p>",
                                     "<body>x<template>",
                                     "<body>x<select>",
                                     "<body>x<button><p>",
                                     "<body>x<object><p>",
                                     "<body>x<form><p>",
                                     "<body>x<nobr>",
                                     "<body>x<ruby><rt>",
                                     "<body>x<caption>",
                                     "<body>",
                                     "<head>",
                                     ""};
  TagFilter filter;
  filter.want(Tag::var);
  for (const char* place : kPlaces) {
    for (size_t i = 0; i < kTagCount; ++i) {
      const auto tag = static_cast<Tag>(i);
      const std::string name = tag == Tag::unknown ? "x-y" : std::string(tag_text(tag));
      for (const std::string& tags :
           {"<" + name + ">", "</" + name + ">", "<" + name + " id=\"x\"><" + name + ">",
            "<" + name + "></" + name + ">"}) {
        const std::string page =
            place + tags + "<var>y" + "<p>z<var>" + "</" + name + "><var>" + kRoom;
        expect_same({page}, filter, page);
      }
    }
  }
}

TEST(TagFilter, AtTheDepthBoundToo) {
  TagFilter filter;
  filter.want(Tag::var);
  for (size_t depth = TreeContext::kDepthMax - 4; depth < TreeContext::kDepthMax + 2; ++depth) {
    std::string page = "<body>x";
    for (size_t i = 0; i < depth; ++i) page += "<div>";
    for (const char* tail :
         {"<b></div><i><p>", "<b></b></div><i><p>", "<b><i></div></div><p>", "<p></p></div><u>",
          "<b><p></b></p></div></div><i>", "<table><tr><td><b></td><td></tr><tr>",
          "</div><table><tbody><tr><td>x</td></tr></table><i>"}) {
      const std::string whole = page + tail + "<var>y" + kRoom;
      expect_same({whole}, filter, tail + std::to_string(depth));
    }
  }
}

TEST(TagFilter, RandomPagesLeaveTheSameStack) {
  constexpr const char* kParts[] = {
      "<p>",        "</p>",      "<b>",        "</b>",        "<a>",      "</a>",
      "<i id='x'>", "</i>",      "<div>",      "</div>",      "<ul>",     "<li>",
      "</li>",      "</ul>",     "<h1>",       "</h1>",       "<span x>", "</span>",
      "<table>",    "<td>",      "</td>",      "<tr>",        "</table>", "<svg>",
      "<th>",       "</th>",     "</tr>",      "<tbody>",     "</tbody>", "</tr>",
      "<g/>",       "</svg>",    "<desc>",     "</desc>",     "<br>",     "<img a=b>",
      "x",          " ",         "<object>",   "</object>",   "<button>", "<select>",
      "<option>",   "</select>", "<DIV>",      "</DIV>",      "<x-y>",    "</x-y>",
      "<title>",    "</title>",  "<template>", "</template>", "<form>",   "</form>",
      "<!-- -->",   "<dl>",      "<dt>",       "<dd>",        "</dl>",    "<code class=\"k\">",
      "</code>",    "</body>"};
  std::mt19937 random(11);
  const auto below = [&random](size_t bound) { return random() % bound; };
  for (int i = 0; i < 3000; ++i) {
    std::string page = below(4) == 0 ? "" : "<body>x";
    for (size_t parts = below(60); parts > 0; --parts) page += kParts[below(std::size(kParts))];
    page += kRoom;
    TagFilter filter;
    for (size_t wanted = below(6); wanted > 0; --wanted) {
      filter.want(static_cast<Tag>(below(kTagCount)),
                  below(2) == 0 ? StartTags::all : StartTags::with_attributes);
    }
    filter.end = below(3) == 0;
    const std::string_view whole = page;
    const size_t cut = below(page.size());
    expect_same({whole.substr(0, cut), whole.substr(cut)}, filter, page);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace inlay::html
