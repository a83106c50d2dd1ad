// `install.json` as checked structs (docs/app-format.md). Lenient where published apps need it,
// strict where the app could not run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/diagnostic.h"
#include "apps/edge_limits.h"
#include "apps/edge_package.h"
#include "apps/expression.h"
#include "apps/insert_template.h"
#include "apps/json.h"
#include "apps/page_patterns.h"
#include "apps/permissions.h"

namespace inlay::apps {

enum class ResourceType : uint8_t { script, style };
enum class ResourceList : uint8_t { head, body };

struct Resource {
  ResourceList list = ResourceList::head;
  ResourceType type = ResourceType::script;
  Placeholders src;                     // not used when there are contents
  std::string src_text;                 // src as written
  std::optional<std::string> contents;  // inline code
  std::optional<Condition> condition;   // `if`; none: always
  uint32_t at = 0;                      // offset of src or contents in the manifest
};

enum class FieldType : uint8_t {
  string,
  boolean,
  number,
  integer,
  object,
  array,
  help,
  hidden,
  unknown,
};

struct Field {
  std::string key;  // empty for the field of an array's items
  FieldType type = FieldType::unknown;
  std::string format;
  std::optional<Json> default_value;
  bool has_enum = false;  // true also for `enum: null` and an empty array
  std::vector<Json> enum_values;
  std::optional<Json> show_if;
  bool required = false;
  std::vector<std::string> required_names;  // of an object: which of its properties; ascending
  std::optional<double> minimum, maximum, max_length, max_items;
  std::vector<Field> properties;  // ascending by key
  std::vector<Field> items;       // none, or the one field that describes an array's items
  uint32_t at = 0;                // offset of the key; ascending in the order of the file
};

struct Product {
  std::string id;
  double price = 0;  // US cents a month
};

// `inlay.edge` with `inlay.permissions` and `inlay.limits`, or the old `workers`.
struct EdgeManifest {
  struct Entry {
    std::string path;  // inside_path()
    uint32_t at = 0;   // of its text in the manifest
  };
  EdgeStyle style = EdgeStyle::module;
  std::vector<Entry> entries;  // one, or all of `workers` in their order
  Permissions permissions;
  EdgeLimits limits;
};

struct Manifest {
  std::vector<Resource> resources;      // head's, then body's; each in the order of the file
  std::vector<Field> options;           // ascending by key
  std::vector<Product> products;        // in the order of the file
  std::vector<InsertTemplate> inserts;  // in the order of the file
  std::optional<EdgeManifest> edge;     // the edge script, if it has one
  PagePatterns pages;                   // where inserts and edge script count
  Json document;                        // all of it, for what later parts read
};

// Adds every problem to `diagnostics`; nothing when one of them is an error. `file` is how the text
// is called in them. Never runs anything, never opens a file.
std::optional<Manifest> read_manifest(std::string_view text, const std::string& file,
                                      std::vector<Diagnostic>& diagnostics);

// The field with that key; null when there is none. `fields` ascend by key. O(log n)
const Field* find_field(const std::vector<Field>& fields, std::string_view key);

// A path inside an app folder without `./` and empty segments; nothing when it is empty, absolute,
// leaves the folder (any `..`), or has a NUL, a backslash or a scheme.
std::optional<std::string> inside_path(std::string_view path);

}  // namespace inlay::apps
