// What inserts make of the attributes of start tags, by table, at every size of chunks.
#include <gtest/gtest.h>

#include "insert_run.h"

namespace inlay::html {
namespace {

AttributeEdit set(std::string name, std::string value) {
  return {.name = std::move(name), .action = AttributeEdit::Action::set, .value = std::move(value)};
}
AttributeEdit removed(std::string name) {
  return {.name = std::move(name), .action = AttributeEdit::Action::remove, .value = {}};
}
AttributeEdit added(std::string name, std::string tokens) {
  return {.name = std::move(name),
          .action = AttributeEdit::Action::add_tokens,
          .value = std::move(tokens)};
}

std::vector<Insert> of_a(std::vector<AttributeEdit> edits) { return {edit("a", std::move(edits))}; }
std::vector<Insert> of_br(std::vector<AttributeEdit> edits) {
  return {edit("br", std::move(edits))};
}

TEST(InsertAttributes, set) {
  expect_rows({
      {"new", of_a({set("x", "1")}), "<a>", "<a x=\"1\">"},
      {"double quotes", of_a({set("x", "n")}), "<a x=\"o\" y>", "<a x=\"n\" y>"},
      {"single quotes", of_a({set("x", "n")}), "<a x='o' y>", "<a x=\"n\" y>"},
      {"no quotes", of_a({set("x", "n")}), "<a x=o y>", "<a x=\"n\" y>"},
      {"no quotes at the end", of_a({set("x", "n")}), "<a y x=o>", "<a y x=\"n\">"},
      {"no value", of_a({set("x", "n")}), "<a x y>", "<a x=\"n\" y>"},
      {"no value at the end", of_a({set("x", "n")}), "<a y x>", "<a y x=\"n\">"},
      {"nothing behind =", of_a({set("x", "n")}), "<a x=>", "<a x=\"n\">"},
      {"blanks around =", of_a({set("x", "n")}), "<a x\n = 'o' y>", "<a x=\"n\" y>"},
      {"upper case in the page", of_a({set("href", "n")}), "<A HREF=O Y>", "<A HREF=\"n\" Y>"},
      {"upper case in the insert", of_a({set("HREF", "n")}), "<a href=o>", "<a href=\"n\">"},
      {"upper case, new", of_a({set("HREF", "n")}), "<a>", "<a href=\"n\">"},
      {"of duplicates the first", of_a({set("x", "n")}), "<a x=1 X=2>", "<a x=\"n\" X=2>"},
      {"without a blank between", of_a({set("x", "n")}), "<a x='1'y='2'>", "<a x=\"n\"y='2'>"},
      {"slash before", of_a({set("x", "n")}), "<a/x=1>", "<a/x=\"n\">"},
      {"value with >", of_a({set("y", "n")}), "<a x='>' y=1>", "<a x='>' y=\"n\">"},
      {"value with markup", of_a({set("x", "<b a='1' b=\"2\">&c;")}), "<a>",
       "<a x=\"&lt;b a='1' b=&quot;2&quot;&gt;&amp;c;\">"},
      {"value with line feed", of_a({set("x", "a\nb")}), "<a>", "<a x=\"a\nb\">"},
      {"empty value", of_a({set("x", "")}), "<a x=1>", "<a x=\"\">"},
      {"empty value, new", of_a({set("x", "")}), "<a>", "<a x=\"\">"},
      {"empty value that is there", of_a({set("x", "")}), "<a x>", "<a x>"},
      {"same value in other words", of_a({set("x", "a&b")}), "<a x=a&amp;b>", "<a x=a&amp;b>"},
      {"odd names", of_a({set("@click", "n"), set("x:y", "n")}), "<a @click=1>",
       "<a @click=\"n\" x:y=\"n\">"},
      {"behind an attribute named =", of_a({set("x", "n")}), "<a =y>", "<a =y x=\"n\">"},
      {"blanks before >", of_a({set("y", "n")}), "<a x  >", "<a x  y=\"n\">"},
      {"lines", of_a({set("y", "n")}), "<a\r\n  x=1\r\n  y=2\r\n>",
       "<a\r\n  x=1\r\n  y=\"n\"\r\n>"},
      {"self-closing", of_br({set("x", "n")}), "<br/>", "<br x=\"n\" />"},
      {"self-closing behind a blank", of_br({set("x", "n")}), "<br />", "<br x=\"n\" />"},
      {"self-closing behind no quotes", of_br({set("x", "n")}), "<br y=1 />", "<br y=1 x=\"n\" />"},
      {"unquoted value takes the slash", of_br({set("x", "n")}), "<br y=1/>", "<br y=1/ x=\"n\">"},
      {"unquoted value with slash changed", of_br({set("y", "n")}), "<br y=1/>", "<br y=\"n\">"},
      {"self-closing, quoted", of_br({set("y", "n")}), "<br y='1'/>", "<br y=\"n\"/>"},
      {"later counts", of_a({set("x", "1"), set("x", "2")}), "<a x=0>", "<a x=\"2\">"},
      {"two new ones", of_a({set("x", "1"), set("y", "2")}), "<a>", "<a x=\"1\" y=\"2\">"},
      {"beyond ASCII in UTF-8", of_a({set("x", "é")}), "<a>", "<a x=\"é\">"},
      {"beyond ASCII elsewhere", of_a({set("x", "é€😀")}), "<a>", "<a x=\"&#233;&#8364;&#128512;\">",
       EncodingFrom::page},
      {"bytes of the page's encoding stay", of_a({set("y", "n")}), "<a x='\x83\x5c\xff' y>",
       "<a x='\x83\x5c\xff' y=\"n\">", EncodingFrom::page},
      {"end tags have none", of_a({set("x", "n")}), "<a></a y=1>", "<a x=\"n\"></a y=1>"},
  });
}

TEST(InsertAttributes, remove) {
  expect_rows({
      {"only one", of_a({removed("x")}), "<a x=1>", "<a>"},
      {"first", of_a({removed("x")}), "<a x=1 y=2>", "<a y=2>"},
      {"middle", of_a({removed("x")}), "<a w x='1' y>", "<a w y>"},
      {"last", of_a({removed("x")}), "<a y x=\"1\">", "<a y>"},
      {"no value", of_a({removed("x")}), "<a x>", "<a>"},
      {"absent", of_a({removed("x")}), "<a y=1  >", "<a y=1  >"},
      {"upper case", of_a({removed("onclick")}), "<a OnClick=f()>", "<a>"},
      {"duplicates", of_a({removed("x")}), "<a x=1 y X=2 x>", "<a y>"},
      {"without a blank behind", of_a({removed("x")}), "<a x='1'y='2'>", "<a y='2'>"},
      {"without blanks around", of_a({removed("x")}), "<a w='0'x='1'y='2'>", "<a w='0' y='2'>"},
      {"without a blank before", of_a({removed("y")}), "<a x='1'y='2'>", "<a x='1'>"},
      {"slash before", of_a({removed("x")}), "<a/x=1>", "<a>"},
      {"before a name that begins with =", of_a({removed("x")}), "<a y x=1 = b>", "<a y/ = b>"},
      {"the same behind a value", of_a({removed("x")}), "<a y=2 x=1 = b>", "<a y=2 = b>"},
      {"self-closing", of_br({removed("x")}), "<br x='1'/>", "<br/>"},
      {"self-closing behind a blank", of_br({removed("x")}), "<br x />", "<br />"},
      {"behind a value with a slash", of_a({removed("x")}), "<a y=/1/ x=1>", "<a y=/1/>"},
      {"between it and the end", of_br({removed("x")}), "<br y=1 x='2'/>", "<br y=1 />"},
      {"between it and another", of_br({removed("x")}), "<br y=1 x='2'/z>", "<br y=1 /z>"},
      {"duplicates around a slash", of_a({removed("x")}), "<a x=1 y=/1/ x=2>", "<a y=/1/>"},
      {"value with >", of_a({removed("x")}), "<a x='>' y>", "<a y>"},
      {"blanks around =", of_a({removed("x")}), "<a x = 1 y>", "<a y>"},
      {"nothing behind =", of_a({removed("x")}), "<a x= >", "<a >"},
      {"set, then removed", of_a({set("x", "1"), removed("x")}), "<a x=0 y>", "<a y>"},
      {"new, then removed", of_a({set("x", "1"), removed("x")}), "<a>", "<a>"},
      {"removed, then set", of_a({removed("x"), set("x", "1")}), "<a x=0 y>", "<a y x=\"1\">"},
  });
}

TEST(InsertAttributes, add_tokens) {
  expect_rows({
      {"new", of_a({added("rel", "a b")}), "<a>", "<a rel=\"a b\">"},
      {"to others", of_a({added("rel", "b")}), "<a rel=\"a\">", "<a rel=\"a b\">"},
      {"single quotes", of_a({added("rel", "b")}), "<a rel='a \"'>", "<a rel=\"a &quot; b\">"},
      {"no quotes", of_a({added("rel", "b")}), "<a rel=a>", "<a rel=\"a b\">"},
      {"no value", of_a({added("rel", "b")}), "<a rel>", "<a rel=\"b\">"},
      {"there already", of_a({added("rel", "a")}), "<a rel='b a'>", "<a rel='b a'>"},
      {"some there", of_a({added("rel", "a b c")}), "<a rel=b>", "<a rel=\"b a c\">"},
      {"part of a token is none", of_a({added("rel", "open")}), "<a rel=noopen>",
       "<a rel=\"noopen open\">"},
      {"case counts", of_a({added("class", "A")}), "<a class=a>", "<a class=\"a A\">"},
      {"given twice", of_a({added("rel", "a a")}), "<a>", "<a rel=\"a\">"},
      {"blanks between", of_a({added("rel", " b\t c ")}), "<a rel='a\n'>", "<a rel=\"a\nb c\">"},
      {"none", of_a({added("rel", " ")}), "<a>", "<a>"},
      {"reference stays", of_a({added("rel", "b")}), "<a rel='&amp;a'>", "<a rel=\"&amp;a b\">"},
      {"bytes of the page's encoding stay", of_a({added("class", "é")}), "<a class='\xe9'>",
       "<a class=\"\xe9 &#233;\">", EncodingFrom::page},
      {"to what was set", of_a({set("rel", "a"), added("rel", "b")}), "<a rel=o>",
       "<a rel=\"a b\">"},
      {"to what was removed", of_a({removed("rel"), added("rel", "b")}), "<a rel=o y>",
       "<a y rel=\"b\">"},
      {"twice", of_a({added("rel", "a"), added("rel", "b")}), "<a rel=o>", "<a rel=\"o a b\">"},
      {"of duplicates the first", of_a({added("rel", "b")}), "<a rel=a rel=b>",
       "<a rel=\"a b\" rel=b>"},
  });
}

TEST(InsertAttributes, where) {
  Insert both = edit("a", {set("x", "1")});
  both.method = InsertMethod::after;
  both.html = "[f]";
  Insert replaced = edit("a", {set("x", "1")});
  replaced.method = InsertMethod::replace;
  replaced.html = "R";
  expect_rows({
      {"with content", {both}, "<a>y</a>z", "<a x=\"1\">y</a>[f]z"},
      {"of what is replaced", {replaced}, "<a>y</a>z", "Rz"},
      {"in what is removed",
       {put("b", InsertMethod::replace, "R"), edit("a", {set("x", "1")})},
       "<b><a></a></b><a>",
       "R<a x=\"1\">"},
      {"every element",
       {edit("*", {set("x", "1")})},
       "<p>y<br></p>",
       "<p x=\"1\">y<br x=\"1\"></p>"},
      {"implied elements have none", {edit("body", {set("x", "1")})}, "<p>", "<p>"},
      {"html, head and body",
       {edit("html, head, body", {set("x", "1")})},
       "<html><head><body>",
       "<html x=\"1\"><head x=\"1\"><body x=\"1\">"},
      {"a second body is none",
       {edit("body", {set("x", "1")})},
       "<body><body>",
       "<body x=\"1\"><body>"},
      {"foreign",
       {edit("svg", {set("viewbox", "n")})},
       "<svg viewBox=o />",
       "<svg viewBox=\"n\" />"},
      {"text elements",
       {edit("script, title", {set("x", "1")})},
       "<title><a></title><script>'<a>'</script>",
       "<title x=\"1\"><a></title><script x=\"1\">'<a>'</script>"},
      {"in a comment", of_a({set("x", "1")}), "<!-- <a> --><a>", "<!-- <a> --><a x=\"1\">"},
      {"oversize", of_a({set("x", "1")}),
       "<a y='0123456789012345678901234567890123456789012345678901234567890'><a>",
       "<a y='0123456789012345678901234567890123456789012345678901234567890'><a x=\"1\">",
       EncodingFrom::outside_utf8, 64},
      {"in the order of installs",
       {edit("a", {set("x", "1")}), edit("a", {set("x", "2"), removed("y")})},
       "<a y>",
       "<a x=\"2\">"},
      {"of an install that is not active", {edit("a", {set("x", "1")}, 1)}, "<a>", "<a>"},
      {"matched by what it was",
       {edit("a[x]", {removed("x")}), edit("a[x]", {set("y", "1")})},
       "<a x>",
       "<a y=\"1\">"},
      {"value beyond the bound", of_a({set("x", std::string(64 * 1024 + 1, 'v'))}), "<a x=o>",
       "<a x=o>"},
      {"unfinished tag", of_a({set("x", "1")}), "<a y", "<a y"},
  });
}

}  // namespace
}  // namespace inlay::html
