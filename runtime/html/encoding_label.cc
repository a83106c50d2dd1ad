#include "html/encoding_label.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"
#include "html/token_events.h"

namespace inlay::html {
namespace {

using namespace std::literals;

constexpr std::array kIso2022Jp = {"csiso2022jp"sv, "iso-2022-jp"sv};

constexpr std::array kUtf16 = {"unicodefffe"sv,     "utf-16be"sv, "csunicode"sv,
                               "iso-10646-ucs-2"sv, "ucs-2"sv,    "unicode"sv,
                               "unicodefeff"sv,     "utf-16"sv,   "utf-16le"sv};

constexpr std::array kUtf8 = {
    "unicode-1-1-utf-8"sv, "unicode11utf8"sv, "unicode20utf8"sv, "utf-8"sv, "utf8"sv,
    "x-unicode20utf8"sv};

constexpr std::array kOthers = {
    // replacement
    "csiso2022kr"sv, "hz-gb-2312"sv, "iso-2022-cn"sv, "iso-2022-cn-ext"sv, "iso-2022-kr"sv,
    "replacement"sv,
    // not in the standard
    "utf-32"sv, "utf-32be"sv, "utf-32le"sv, "ucs-4"sv, "iso-10646-ucs-4"sv};

// All other labels of the standard, in order: supersets of ASCII.
constexpr std::array kAsciiCompatible = {"866"sv,
                                         "ansi_x3.4-1968"sv,
                                         "arabic"sv,
                                         "ascii"sv,
                                         "asmo-708"sv,
                                         "big5"sv,
                                         "big5-hkscs"sv,
                                         "chinese"sv,
                                         "cn-big5"sv,
                                         "cp1250"sv,
                                         "cp1251"sv,
                                         "cp1252"sv,
                                         "cp1253"sv,
                                         "cp1254"sv,
                                         "cp1255"sv,
                                         "cp1256"sv,
                                         "cp1257"sv,
                                         "cp1258"sv,
                                         "cp819"sv,
                                         "cp866"sv,
                                         "csbig5"sv,
                                         "cseuckr"sv,
                                         "cseucpkdfmtjapanese"sv,
                                         "csgb2312"sv,
                                         "csibm866"sv,
                                         "csiso58gb231280"sv,
                                         "csiso88596e"sv,
                                         "csiso88596i"sv,
                                         "csiso88598e"sv,
                                         "csiso88598i"sv,
                                         "csisolatin1"sv,
                                         "csisolatin2"sv,
                                         "csisolatin3"sv,
                                         "csisolatin4"sv,
                                         "csisolatin5"sv,
                                         "csisolatin6"sv,
                                         "csisolatin9"sv,
                                         "csisolatinarabic"sv,
                                         "csisolatincyrillic"sv,
                                         "csisolatingreek"sv,
                                         "csisolatinhebrew"sv,
                                         "cskoi8r"sv,
                                         "csksc56011987"sv,
                                         "csmacintosh"sv,
                                         "csshiftjis"sv,
                                         "cyrillic"sv,
                                         "dos-874"sv,
                                         "ecma-114"sv,
                                         "ecma-118"sv,
                                         "elot_928"sv,
                                         "euc-jp"sv,
                                         "euc-kr"sv,
                                         "gb18030"sv,
                                         "gb2312"sv,
                                         "gb_2312"sv,
                                         "gb_2312-80"sv,
                                         "gbk"sv,
                                         "greek"sv,
                                         "greek8"sv,
                                         "hebrew"sv,
                                         "ibm819"sv,
                                         "ibm866"sv,
                                         "iso-8859-1"sv,
                                         "iso-8859-10"sv,
                                         "iso-8859-11"sv,
                                         "iso-8859-13"sv,
                                         "iso-8859-14"sv,
                                         "iso-8859-15"sv,
                                         "iso-8859-16"sv,
                                         "iso-8859-2"sv,
                                         "iso-8859-3"sv,
                                         "iso-8859-4"sv,
                                         "iso-8859-5"sv,
                                         "iso-8859-6"sv,
                                         "iso-8859-6-e"sv,
                                         "iso-8859-6-i"sv,
                                         "iso-8859-7"sv,
                                         "iso-8859-8"sv,
                                         "iso-8859-8-e"sv,
                                         "iso-8859-8-i"sv,
                                         "iso-8859-9"sv,
                                         "iso-ir-100"sv,
                                         "iso-ir-101"sv,
                                         "iso-ir-109"sv,
                                         "iso-ir-110"sv,
                                         "iso-ir-126"sv,
                                         "iso-ir-127"sv,
                                         "iso-ir-138"sv,
                                         "iso-ir-144"sv,
                                         "iso-ir-148"sv,
                                         "iso-ir-149"sv,
                                         "iso-ir-157"sv,
                                         "iso-ir-58"sv,
                                         "iso8859-1"sv,
                                         "iso8859-10"sv,
                                         "iso8859-11"sv,
                                         "iso8859-13"sv,
                                         "iso8859-14"sv,
                                         "iso8859-15"sv,
                                         "iso8859-2"sv,
                                         "iso8859-3"sv,
                                         "iso8859-4"sv,
                                         "iso8859-5"sv,
                                         "iso8859-6"sv,
                                         "iso8859-7"sv,
                                         "iso8859-8"sv,
                                         "iso8859-9"sv,
                                         "iso88591"sv,
                                         "iso885910"sv,
                                         "iso885911"sv,
                                         "iso885913"sv,
                                         "iso885914"sv,
                                         "iso885915"sv,
                                         "iso88592"sv,
                                         "iso88593"sv,
                                         "iso88594"sv,
                                         "iso88595"sv,
                                         "iso88596"sv,
                                         "iso88597"sv,
                                         "iso88598"sv,
                                         "iso88599"sv,
                                         "iso_8859-1"sv,
                                         "iso_8859-15"sv,
                                         "iso_8859-1:1987"sv,
                                         "iso_8859-2"sv,
                                         "iso_8859-2:1987"sv,
                                         "iso_8859-3"sv,
                                         "iso_8859-3:1988"sv,
                                         "iso_8859-4"sv,
                                         "iso_8859-4:1988"sv,
                                         "iso_8859-5"sv,
                                         "iso_8859-5:1988"sv,
                                         "iso_8859-6"sv,
                                         "iso_8859-6:1987"sv,
                                         "iso_8859-7"sv,
                                         "iso_8859-7:1987"sv,
                                         "iso_8859-8"sv,
                                         "iso_8859-8:1988"sv,
                                         "iso_8859-9"sv,
                                         "iso_8859-9:1989"sv,
                                         "koi"sv,
                                         "koi8"sv,
                                         "koi8-r"sv,
                                         "koi8-ru"sv,
                                         "koi8-u"sv,
                                         "koi8_r"sv,
                                         "korean"sv,
                                         "ks_c_5601-1987"sv,
                                         "ks_c_5601-1989"sv,
                                         "ksc5601"sv,
                                         "ksc_5601"sv,
                                         "l1"sv,
                                         "l2"sv,
                                         "l3"sv,
                                         "l4"sv,
                                         "l5"sv,
                                         "l6"sv,
                                         "l9"sv,
                                         "latin1"sv,
                                         "latin2"sv,
                                         "latin3"sv,
                                         "latin4"sv,
                                         "latin5"sv,
                                         "latin6"sv,
                                         "logical"sv,
                                         "mac"sv,
                                         "macintosh"sv,
                                         "ms932"sv,
                                         "ms_kanji"sv,
                                         "shift-jis"sv,
                                         "shift_jis"sv,
                                         "sjis"sv,
                                         "sun_eu_greek"sv,
                                         "tis-620"sv,
                                         "unicode-1-1-utf-8"sv,
                                         "unicode11utf8"sv,
                                         "unicode20utf8"sv,
                                         "us-ascii"sv,
                                         "utf-8"sv,
                                         "utf8"sv,
                                         "visual"sv,
                                         "windows-1250"sv,
                                         "windows-1251"sv,
                                         "windows-1252"sv,
                                         "windows-1253"sv,
                                         "windows-1254"sv,
                                         "windows-1255"sv,
                                         "windows-1256"sv,
                                         "windows-1257"sv,
                                         "windows-1258"sv,
                                         "windows-31j"sv,
                                         "windows-874"sv,
                                         "windows-949"sv,
                                         "x-cp1250"sv,
                                         "x-cp1251"sv,
                                         "x-cp1252"sv,
                                         "x-cp1253"sv,
                                         "x-cp1254"sv,
                                         "x-cp1255"sv,
                                         "x-cp1256"sv,
                                         "x-cp1257"sv,
                                         "x-cp1258"sv,
                                         "x-euc-jp"sv,
                                         "x-gbk"sv,
                                         "x-mac-cyrillic"sv,
                                         "x-mac-roman"sv,
                                         "x-mac-ukrainian"sv,
                                         "x-sjis"sv,
                                         "x-unicode20utf8"sv,
                                         "x-user-defined"sv,
                                         "x-x-big5"sv};
static_assert(kIso2022Jp.size() + kUtf16.size() + 6 + kAsciiCompatible.size() ==
              228);  // the standard's labels

constexpr size_t kLabelBytesMax = 32;

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_any_of(const auto& labels, std::string_view label) {
  label = without_blanks(label);
  return std::any_of(labels.begin(), labels.end(),
                     [&](std::string_view one) { return equal_ignoring_case(label, one); });
}

size_t find_charset(std::string_view text) {
  constexpr auto kWord = "charset"sv;
  for (size_t at = 0; at + kWord.size() <= text.size(); ++at) {
    if (equal_ignoring_case(text.substr(at, kWord.size()), kWord)) return at + kWord.size();
  }
  return text.npos;
}

std::string_view value_after_equals(std::string_view text) {
  text.remove_prefix(1);
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  if (text.empty()) return {};
  if (text.front() == '"' || text.front() == '\'') {
    const size_t close = text.find(text.front(), 1);
    return close == text.npos ? std::string_view() : text.substr(1, close - 1);
  }
  return text.substr(0, text.find_first_of("\t\n\f\r ;"));
}

}  // namespace

bool is_untouchable_label(std::string_view label) {
  return is_any_of(kIso2022Jp, label) || is_any_of(kUtf16, label) || is_any_of(kOthers, label);
}

bool is_ascii_compatible_label(std::string_view label) {
  label = without_blanks(label);
  if (label.size() > kLabelBytesMax) return false;
  std::array<char, kLabelBytesMax> lower;
  std::transform(label.begin(), label.end(), lower.begin(), to_lower);
  return std::binary_search(kAsciiCompatible.begin(), kAsciiCompatible.end(),
                            std::string_view(lower.data(), label.size()));
}

bool is_encoding_told(std::string_view content_type_charset, std::string_view first_bytes) {
  return first_bytes.starts_with("\xEF\xBB\xBF") || is_ascii_compatible_label(content_type_charset);
}

bool is_untouchable_encoding(std::string_view content_type_charset, std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFE\xFF") || first_bytes.starts_with("\xFF\xFE")) return true;
  if (first_bytes.starts_with("\xEF\xBB\xBF")) return false;
  return is_untouchable_label(content_type_charset);
}

EncodingFrom encoding_from(std::string_view content_type_charset, std::string_view first_bytes) {
  if (first_bytes.starts_with("\xEF\xBB\xBF")) return EncodingFrom::outside_utf8;
  if (is_any_of(kUtf8, content_type_charset)) return EncodingFrom::outside_utf8;
  return is_ascii_compatible_label(content_type_charset) ? EncodingFrom::outside
                                                         : EncodingFrom::page;
}

MetaEncoding encoding_of_meta_charset(std::string_view charset) {
  if (is_any_of(kIso2022Jp, charset)) return MetaEncoding::iso_2022_jp;
  if (is_any_of(kUtf8, charset) || is_any_of(kUtf16, charset)) return MetaEncoding::utf8;
  return is_ascii_compatible_label(charset) ? MetaEncoding::other : MetaEncoding::unknown;
}

MetaEncoding encoding_of_meta_content(std::string_view content) {
  for (;;) {
    const size_t at = find_charset(content);
    if (at == content.npos) return MetaEncoding::unknown;
    content.remove_prefix(at);
    while (!content.empty() && is_blank(content.front())) content.remove_prefix(1);
    if (content.starts_with('=')) return encoding_of_meta_charset(value_after_equals(content));
  }
}

MetaEncoding encoding_of_meta(const TagEvent& meta) {
  const AttributeReader attributes = meta.attributes();
  if (const auto charset = attributes.find("charset")) {
    return encoding_of_meta_charset(charset->value);
  }
  const auto http_equiv = attributes.find("http-equiv");
  if (!http_equiv || !equal_ignoring_case(http_equiv->value, "content-type")) {
    return MetaEncoding::unknown;
  }
  const auto content = attributes.find("content");
  return content ? encoding_of_meta_content(content->value) : MetaEncoding::unknown;
}

}  // namespace inlay::html
