// The parts of read_manifest(), one per section of the format. Each reports what is wrong and
// returns what is right. All borrow their arguments for the call.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "apps/manifest.h"
#include "apps/reporter.h"

namespace inlay::apps {

// A member of `inlay`; null when there is none.
const Json* inlay_member(const Json& manifest, std::string_view key);

std::vector<Resource> read_resources(const Json& manifest, Reporter& reporter);
std::vector<Field> read_option_fields(const Json& manifest, Reporter& reporter);
std::vector<Product> read_products(const Json& manifest, Reporter& reporter);

std::vector<InsertTemplate> read_insert_templates(const Json& manifest, Reporter& reporter);
PagePatterns read_page_patterns(const Json& manifest, Reporter& reporter);

// Nothing where the manifest asks for no edge script.
std::optional<EdgeManifest> read_edge_manifest(const Json& manifest, Reporter& reporter);

// Sections that this version only looks at: preview, hooks, dns, dependencies, and what is left of
// inlay.
void check_other_sections(const Json& manifest, Reporter& reporter);

// Conditions, placeholders, showIf and preview handlers that name options which do not exist.
void check_names(const Manifest& manifest, Reporter& reporter);

}  // namespace inlay::apps
