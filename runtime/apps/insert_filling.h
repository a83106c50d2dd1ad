// The inserts of an app with an owner's options put in.
#pragma once

#include <string>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/insert_template.h"
#include "apps/json.h"

namespace inlay::apps {

// Those whose `if` holds and for which the owner has picked a place. What cannot be made, such as
// one at a selector of the owner's that is none, is left out, with a warning in `diagnostics`;
// `file` is how the manifest is called there.
std::vector<html::Insert> fill_inserts(const std::vector<InsertTemplate>& templates,
                                       const Json& options, const std::string& file,
                                       std::vector<Diagnostic>& diagnostics);

}  // namespace inlay::apps
