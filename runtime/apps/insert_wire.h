// The inserts of one install as bytes. As such they are a content like a file's: sites whose
// installs make the same inserts share them, in memory and in snapshots.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/insert_program.h"

namespace inlay::apps {

// Deterministic. Insert::install is not part of it.
std::string write_inserts(const std::vector<html::Insert>& inserts);

// Nothing for bytes that are not such a list, or an empty one. Checks their form, not whether they
// compile.
std::optional<std::vector<html::Insert>> read_inserts(std::string_view bytes);

}  // namespace inlay::apps
