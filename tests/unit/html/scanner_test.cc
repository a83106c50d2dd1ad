// The scanner against tables of what it must report, each row at every cut.
#include "html/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "recorded_events.h"

namespace inlay::html {
namespace {

using namespace std::literals;

// Blocks of bytes are looked at together only where enough of them follow; byte by byte never.
void expect_same_with_room_behind(std::string_view name, std::string_view page,
                                  const RecordOptions& options) {
  const std::string longer =
      std::string(page) + " \" ' > and so on, \" ' for more than a block <q> or two of bytes";
  EXPECT_EQ(record({longer}, options), record(cut_every(longer, 1), options)) << name;
}

// In whole, byte by byte, at each cut, and at each pair of cuts if short.
void expect_at_every_cut(std::string_view name, std::string_view page, const RecordOptions& options,
                         const std::string& expected) {
  constexpr size_t kPairsUpTo = 60;
  EXPECT_EQ(record({page}, options), expected) << name << ": whole";
  EXPECT_EQ(record(cut_every(page, 1), options), expected) << name << ": byte by byte";
  expect_same_with_room_behind(name, page, options);
  for (size_t cut = 1; cut < page.size(); ++cut) {
    ASSERT_EQ(record(cut_at(page, {cut}), options), expected) << name << ": cut at " << cut;
    for (size_t next = cut; page.size() <= kPairsUpTo && next < page.size(); ++next) {
      ASSERT_EQ(record(cut_at(page, {cut, next}), options), expected)
          << name << ": cut at " << cut << " and " << next;
    }
  }
}

struct Row {
  const char* name;
  std::string_view page;
  const char* events;
};

template <size_t N>
void run(const Row (&rows)[N], const RecordOptions& options = {}) {
  for (const Row& row : rows) expect_at_every_cut(row.name, row.page, options, row.events);
}

RecordOptions without_context() {
  RecordOptions options;
  options.context = false;
  return options;
}

TEST(Scanner, TagsAndTheirSpans) {
  const Row rows[] = {
      {"nothing", "", ""},
      {"text only", "a > b & c", "0-9 data a > b & c\n"},
      {"tag between text", "a<b>c</b>d", "0-1 data a\n1-4 <b\n4-5 data c\n5-9 </b\n9-10 data d\n"},
      {"upper case", "<BR></P>", "0-4 <BR\n4-8 </P\n"},
      {"less-than that is text", "1 < 2 <3 <", "0-10 data 1 < 2 <3 <\n"},
      {"end of input after </", "a</", "0-3 data a</\n"},
      {"less-than before a tag", "<<b>", "0-1 data <\n1-4 <b\n"},
      {"nameless end tag is nothing", "a</>b", "0-1 data a\n1-4 -\n4-5 data b\n"},
      {"unfinished tag is nothing", "a<b c='", "0-1 data a\n1-7 -\n"},
      {"unfinished name is nothing", "<b", "0-2 -\n"},
      {"self-closing", "<br/><br / ><br /><br a/>",
       "0-5 <br /\n5-12 <br\n12-18 <br /\n18-25 <br a=~~ /\n"},
      {"slash ends an unquoted value", "<a b=c/><a b=/>", "0-8 <a b=c/\n8-15 <a b=/\n"},
      {"name with signs", "<a-b:c.1>", "0-9 <a-b:c.1\n"},
      {"end tag with attributes", "</a b=c/>", "0-9 </a b=c/\n"},
      {"attributes in each quoting", "<a b=1 c='2' d=\"3\" e f = 4>",
       "0-27 <a b=1 c='2' d=\"3\" e=~~ f=4\n"},
      {"greater-than in quotes", "<a b='>' c=\">\">", "0-15 <a b='>' c=\">\"\n"},
      {"no blank between attributes", "<a b='1'c=\"2\"d>", "0-15 <a b='1' c=\"2\" d=~~\n"},
      {"equals sign starts a name", "<a =b c>", "0-8 <a =b=~~ c=~~\n"},
      {"quote in names and unquoted values", "<a b\"='c d=e\"f>", "0-15 -\n"},
      {"double equals sign", "<a b==\">", "0-8 <a b==\"\n"},
      {"value missing", "<a b=><a b= >", "0-6 <a b=~~\n6-13 <a b=~~\n"},
      {"duplicates", "<a b=1 B=2 c b>", "0-15 <a b=1 B=2(again) c=~~ b=~~(again)\n"},
      {"blanks of all kinds", "<a\tb\n=\f1\rc\r\n>", "0-13 <a b=1 c=~~\n"},
      {"slashes between attributes", "<a/b/c=1//d/>", "0-13 <a b=~~ c=1//d/\n"},
      {"line feed in a value", "<a b='\n'>", "0-9 <a b='\n'\n"},
      {"long attributes",
       "<a href=\"http://example.com/a/long/path/beyond/a/block/of/bytes?x=1&y=>\" "
       "title='another one that is quite as long as that' hidden>x",
       "0-130 <a href=\"http://example.com/a/long/path/beyond/a/block/of/bytes?x=1&y=>\" "
       "title='another one that is quite as long as that' hidden=~~\n130-131 data x\n"},
      {"a slash as the last byte of a long unquoted value",
       "<a href=http://example.com/a/long/path/beyond/a/block/>x                              ",
       "0-55 <a href=http://example.com/a/long/path/beyond/a/block/\n"
       "55-86 data x                              \n"},
      {"byte order mark", "\xEF\xBB\xBF<a>", "0-3 -\n3-6 <a\n"},
      {"half a byte order mark", "\xEF\xBB<a>", "0-2 data \xEF\xBB\n2-5 <a\n"},
      {"byte order mark later", "a\xEF\xBB\xBF", "0-4 data a\xEF\xBB\xBF\n"},
  };
  run(rows);
}

TEST(Scanner, NulBytes) {
  struct NulRow {
    const char* name;
    std::string_view page;
    std::string events;
  };
  const NulRow rows[] = {
      {"in a name", "<a\0b>"sv, "0-5 <a\0b\n"s},
      {"in an attribute", "<a b\0=c\0>"sv, "0-9 <a b\0=c\0\n"s},
      {"in text", "a\0b"sv, "0-3 data a\0b\n"s},
      {"after <", "<\0a>"sv, "0-4 data <\0a>\n"s},
      {"in a name that fills a block", "<a\0bcdefghijklmnopqrstuvwxyz0123456789 b=c>"sv,
       "0-43 <a\0bcdefghijklmnopqrstuvwxyz0123456789 b=c\n"s},
  };
  for (const NulRow& row : rows) expect_at_every_cut(row.name, row.page, {}, row.events);
}

TEST(Scanner, CommentsAndDoctypes) {
  const Row rows[] = {
      {"comment", "a<!-- b -->c", "0-1 data a\n1-11 ! b \n11-12 data c\n"},
      {"empty", "<!---->", "0-7 !\n"},
      {"abrupt", "<!--><!--->", "0-5 !\n5-11 !\n"},
      {"dashes at the end", "<!--a--->", "0-9 !a-\n"},
      {"ended with bang", "<!--a--!>b", "0-9 !a\n9-10 data b\n"},
      {"bang that does not end", "<!--a--!b-->", "0-12 !a--!b\n"},
      {"bang and dashes", "<!--a--!-->", "0-11 !a--!\n"},
      {"nested", "<!--a<!--b-->c", "0-13 !a<!--b\n13-14 data c\n"},
      {"less-than before the end", "<!--<!-->", "0-9 !<!\n"},
      {"tags in a comment", "<!--<p></p>--><p>", "0-14 !<p></p>\n14-17 <p\n"},
      {"end of input", "<!--a", "0-5 !a\n"},
      {"end of input after dash", "<!--a-", "0-6 !a\n"},
      {"end of input after dashes", "<!--a--", "0-7 !a\n"},
      {"end of input after bang", "<!--a--!", "0-8 !a\n"},
      {"end of input at the start", "<!---", "0-5 !\n"},
      {"bogus: question mark", "<?xml a='>'?>", "0-10 !?xml a='\n10-13 data '?>\n"},
      {"bogus: end tag", "</ a>", "0-5 ! a\n"},
      {"bogus: declaration", "<!ELEMENT a>", "0-12 !ELEMENT a\n"},
      {"bogus: one dash", "<!-a>", "0-5 !-a\n"},
      {"bogus: nearly a doctype", "<!doctyp>", "0-9 !doctyp\n"},
      {"bogus: CDATA outside foreign content", "<![CDATA[a]]>", "0-13 ![CDATA[a]]\n"},
      {"bogus: end of input", "<!", "0-2 !\n"},
      {"bogus: end of input in a keyword", "<!doc", "0-5 !doc\n"},
      {"doctype", "<!DOCTYPE html>a", "0-15 doctype <!DOCTYPE html>\n15-16 data a\n"},
      {"greater-than in a doctype's quotes", "<!doctype a public '>'>",
       "0-21 doctype <!doctype a public '>\n21-23 data '>\n"},
      {"doctype at the end of input", "<!doctype", "0-9 doctype <!doctype\n"},
  };
  run(rows);
}

TEST(Scanner, TextModesOfElements) {
  const Row rows[] = {
      {"title", "<title><a>&amp;</a></title>b",
       "0-7 <title\n7-19 rcdata <a>&amp;</a>\n19-27 </title\n27-28 data b\n"},
      {"style", "<style></styl></STYLE >", "0-7 <style\n7-14 rawtext </styl>\n14-23 </STYLE\n"},
      {"end tag with a longer name", "<style></stylex></style/>",
       "0-7 <style\n7-16 rawtext </stylex>\n16-25 </style /\n"},
      {"never ended", "<textarea><a></textare", "0-10 <textarea\n10-22 rcdata <a></textare\n"},
      {"less-thans", "<xmp><</<<</xmp>", "0-5 <xmp\n5-10 rawtext <</<<\n10-16 </xmp\n"},
      {"noscript: scripting is on", "<noscript><p></noscript>",
       "0-10 <noscript\n10-13 rawtext <p>\n13-24 </noscript\n"},
      {"plaintext", "<plaintext></plaintext>", "0-11 <plaintext\n11-23 plaintext </plaintext>\n"},
      {"self-closing does not matter", "<script/><a></script>",
       "0-9 <script /\n9-12 script <a>\n12-21 </script\n"},
      {"in SVG a title is markup", "<svg><title><a></title></svg>",
       "0-5 <svg\n5-12 <title\n12-15 <a\n15-23 </title\n23-29 </svg\n"},
      {"unfinished end tag", "<title>a</title ", "0-7 <title\n7-8 rcdata a\n8-16 -\n"},
  };
  run(rows);
}

TEST(Scanner, WithoutContextNoTagSwitches) {
  const Row rows[] = {
      {"script", "<script><a>", "0-8 <script\n8-11 <a\n"},
      {"svg", "<svg><![CDATA[a]]>", "0-5 <svg\n5-18 ![CDATA[a]]\n"},
  };
  run(rows, without_context());
}

// 13.2.5.15 to 13.2.5.31. Each page is followed by something that shows where the script ends.
TEST(Scanner, ScriptEscapes) {
  struct Script {
    const char* name;
    std::string content;  // all of it is script text; then "</script>" ends it
  };
  const Script scripts[] = {
      {"plain", "if (a < b) c();"},
      {"other end tag", "'</p>'"},
      {"escaped", "<!-- a -->"},
      {"escaped, never closed", "<!-- a "},
      {"tag in escaped", "<!-- <b> --> "},
      {"double escaped", "<!--<script></script>-->"},
      {"double escaped in upper case", "<!--<SCRIPT a></Script >--> "},
      {"double escaped, left by -->", "<!--<script>-->"},
      {"double escaped twice", "<!--<script></script><script></script>-->"},
      {"not before the comment", "<script>"},
      {"longer name does not escape", "<!--<scripty>"},
      {"shorter name does not escape", "<!--<scrip>"},
      {"name cut by a sign does not escape", "<!--<script-"},
      {"end tag of another name stays double escaped", "<!--<script></scripty></script>"},
      {"dashes in double escaped", "<!--<script>- -- ->-->"},
      {"many dashes", "<!--<script>---->"},
      {"one dash is no comment", "<!-<script>"},
      {"abrupt comment", "<!--><script>"},
      {"abrupt comment with dash", "<!---><script>"},
      {"less-than after dashes", "<!--a--<b"},
      {"less-than in double escaped", "<!--<script><<//-></script>"},
      {"greater-than after one dash", "<!--a->"},
  };
  for (const Script& script : scripts) {
    const std::string page = "<script>" + script.content + "</script>x";
    const size_t end = 8 + script.content.size();
    const std::string expected = "0-8 <script\n8-" + std::to_string(end) + " script " +
                                 script.content + "\n" + std::to_string(end) + "-" +
                                 std::to_string(end + 9) + " </script\n" + std::to_string(end + 9) +
                                 "-" + std::to_string(end + 10) + " data x\n";
    expect_at_every_cut(script.name, page, {}, expected);
  }
  expect_at_every_cut("double escaped to the end", "<script><!--<script></script>x", {},
                      "0-8 <script\n8-30 script <!--<script></script>x\n");
}

TEST(Scanner, CdataSections) {
  const Row rows[] = {
      {"in SVG", "<svg><![CDATA[<a>]]></svg>",
       "0-5 <svg\n5-14 -\n14-17 cdata <a>\n17-20 -\n20-26 </svg\n"},
      {"empty", "<svg><![CDATA[]]>", "0-5 <svg\n5-17 -\n"},
      {"brackets", "<svg><![CDATA[]a]]b]]]]>", "0-5 <svg\n5-14 -\n14-21 cdata ]a]]b]]\n21-24 -\n"},
      {"lower case is a comment", "<svg><![cdata[a]]>", "0-5 <svg\n5-18 ![cdata[a]]\n"},
      {"end of input", "<svg><![CDATA[a]", "0-5 <svg\n5-14 -\n14-16 cdata a]\n"},
      {"end of input in brackets", "<svg><![CDATA[]]", "0-5 <svg\n5-14 -\n14-16 cdata ]]\n"},
      {"in an integration point itself", "<svg><title><![CDATA[a]]>",
       "0-5 <svg\n5-12 <title\n12-21 -\n21-22 cdata a\n22-25 -\n"},
      {"not in HTML in an integration point", "<svg><title><b><![CDATA[a]]>",
       "0-5 <svg\n5-12 <title\n12-15 <b\n15-28 ![CDATA[a]]\n"},
      {"in SVG inside of one", "<svg><desc><svg><![CDATA[a]]>",
       "0-5 <svg\n5-11 <desc\n11-16 <svg\n16-25 -\n25-26 cdata a\n26-29 -\n"},
      {"in MathML", "<math><![CDATA[a]]>", "0-6 <math\n6-15 -\n15-16 cdata a\n16-19 -\n"},
      {"not after a break-out", "<svg><p><![CDATA[a]]>", "0-5 <svg\n5-8 <p\n8-21 ![CDATA[a]]\n"},
  };
  run(rows);
}

TEST(Scanner, ClassifiedText) {
  RecordOptions options = without_context();
  options.wanted = Tokens::tags | Tokens::classified_text;
  const Row rows[] = {
      {"blanks, then other", " \t\n\f\ra ", "0-5 blank data  \t\n\f\r\n5-7 data a \n"},
      {"references to blanks", "&#32;&#x9;&#10&#xC;&#13;&Tab;&NewLine;x",
       "0-38 blank data &#32;&#x9;&#10&#xC;&#13;&Tab;&NewLine;\n38-39 data x\n"},
      {"reference at the end", " &#32", "0-5 blank data  &#32\n"},
      {"reference before a tag", "&#32<b>", "0-4 blank data &#32\n4-7 <b\n"},
      {"zeros", "&#000000032;x", "0-12 blank data &#000000032;\n12-13 data x\n"},
      {"other number", " &#33; ", "0-1 blank data  \n1-7 data &#33; \n"},
      {"huge number", "&#4294967328;", "0-13 data &#4294967328;\n"},
      {"no-break space", "&nbsp;", "0-6 data &nbsp;\n"},
      {"name without semicolon", "&Tab", "0-4 data &Tab\n"},
      {"other case", "&tab;", "0-5 data &tab;\n"},
      {"ampersand alone", "&", "0-1 data &\n"},
      {"no digits", "&#;", "0-3 data &#;\n"},
      {"no hexadecimal digits", "&#x;", "0-4 data &#x;\n"},
      {"NUL", "\0\0 \0a"sv, nullptr},
      {"each run anew", "a<b> <b>c", "0-1 data a\n1-4 <b\n4-5 blank data  \n5-8 <b\n8-9 data c\n"},
      {"less-than is other", " <3", "0-1 blank data  \n1-3 data <3\n"},
  };
  for (const Row& row : rows) {
    const std::string expected =
        row.events != nullptr
            ? row.events
            : "0-2 nul data \0\0\n2-3 blank data  \n3-4 nul data \0\n4-5 data a\n"s;
    expect_at_every_cut(row.name, row.page, options, expected);
  }
}

TEST(Scanner, ReportsOnlyWhatIsWanted) {
  const std::string_view page = "<!doctype html>a<!--b--><p>c</p>";
  const std::pair<TokenSet, const char*> rows[] = {
      {0, "0-32 -\n"},
      {Tokens::tags, "0-24 -\n24-27 <p\n27-28 -\n28-32 </p\n"},
      {Tokens::comments, "0-16 -\n16-24 !\n24-32 -\n"},
      {Tokens::comment_content, "0-16 -\n16-24 !b\n24-32 -\n"},
      {Tokens::doctype, "0-15 doctype <!doctype html>\n15-32 -\n"},
      {Tokens::text, "0-15 -\n15-16 data a\n16-27 -\n27-28 data c\n28-32 -\n"},
  };
  for (const auto& [wanted, events] : rows) {
    for (const bool context : {false, true}) {
      RecordOptions options;
      options.context = context;
      options.wanted = wanted;
      expect_at_every_cut("wanted " + std::to_string(wanted), page, options, events);
    }
  }
}

TEST(Scanner, PartsStartWhereTheyAreTold) {
  const Row rows[] = {
      {"rawtext", "<a></b></xmp><b>", "0-7 rawtext <a></b>\n7-13 </xmp\n13-16 <b\n"},
      {"no byte order mark", "\xEF\xBB\xBF</xmp>", "0-3 rawtext \xEF\xBB\xBF\n3-9 </xmp\n"},
  };
  RecordOptions options = without_context();
  options.mode = TextMode::rawtext;
  options.last_start_tag = "xmp";
  run(rows, options);
}

// A token of more than the bound is reported once the bound is passed, whatever the chunks, and its
// end is found.
TEST(Scanner, OversizeTokens) {
  RecordOptions options;
  options.limits.token_bytes_max = ScannerLimits::kTokenBytesLeast;
  const std::string fill(60, 'x');
  const std::string name(100, 'n');
  struct Oversize {
    const char* name;
    std::string page;
    std::string events;
  };
  const Oversize rows[] = {
      {"tag that just fits", "<a b='" + fill.substr(4) + "'>",
       "0-64 <a b='" + fill.substr(4) + "'\n"},
      {"tag one byte too long", "<a b='" + fill.substr(3) + "'>z",
       "0-64 <a b='" + fill.substr(3) + "' oversize\n64-65 -\n65-66 data z\n"},
      {"known attributes", "<a c=1 b='" + fill + "' d=2>z",
       "0-64 <a c=1 oversize\n64-76 -\n76-77 data z\n"},
      {"greater-than beyond the bound", "<a b='" + fill + ">'><p>",
       "0-64 <a oversize\n64-69 -\n69-72 <p\n"},
      {"long name", "<" + name + ">z",
       "0-64 <" + name.substr(0, 63) + " oversize\n64-102 -\n102-103 data z\n"},
      {"end tag", "</a " + name + ">z", "0-64 </a oversize\n64-105 -\n105-106 data z\n"},
      {"unfinished", "<a " + name, "0-64 <a oversize\n64-103 -\n"},
      {"script: its content is still raw", "<script a=" + name + "><b></script>",
       "0-64 <script oversize\n64-111 -\n111-114 script <b>\n114-123 </script\n"},
      {"svg that closes itself is not foreign afterwards", "<svg a='" + name + "'/><![CDATA[x]]>",
       "0-64 <svg oversize\n64-111 -\n111-124 ![CDATA[x]]\n"},
      {"comment", "<!--" + name + "-->z",
       "0-107 !" + name.substr(0, 60) + " oversize\n107-108 data z\n"},
      {"doctype", "<!doctype " + name + ">z",
       "0-111 doctype <!doctype " + name.substr(0, 54) + "\n111-112 data z\n"},
  };
  for (const Oversize& row : rows) expect_at_every_cut(row.name, row.page, options, row.events);
}

// Handlers that say stop hear nothing more, and the scanner takes nothing more.
TEST(Scanner, StopsForGood) {
  class StopAtP final : public ScannerHandler {
   public:
    void tag(const TagEvent& event) override {
      ++tags;
      if (event.name == find_tag("p")) scanner->stop();
    }
    void text(const TextEvent&) override { ++texts; }
    Scanner* scanner = nullptr;
    int tags = 0;
    int texts = 0;
  };
  const std::string_view page = "a<b>b<p>c<i>d</i>";
  for (size_t bytes = 1; bytes <= page.size(); ++bytes) {
    StopAtP handler;
    Scanner scanner(handler, nullptr, {}, Tokens::tags | Tokens::text);
    handler.scanner = &scanner;
    for (std::string_view piece : cut_every(page, bytes)) scanner.feed(piece);
    scanner.finish();
    EXPECT_EQ(handler.tags, 2) << bytes;
    EXPECT_EQ(handler.texts, 2) << bytes;
  }
}

// What leads may be held; what cannot become a token somebody asked for must not be.
TEST(Scanner, HoldsOnlyUnfinishedTokens) {
  struct Held {
    const char* name;
    std::string_view page;
    uint64_t from;
  };
  const Held rows[] = {
      {"text", "abc", 3},
      {"less-than", "abc<", 3},
      {"tag", "abc<a href='x", 3},
      {"slash", "ab</", 2},
      {"unwanted comment", "ab<!-- c", 8},
      {"start of a comment", "ab<!-", 2},
      {"possible end tag", "<script>ab</scrip", 10},
      {"no possible end tag", "<script>ab</scrapx", 18},
      {"doctype: the context reads it", "<!doctype ht", 0},
      {"ampersand before the body", "<head> &#3", 7},
      {"ampersand in the body", "<body>x &#3", 11},
  };
  for (const Held& row : rows) {
    EventRecorder handler;
    TreeContext context;
    Scanner scanner(handler, &context, {}, Tokens::tags);
    scanner.feed(row.page);
    EXPECT_EQ(scanner.held_from(), row.from) << row.name;
    EXPECT_EQ(scanner.held(), row.page.substr(row.from)) << row.name;
  }
}

// 100 MB tokens in pieces: what is held stays within the bound all the way (record() checks), each
// kind.
TEST(Scanner, MemoryIsBoundedForTokensOfAnyLength) {
  constexpr size_t kPieces = 1600;
  const std::string piece(64 * 1024, 'x');
  const std::pair<const char*, const char*> rows[] = {
      {"name", "<a"},
      {"attribute name", "<a "},
      {"quoted value", "<a b='"},
      {"unquoted", "<a b="},
      {"comment", "<!--"},
      {"bogus comment", "<?"},
      {"doctype", "<!doctype "},
      {"text", "a"},
      {"script", "<script>"},
      {"title", "<title>"},
      {"CDATA", "<svg><![CDATA["},
      {"reference", "<head>&#0"},
  };
  for (const auto& [name, start] : rows) {
    EventRecorder handler;
    TreeContext context;
    const ScannerLimits limits;
    Scanner scanner(handler, &context, limits, Tokens::tags | Tokens::comments | Tokens::doctype);
    scanner.feed(start);
    for (size_t i = 0; i < kPieces; ++i) {
      scanner.feed(piece);
      ASSERT_LE(scanner.held().size(), limits.token_bytes_max) << name;
      ASSERT_LE(scanner.position() - scanner.held_from(), limits.token_bytes_max) << name;
    }
    EXPECT_LE(scanner.memory_bytes(), 2 * limits.token_bytes_max + 1024) << name;
    scanner.feed("'>--></script></title>]]>");
    EXPECT_EQ(scanner.held_from(), scanner.position()) << name;
  }
}

// Pages made of what is hard, at random cuts.
TEST(Scanner, RandomPagesAtRandomCuts) {
  constexpr const char* kParts[] = {"<",          ">",
                                    "/",          "!",
                                    "-",          "--",
                                    "a",          "p",
                                    "\"",         "'",
                                    "=",          " ",
                                    "\n",         "&",
                                    "&#32;",      "&amp;",
                                    "]]>",        "<!--",
                                    "-->",        "<![CDATA[",
                                    "<svg>",      "</svg>",
                                    "<title>",    "</title>",
                                    "<p ",        "<script",
                                    "</script",   "<script>",
                                    "<!doctype",  "<table>",
                                    "<td>",       "<math>",
                                    "href=",      "class=\"b\" ",
                                    "'x' ",       "<?",
                                    "<textarea>", "</",
                                    "<style>",    "</style>",
                                    "<select>",   "<option>",
                                    "<br/>",      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
  const char* scale = std::getenv("INLAY_TEST_SCALE");
  const int pages = 3000 * (scale != nullptr ? std::max(1, std::atoi(scale)) : 1);
  std::mt19937 random(9);
  const auto below = [&](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  for (int i = 0; i < pages; ++i) {
    std::string page;
    for (size_t n = 1 + below(60); n > 0; --n) page += kParts[below(std::size(kParts))];
    RecordOptions options;
    options.context = below(4) != 0;
    options.wanted = static_cast<TokenSet>(below(64));
    if (below(2) == 0) options.limits.token_bytes_max = ScannerLimits::kTokenBytesLeast;
    std::vector<size_t> cuts;
    for (size_t n = below(8); n > 0; --n) cuts.push_back(below(page.size() + 1));
    std::sort(cuts.begin(), cuts.end());
    const std::string whole = record({page}, options);
    ASSERT_EQ(whole.rfind("WRONG", 0), whole.npos) << page << "\n" << whole;
    ASSERT_EQ(record(cut_at(page, cuts), options), whole) << page;
    ASSERT_EQ(record(cut_every(page, 1), options), whole) << page;
    expect_same_with_room_behind("random page", page, options);
  }
}

}  // namespace
}  // namespace inlay::html
