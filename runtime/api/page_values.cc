#include "api/page_values.h"

#include <array>

#include "apps/json.h"
#include "http_messages/field_list.h"
#include "isolate/js_string.h"

namespace inlay {
namespace {

using http::equals_ignoring_case;

bool is_credential(std::string_view name) {
  return equals_ignoring_case(name, "cookie") || equals_ignoring_case(name, "authorization") ||
         equals_ignoring_case(name, "set-cookie");
}

void append_fields(std::string& json, const std::vector<PageField>& fields,
                   const AppRights& rights) {
  json += '[';
  for (const PageField& field : fields) {
    if (!is_visible(field, rights)) continue;
    if (json.back() != '[') json += ',';
    json += '[';
    apps::append_json_string(json, field.name);
    json += ',';
    apps::append_json_string(json, field.value);
    json += ']';
  }
  json += ']';
}

}  // namespace

bool is_visible(const PageField& field, const AppRights& rights) {
  return rights.cookies || !is_credential(field.name);
}

std::string context_json(const PageRequestFacts& request, const PageHead& page,
                         const AppRights& rights) {
  std::string json = R"({"url":)";
  apps::append_json_string(json, request.url);
  json += R"(,"method":)";
  apps::append_json_string(json, request.method);
  json += R"(,"headers":)";
  append_fields(json, request.fields, rights);
  json += R"(,"page":{"status":)" + std::to_string(page.status) + R"(,"headers":)";
  append_fields(json, page.fields, rights);
  json += "}}";
  return json;
}

v8::Local<v8::String> js_text(v8::Isolate* isolate, std::string_view text) {
  v8::Local<v8::String> made;
  return js_string(isolate, text).ToLocal(&made) ? made : v8::String::Empty(isolate);
}

v8::Local<v8::Array> js_fields(v8::Isolate* isolate, const std::vector<PageField>& fields,
                               const AppRights& rights) {
  std::vector<v8::Local<v8::Value>> all;
  for (const PageField& field : fields) {
    if (!is_visible(field, rights)) continue;
    std::array<v8::Local<v8::Value>, 2> pair{js_text(isolate, field.name),
                                             js_text(isolate, field.value)};
    all.push_back(v8::Array::New(isolate, pair.data(), pair.size()));
  }
  return v8::Array::New(isolate, all.data(), all.size());
}

}  // namespace inlay
