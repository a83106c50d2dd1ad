// Whether a doctype puts the document into quirks mode. All that it changes for us: in quirks mode
// a table does not end a paragraph. Limited-quirks mode counts as none, as it does there. Source:
// HTML standard 13.2.6.4.1 "The initial insertion mode".
#pragma once

#include <optional>
#include <string_view>

namespace inlay::html {

// A doctype's parts as they stand in the page; borrowed. read_doctype() of doctype.h makes it.
struct DoctypeParts {
  std::string_view name;                      // empty: missing
  std::optional<std::string_view> public_id;  // missing is not the same as empty
  std::optional<std::string_view> system_id;
  bool force_quirks = false;
};

bool means_quirks(const DoctypeParts& doctype);

}  // namespace inlay::html
