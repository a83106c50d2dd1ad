#include "isolate/module_path.h"

#include <cctype>

namespace inlay {
namespace {

constexpr size_t kShownMax = 200;  // bytes of a specifier in an error

bool names_scheme(std::string_view specifier) {
  const size_t colon = specifier.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  for (const char c : specifier.substr(0, colon)) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '+' && c != '-' && c != '.') {
      return false;
    }
  }
  return specifier.front() != '.';
}

tl::unexpected<Error> refused(std::string_view importer, std::string_view specifier,
                              std::string_view rule) {
  std::string text = "import of \"" + std::string(specifier.substr(0, kShownMax)) + "\" in " +
                     std::string(importer) + ": ";
  return fail(Fault::refused, Blame::app, text.append(rule));
}

}  // namespace

Result<std::string> resolve_module(std::string_view importer, std::string_view specifier) {
  if (specifier.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos) {
    return refused(importer, specifier, "a path may hold neither backslashes nor NUL");
  }
  if (specifier.starts_with('/')) {
    return refused(importer, specifier,
                   "an absolute path; imports begin with ./ or ../ and stay in the app's folder");
  }
  if (names_scheme(specifier)) {
    return refused(importer, specifier,
                   "nothing is loaded from elsewhere at run time; put the file into the app");
  }
  if (!specifier.starts_with("./") && !specifier.starts_with("../")) {
    return refused(importer, specifier,
                   "a bare name; packages have to be bundled (inlay pack does), files begin with "
                   "./ or ../");
  }
  const size_t folder_end = importer.rfind('/');
  std::string path(folder_end == std::string_view::npos ? "" : importer.substr(0, folder_end));
  std::string_view rest = specifier;
  while (!rest.empty()) {
    const size_t end = rest.find('/');
    const std::string_view part = rest.substr(0, end);
    if (part == "..") {
      if (path.empty()) {
        return refused(importer, specifier, "leads out of the app's folder");
      }
      const size_t up = path.rfind('/');
      path.resize(up == std::string::npos ? 0 : up);
    } else if (part != "." && !part.empty()) {
      if (!path.empty()) path += '/';
      path += part;
    }
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return path;
}

}  // namespace inlay
