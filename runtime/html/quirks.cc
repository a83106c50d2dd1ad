#include "html/quirks.h"

#include <algorithm>
#include <array>

#include "html/ascii.h"

namespace inlay::html {
namespace {

using namespace std::literals;

constexpr std::array kPublicIds = {
    "-//w3o//dtd w3 html strict 3.0//en//"sv,
    "-/w3c/dtd html 4.0 transitional/en"sv,
    "html"sv,
};

constexpr auto kSystemId = "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"sv;

constexpr std::array kPublicPrefixes = {
    "+//silmaril//dtd html pro v0r11 19970101//"sv,
    "-//as//dtd html 3.0 aswedit + extensions//"sv,
    "-//advasoft ltd//dtd html 3.0 aswedit + extensions//"sv,
    "-//ietf//dtd html 2.0 level 1//"sv,
    "-//ietf//dtd html 2.0 level 2//"sv,
    "-//ietf//dtd html 2.0 strict level 1//"sv,
    "-//ietf//dtd html 2.0 strict level 2//"sv,
    "-//ietf//dtd html 2.0 strict//"sv,
    "-//ietf//dtd html 2.0//"sv,
    "-//ietf//dtd html 2.1e//"sv,
    "-//ietf//dtd html 3.0//"sv,
    "-//ietf//dtd html 3.2 final//"sv,
    "-//ietf//dtd html 3.2//"sv,
    "-//ietf//dtd html 3//"sv,
    "-//ietf//dtd html level 0//"sv,
    "-//ietf//dtd html level 1//"sv,
    "-//ietf//dtd html level 2//"sv,
    "-//ietf//dtd html level 3//"sv,
    "-//ietf//dtd html strict level 0//"sv,
    "-//ietf//dtd html strict level 1//"sv,
    "-//ietf//dtd html strict level 2//"sv,
    "-//ietf//dtd html strict level 3//"sv,
    "-//ietf//dtd html strict//"sv,
    "-//ietf//dtd html//"sv,
    "-//metrius//dtd metrius presentational//"sv,
    "-//microsoft//dtd internet explorer 2.0 html strict//"sv,
    "-//microsoft//dtd internet explorer 2.0 html//"sv,
    "-//microsoft//dtd internet explorer 2.0 tables//"sv,
    "-//microsoft//dtd internet explorer 3.0 html strict//"sv,
    "-//microsoft//dtd internet explorer 3.0 html//"sv,
    "-//microsoft//dtd internet explorer 3.0 tables//"sv,
    "-//netscape comm. corp.//dtd html//"sv,
    "-//netscape comm. corp.//dtd strict html//"sv,
    "-//o'reilly and associates//dtd html 2.0//"sv,
    "-//o'reilly and associates//dtd html extended 1.0//"sv,
    "-//o'reilly and associates//dtd html extended relaxed 1.0//"sv,
    "-//sq//dtd html 2.0 hotmetal + extensions//"sv,
    "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//"sv,
    "-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//"sv,
    "-//spyglass//dtd html 2.0 extended//"sv,
    "-//sun microsystems corp.//dtd hotjava html//"sv,
    "-//sun microsystems corp.//dtd hotjava strict html//"sv,
    "-//w3c//dtd html 3 1995-03-24//"sv,
    "-//w3c//dtd html 3.2 draft//"sv,
    "-//w3c//dtd html 3.2 final//"sv,
    "-//w3c//dtd html 3.2//"sv,
    "-//w3c//dtd html 3.2s draft//"sv,
    "-//w3c//dtd html 4.0 frameset//"sv,
    "-//w3c//dtd html 4.0 transitional//"sv,
    "-//w3c//dtd html experimental 19960712//"sv,
    "-//w3c//dtd html experimental 970421//"sv,
    "-//w3c//dtd w3 html//"sv,
    "-//w3o//dtd w3 html 3.0//"sv,
    "-//webtechs//dtd mozilla html 2.0//"sv,
    "-//webtechs//dtd mozilla html//"sv,
};

// Quirks only without a system identifier.
constexpr std::array kPublicPrefixesAlone = {
    "-//w3c//dtd html 4.01 frameset//"sv,
    "-//w3c//dtd html 4.01 transitional//"sv,
};

bool any_begins(const auto& prefixes, std::string_view text) {
  return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
    return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
  });
}

bool any_equals(const auto& ids, std::string_view text) {
  return std::any_of(ids.begin(), ids.end(),
                     [&](std::string_view id) { return equal_ignoring_case(text, id); });
}

}  // namespace

bool means_quirks(const DoctypeParts& doctype) {
  if (doctype.force_quirks || !equal_ignoring_case(doctype.name, "html")) return true;
  if (doctype.system_id && equal_ignoring_case(*doctype.system_id, kSystemId)) return true;
  if (!doctype.public_id) return false;
  const std::string_view id = *doctype.public_id;
  return any_equals(kPublicIds, id) || any_begins(kPublicPrefixes, id) ||
         (!doctype.system_id && any_begins(kPublicPrefixesAlone, id));
}

}  // namespace inlay::html
