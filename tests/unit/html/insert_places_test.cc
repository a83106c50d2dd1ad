// Where html, head and body begin and end for inserts, by table, at every size of chunks.
#include <gtest/gtest.h>

#include "insert_run.h"

namespace inlay::html {
namespace {

using M = InsertMethod;

// Marks: the element's first letter, then b(efore), p(repend), a(ppend), f for after.
std::vector<Insert> around(const std::string& selector, const std::string& letter) {
  return {
      put(selector, M::before, "[" + letter + "b]"), put(selector, M::prepend, "[" + letter + "p]"),
      put(selector, M::append, "[" + letter + "a]"), put(selector, M::after, "[" + letter + "f]")};
}

std::vector<Insert> around_all() {
  std::vector<Insert> all = around("html", "H");
  for (Insert& one : around("head", "h")) all.push_back(std::move(one));
  for (Insert& one : around("body", "b")) all.push_back(std::move(one));
  return all;
}

// As every injector of pages: a style sheet into the head, a script behind all else.
std::vector<Insert> ends() {
  return {put("head", M::append, "[h]"), put("body", M::append, "[b]")};
}

TEST(InsertPlaces, all_of_html_head_and_body) {
  const std::vector<Insert> all = around_all();
  expect_rows({
      {"all written", all, "<!doctype html><html><head></head><body></body></html>",
       "<!doctype html>[Hb]<html>[Hp][hb]<head>[hp][ha]</head>[hf][bb]<body>[bp][ba]</body>[bf]"
       "[Ha]</html>[Hf]"},
      {"none written", all, "x", "[Hb][Hp][hb][hp][ha][hf][bb][bp]x[ba][bf][Ha][Hf]"},
      {"none written, an element", all, "<p>x",
       "[Hb][Hp][hb][hp][ha][hf][bb][bp]<p>x[ba][bf][Ha][Hf]"},
      {"only html", all, "<html>x</html>",
       "[Hb]<html>[Hp][hb][hp][ha][hf][bb][bp]x[ba][bf][Ha]</html>[Hf]"},
      {"only head", all, "<head><meta></head>x",
       "[Hb][Hp][hb]<head>[hp]<meta>[ha]</head>[hf][bb][bp]x[ba][bf][Ha][Hf]"},
      {"only body", all, "<body>x</body>",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]x[ba]</body>[bf][Ha][Hf]"},
      {"no end tags", all, "<html><head><body>x",
       "[Hb]<html>[Hp][hb]<head>[hp][ha][hf][bb]<body>[bp]x[ba][bf][Ha][Hf]"},
      {"only end tags", all, "</head></body></html>",
       "[Hb][Hp][hb][hp][ha]</head>[hf][bb][bp][ba]</body>[bf][Ha]</html>[Hf]"},
      {"ends in the head", all, "<head><meta>", "[Hb][Hp][hb]<head>[hp]<meta>[ha][hf][Ha][Hf]"},
      {"upper case", all, "<HTML><HEAD></HEAD><BODY></BODY></HTML>",
       "[Hb]<HTML>[Hp][hb]<HEAD>[hp][ha]</HEAD>[hf][bb]<BODY>[bp][ba]</BODY>[bf][Ha]</HTML>[Hf]"},
      {"blanks and comments around", all, " <!--1--> <html> <!--2--> <head> </head> <body> ",
       " <!--1--> [Hb]<html>[Hp] <!--2--> [hb]<head>[hp] [ha]</head>[hf] [bb]<body>[bp] [ba][bf]"
       "[Ha][Hf]"},
      {"nothing", all, "", ""},
      {"only blanks", all, " \r\n", " \r\n"},
      {"only a comment", all, "<!-- <body> -->", "<!-- <body> -->"},
      {"only a doctype", all, "<!doctype html>", "<!doctype html>"},
      {"byte order mark", all, "\xef\xbb\xbfx",
       "\xef\xbb\xbf[Hb][Hp][hb][hp][ha][hf][bb][bp]x[ba][bf][Ha][Hf]"},
      {"frameset", all, "<head></head><frameset><frame></frameset>",
       "[Hb][Hp][hb]<head>[hp][ha]</head>[hf]<frameset><frame></frameset>[Ha][Hf]"},
      {"each of them twice", all, "<html><html><head><head></head></head><body><body>x",
       "[Hb]<html>[Hp]<html>[hb]<head>[hp]<head>[ha]</head>[hf]</head>[bb]<body>[bp]<body>x[ba][bf]"
       "[Ha][Hf]"},
      {"ended twice", all, "<body>1</body>2</body>3</html>4</html>5",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]1[ba]</body>[bf]2</body>3[Ha]</html>[Hf]4</html>5"},
      {"html ends the body", all, "<body>x</html>",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]x[ba][bf][Ha]</html>[Hf]"},
      {"NUL alone", all, std::string_view("\0", 1),
       std::string_view("[Hb][Hp][hb][hp][ha][hf][bb][bp]\0[ba][bf][Ha][Hf]", 49)},
      {"ends within a tag", all, "<body>x<p",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]x[ba][bf][Ha][Hf]<p"},
      {"ends within a comment", all, "<body>x<!-- y",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]x<!-- y"},
      {"ends within a script", all, "<body><script>x",
       "[Hb][Hp][hb][hp][ha][hf][bb]<body>[bp]<script>x"},
  });
}

TEST(InsertPlaces, end_tags_that_are_none) {
  const std::vector<Insert> both = ends();
  expect_rows({
      {"script", both, "<head><script>'</head>'</script></head><script>'</body>'</script></body>",
       "<head><script>'</head>'</script>[h]</head><script>'</body>'</script>[b]</body>"},
      {"escaped script", both, "<script><!-- <script></script></body> --></script><p></body>",
       "<script><!-- <script></script></body> --></script>[h]<p>[b]</body>"},
      {"style", both, "<style></head></style><p><style></body></style></body>",
       "<style></head></style>[h]<p><style></body></style>[b]</body>"},
      {"comments", both, "<head><!-- </head> --></head><body><!-- </body> --!></body>",
       "<head><!-- </head> -->[h]</head><body><!-- </body> --!>[b]</body>"},
      {"bogus comments", both, "<head><?</head></head><body><!</body></ </body></body>",
       "<head><?</head>[h]</head><body><!</body></ </body>[b]</body>"},
      {"attributes in double quotes", both, "<meta a=\"</head>\"><p a=\"</body>\"></body>",
       "<meta a=\"</head>\">[h]<p a=\"</body>\">[b]</body>"},
      {"attributes in single quotes", both, "<meta a='</head>'><p a='</body>'></body>",
       "<meta a='</head>'>[h]<p a='</body>'>[b]</body>"},
      {"unquoted attributes", both, "<p a=</body></body>", "[h]<p a=</body>[b]</body>"},
      {"attributes of end tags", both, "<head></head a='</head>'><body></body b='</body>'>",
       "<head>[h]</head a='</head>'><body>[b]</body b='</body>'>"},
      {"title", both, "<title></head></title></head></body>",
       "<title></head></title>[h]</head>[b]</body>"},
      {"textarea", both, "<textarea></body></textarea></body>",
       "[h]<textarea></body></textarea>[b]</body>"},
      {"noscript", both, "<head><noscript></head></noscript></head><noscript></body></noscript>",
       "<head><noscript></head></noscript>[h]</head><noscript></body></noscript>[b]"},
      {"xmp, iframe, noembed, noframes", both,
       "<p><xmp></body></xmp><iframe></body></iframe><noembed></body></noembed>"
       "<noframes></body></noframes></body>",
       "[h]<p><xmp></body></xmp><iframe></body></iframe><noembed></body></noembed>"
       "<noframes></body></noframes>[b]</body>"},
      {"plaintext", both, "<plaintext></body>", "[h]<plaintext></body>"},
      {"CDATA", both, "<svg><![CDATA[</body>]]></svg></body>",
       "[h]<svg><![CDATA[</body>]]></svg>[b]</body>"},
      {"template", both, "<head><template></head></template></head><p><template></body></template>",
       "<head><template></head></template>[h]</head><p><template></body></template>[b]"},
      {"names that only begin so", both, "<head></header></head><body></bodyx></body>",
       "<head></header>[h]</head><body></bodyx>[b]</body>"},
      {"blanks in the end tag", both, "<head></head\n><body></body\t></html>",
       "<head>[h]</head\n><body>[b]</body\t></html>"},
      {"ignored in a cell", both, "<table><tr><td></body>", "[h]<table><tr><td></body>[b]"},
      {"counts in svg", both, "<svg></body>", "[h]<svg>[b]</body>"},
      {"ignored in a select", both, "<select><option></body>", "[h]<select><option></body>[b]"},
  });
}

TEST(InsertPlaces, text_in_the_head) {
  const std::vector<Insert> head = around("head", "h");
  expect_rows({
      {"own end tag", head, "<head>x</head>y", "[hb]<head>[hp]x[ha]</head>[hf]y"},
      {"tags of a head", head,
       "<head>x<link><meta><script></script><style></style><title></title><base></head>",
       "[hb]<head>[hp]x<link><meta><script></script><style></style><title></title><base>[ha]</head>"
       "[hf]"},
      {"noscript and noframes", head,
       "<head>x<noscript></head></noscript><noframes></head></noframes></head>",
       "[hb]<head>[hp]x<noscript></head></noscript><noframes></head></noframes>[ha]</head>[hf]"},
      {"templates", head, "<head>x<template><p></p></head></template></head>",
       "[hb]<head>[hp]x<template><p></p></head></template>[ha]</head>[hf]"},
      {"another head", head, "<head>x<head></head>", "[hb]<head>[hp]x<head>[ha]</head>[hf]"},
      {"html", head, "<head>x<html></head>", "[hb]<head>[hp]x<html>[ha]</head>[hf]"},
      {"comments", head, "<head>x<!-- </head> --></head>",
       "[hb]<head>[hp]x<!-- </head> -->[ha]</head>[hf]"},
      {"stray end tags", head, "<head>x</p></div></title></head>",
       "[hb]<head>[hp]x</p></div></title>[ha]</head>[hf]"},
      {"an element of the body", head, "<head>x<p></head>", "[hb]<head>[hp]x[ha][hf]<p></head>"},
      {"svg", head, "<head>x<svg></svg></head>", "[hb]<head>[hp]x[ha][hf]<svg></svg></head>"},
      {"body", head, "<head>x<body></head>", "[hb]<head>[hp]x[ha][hf]<body></head>"},
      {"body ends", head, "<head>x</body></head>", "[hb]<head>[hp]x[ha][hf]</body></head>"},
      {"html ends", head, "<head>x</html></head>", "[hb]<head>[hp]x[ha][hf]</html></head>"},
      {"br ends", head, "<head>x</br></head>", "[hb]<head>[hp]x[ha][hf]</br></head>"},
      {"end of the page", head, "<head>x", "[hb]<head>[hp]x[ha][hf]"},
      {"end of the page in a tag", head, "<head>x<p", "[hb]<head>[hp]x[ha][hf]<p"},
      {"references", head, "<head>&nbsp;</head>", "[hb]<head>[hp]&nbsp;[ha]</head>[hf]"},
      {"blanks are no text", head, "<head>\n&#10;</head>", "[hb]<head>[hp]\n&#10;[ha]</head>[hf]"},
      {"text behind tags of a head", head, "<head><meta>x<link>y</head>z",
       "[hb]<head>[hp]<meta>x<link>y[ha]</head>[hf]z"},
      {"text before the head", head, "x<head></head>", "[hb][hp][ha][hf]x<head></head>"},
      {"no head is written", head, "<title></title>x</head>",
       "[hb][hp]<title></title>[ha][hf]x</head>"},
      {"html is written", head, "<html>x</head>", "<html>[hb][hp][ha][hf]x</head>"},
      {"ended before", head, "<head></head>x</head>", "[hb]<head>[hp][ha]</head>[hf]x</head>"},
      {"removed", {put("head", M::replace, "R")}, "<head><meta>x</head>y", "Ry"},
      {"removed to the body", {put("head", M::replace, "R")}, "<head>x<p>y", "R<p>y"},
      {"the body has begun before",
       {put("body", M::prepend, "[b]"), put("head", M::append, "[h]")},
       "<head>x</head><body>",
       "<head>[b]x[h]</head><body>"},
      {"both at the end of the page", ends(), "<head>x", "<head>x[h][b]"},
      {"both at the end of the body", ends(), "<head>x</body>", "<head>x[h][b]</body>"},
      {"what stands behind it is the body's",
       {put("head > link", M::before, "[h]"), put("body > link", M::before, "[b]"),
        put("head", M::append, "[e]")},
       "<head><link>x<link></head>",
       "<head>[h]<link>x[b]<link>[e]</head>"},
  });
}

}  // namespace
}  // namespace inlay::html
