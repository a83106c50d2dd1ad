// What is decoded when somebody looks: references, line ends, NUL, UTF-8, doctypes, attributes.
#include "html/decoded_text.h"

#include <gtest/gtest.h>

#include <string>

#include "html/attributes.h"
#include "html/blank_reference.h"
#include "html/character_references.h"
#include "html/doctype.h"
#include "html/utf8.h"

namespace inlay::html {
namespace {

using namespace std::literals;

struct Row {
  const char* name;
  std::string_view raw;
  std::string_view decoded;
};

TEST(DecodedText, ReferencesInText) {
  const Row rows[] = {
      {"named", "a&amp;b", "a&b"},
      {"without semicolon", "&ampx", "&x"},
      {"longest name wins", "&notin; &notit; &not", "∉ ¬it; ¬"},
      {"two code points", "&NotEqualTilde;", "≂̸"},
      {"names have case", "&Amp; &AMP", "&Amp; &"},
      {"unknown", "&nosuch;", "&nosuch;"},
      {"ampersands", "&&amp;&", "&&&"},
      {"decimal", "&#65;&#65x", "AAx"},
      {"hexadecimal", "&#x41;&#X4a", "AJ"},
      {"no digits", "&#; &#x; &#", "&#; &#x; &#"},
      {"windows-1252", "&#128;&#x99;&#159;&#x81;", "€™Ÿ\xC2\x81"},
      {"zero, surrogates, too large", "&#0;&#xD800;&#x110000;&#99999999999;", "����"},
      {"carriage return stays", "&#13;&#10;", "\r\n"},
      {"largest", "&#x10FFFF;", "\xF4\x8F\xBF\xBF"},
      {"line ends", "a\r\nb\rc\n", "a\nb\nc\n"},
      {"NUL stays", "a\0"sv, "a\0"sv},
  };
  for (const Row& row : rows)
    EXPECT_EQ(decode_text(row.raw, TextKind::data), row.decoded) << row.name;
}

TEST(DecodedText, KindsDiffer) {
  struct KindRow {
    TextKind kind;
    std::string_view decoded;
  };
  const KindRow rows[] = {
      {TextKind::data, "&\0"sv},       {TextKind::rcdata, "&�"},
      {TextKind::rawtext, "&amp;�"},   {TextKind::script_data, "&amp;�"},
      {TextKind::plaintext, "&amp;�"}, {TextKind::cdata, "&amp;\0"sv},
  };
  for (const KindRow& row : rows) {
    EXPECT_EQ(decode_text("&amp;\0"sv, row.kind), row.decoded) << static_cast<int>(row.kind);
  }
}

TEST(DecodedText, ReferencesInAttributes) {
  const Row rows[] = {
      {"with semicolon", "&lt;=", "<="},
      {"before the end", "a&lt", "a<"},
      {"before a letter", "?a=1&ltb=2", "?a=1&ltb=2"},
      {"before a digit", "&lt2", "&lt2"},
      {"before an equals sign", "?a&lt=2", "?a&lt=2"},
      {"before another sign", "&lt-", "<-"},
      {"longer name in a word", "&notit;", "&notit;"},
      {"NUL", "\0"sv, "�"},
      {"line ends", "a\r\nb", "a\nb"},
  };
  for (const Row& row : rows) EXPECT_EQ(decode_attribute_value(row.raw), row.decoded) << row.name;
}

TEST(DecodedText, EveryNamedReference) {
  constexpr std::pair<std::string_view, std::string_view> kAll[] = {
#include "html/named_character_references.inc"
  };
  for (const auto& [name, text] : kAll) {
    const NamedReference found = longest_named_reference(std::string(name) + "!");
    EXPECT_EQ(found.name_size, name.size()) << name;
    EXPECT_EQ(found.text, text) << name;
  }
}

TEST(DecodedText, BlankReferencesAreThoseThatDecodeToBlanks) {
  const std::string_view rows[] = {"&#9;",     "&#x20", "&#13;", "&Tab;",  "&NewLine;",
                                   "&#00032;", "&#11;", "&#0;",  "&#160;", "&nbsp;",
                                   "&Tab",     "&#",    "&amp;"};
  for (std::string_view raw : rows) {
    std::string text;
    const size_t size = append_reference(text, raw, ReferencePlace::text);
    const bool is_blank =
        size == raw.size() && text.find_first_not_of("\t\n\f\r ") == text.npos && !text.empty();
    BlankReference reference;
    reference.start();
    auto verdict = BlankReference::Verdict::undecided;
    for (char c : raw.substr(1)) {
      if (verdict == BlankReference::Verdict::undecided) verdict = reference.read(c);
    }
    if (verdict == BlankReference::Verdict::undecided) verdict = reference.finish();
    EXPECT_EQ(verdict != BlankReference::Verdict::other, is_blank) << raw;
  }
}

TEST(Utf8, Repair) {
  const Row rows[] = {
      {"fine", "aé€😀", "aé€😀"},
      {"lone continuation", "a\x80", "a�"},
      {"cut short", "\xE2\x82", "�"},
      {"cut short before ASCII", "\xF0\x9F\x98<", "�<"},
      {"overlong", "\xC0\xAF\xE0\x80\x80", "�����"},
      {"surrogate", "\xED\xA0\x80", "���"},
      {"beyond Unicode", "\xF4\x90\x80\x80\xF5", "�����"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(repair_utf8(row.raw), row.decoded) << row.name;
    EXPECT_EQ(is_utf8(row.raw), row.raw == row.decoded) << row.name;
    EXPECT_TRUE(is_utf8(repair_utf8(row.raw))) << row.name;
  }
}

TEST(Doctype, Parts) {
  struct DoctypeRow {
    std::string_view raw;
    const char* parts;  // name|public|system|quirks, "-" for missing
  };
  const DoctypeRow rows[] = {
      {"<!DOCTYPE html>", "html|-|-|"},
      {"<!doctypehtml>", "html|-|-|"},
      {"<!doctype>", "-|-|-|quirks"},
      {"<!doctype ", "-|-|-|quirks"},
      {"<!doctype html", "html|-|-|quirks"},
      {"<!doctype html ", "html|-|-|quirks"},
      {"<!doctype html x>", "html|-|-|quirks"},
      {"<!doctype a PUBLIC 'p' \"s\">", "a|p|s|"},
      {"<!doctype a public'p''s'>", "a|p|s|"},
      {"<!doctype a public 'p'>", "a|p|-|"},
      {"<!doctype a public ''>", "a||-|"},
      {"<!doctype a public>", "a|-|-|quirks"},
      {"<!doctype a public p>", "a|-|-|quirks"},
      {"<!doctype a public 'p>", "a|p|-|quirks"},
      {"<!doctype a public 'p", "a|p|-|quirks"},
      {"<!doctype a public 'p' x>", "a|p|-|quirks"},
      {"<!doctype a public 'p' 's>", "a|p|s|quirks"},
      {"<!doctype a public 'p'", "a|p|-|quirks"},
      {"<!doctype a system 's'>", "a|-|s|"},
      {"<!doctype a system>", "a|-|-|quirks"},
      {"<!doctype a system 's' x>", "a|-|s|"},
      {"<!doctype a system 's' x", "a|-|s|"},
      {"<!doctype a system 's' ", "a|-|s|quirks"},
  };
  for (const DoctypeRow& row : rows) {
    const DoctypeParts parts =
        read_doctype({.begin = 0, .end = 0, .raw = row.raw, .oversize = false});
    const auto shown = [](std::optional<std::string_view> id) {
      return std::string(id.value_or("-"));
    };
    EXPECT_EQ((parts.name.empty() ? "-" : std::string(parts.name)) + "|" + shown(parts.public_id) +
                  "|" + shown(parts.system_id) + "|" + (parts.force_quirks ? "quirks" : ""),
              row.parts)
        << row.raw;
  }
}

TEST(Attributes, FindIgnoresCaseAndGivesTheFirst) {
  const AttributeReader reader("<a HREF=1 href='2' b>", 2);
  EXPECT_EQ(reader.find("href")->value, "1");
  EXPECT_EQ(reader.find("b")->quote, Quote::no_value);
  EXPECT_FALSE(reader.find("c"));
}

// Time and memory for duplicates are bounded; the first kDuplicateCheckMax names are noticed
// wherever they return.
TEST(Attributes, DuplicatesAmongMany) {
  std::string tag = "<a";
  for (int i = 0; i < 5000; ++i) tag += " n" + std::to_string(i);
  tag += " n63 n64>";
  AttributeReader reader(tag, 2);
  size_t count = 0;
  std::string duplicates;
  while (const auto attribute = reader.next()) {
    ++count;
    if (attribute->duplicate) duplicates += attribute->name;
  }
  EXPECT_EQ(count, 5002U);
  EXPECT_EQ(duplicates, "n63");
}

}  // namespace
}  // namespace inlay::html
