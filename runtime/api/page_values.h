// What scripts are told of a page's request and answers.
#pragma once

#include <v8-container.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/app.h"
#include "api/page_output.h"

namespace inlay {

// The visitor's request, for all scripts of a page.
struct PageRequestFacts {
  std::string method;
  std::string url;
  std::vector<PageField> fields;
};

// A script without the right to cookies neither sees credentials nor takes them away.
bool is_visible(const PageField& field, const AppRights& rights);

// As the prelude's makeContext() wants it (sdk/edge/README.md).
std::string context_json(const PageRequestFacts& request, const PageHead& page,
                         const AppRights& rights);

// Empty if it is longer than any string of scripts.
v8::Local<v8::String> js_text(v8::Isolate* isolate, std::string_view text);
// Those that are visible, as [name, value] pairs.
v8::Local<v8::Array> js_fields(v8::Isolate* isolate, const std::vector<PageField>& fields,
                               const AppRights& rights);

}  // namespace inlay
