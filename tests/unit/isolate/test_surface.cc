#include "test_surface.h"

#include <array>

#include "isolate/js_class.h"

namespace inlay {

Result<> Tag::set_name(std::string name) {
  if (name.empty()) return fail(Fault::malformed, Blame::app, "tag name: empty");
  if (name.size() > 8) return fail(Fault::too_large, Blame::app, "tag name: more than 8 bytes");
  name_ = std::move(name);
  return {};
}

std::optional<std::string> Tag::get_attribute(std::string name) const {
  if (name != attribute_name_) return std::nullopt;
  return attribute_value_;
}

Result<Self> Tag::set_attribute(std::string name, std::string value) {
  if (name.find(' ') != std::string::npos) {
    return fail(Fault::malformed, Blame::app, "attribute name: has a space");
  }
  attribute_name_ = std::move(name);
  attribute_value_ = std::move(value);
  return Self{};
}

Result<std::unique_ptr<Counter>> Counter::make(std::optional<double> start) {
  if (start && *start < 0) return fail(Fault::malformed, Blame::app, "start: below 0");
  return std::unique_ptr<Counter>(new Counter(start.value_or(0)));
}

double Counter::add(std::optional<double> more) { return value_ += more.value_or(1); }

namespace {

constexpr std::array kTagMethods{
    method<&Tag::get_attribute>("getAttribute"),
    method<&Tag::set_attribute>("setAttribute"),
    method<&Tag::has_attribute>("hasAttribute"),
};
constexpr std::array kTagAccessors{accessor<&Tag::name, &Tag::set_name>("name")};
constexpr std::array kTagConstants{ConstantRow{"LONGEST", 8}};

constexpr std::array kCounterMethods{
    method<&Counter::add>("add"),
    function<&Counter::how_many>("howMany"),
};
constexpr std::array kCounterAccessors{accessor<&Counter::value>("value")};
constexpr ClassTable kCounterClass{
    .name = "Counter",
    .gone = "this counter is gone",
    .constructor = constructor<&Counter::make>(),
    .methods = kCounterMethods,
    .accessors = kCounterAccessors,
    .constants = {},
    .global = true,
};

constexpr std::array kClasses{&kTagClass, &kCounterClass};

// One native per crossing type; each gives back what it got.
std::string same_string(std::string text) { return text; }
Result<std::string> same_name(std::string text) { return text; }
bool same_bool(bool value) { return value; }
int32_t same_int(int32_t value) { return value; }
uint32_t same_uint(uint32_t value) { return value; }
double same_double(double value) { return value; }
std::optional<std::string> same_optional(std::optional<std::string> value) { return value; }
v8::Local<v8::Value> same_value(v8::Local<v8::Value> value) { return value; }
v8::Local<v8::Object> same_object(v8::Local<v8::Object> value) { return value; }
std::span<const std::byte> same_bytes(std::span<const std::byte> bytes) { return bytes; }
std::vector<std::string> twice(std::string text) { return {text, text}; }
uint32_t utf8_bytes(std::string text) { return static_cast<uint32_t>(text.size()); }
v8::Local<v8::Value> called(JsCall& call, v8::Local<v8::Function> function) {
  v8::Local<v8::Value> result;
  if (!function->Call(call.context(), call.receiver(), 0, nullptr).ToLocal(&result)) call.rethrow();
  return result;
}
Result<> failing(uint32_t fault) {
  return fail(static_cast<Fault>(fault), Blame::app, "this always fails");
}

constexpr std::array kNatives{
    function<same_string>("sameString"),
    function<same_name>("sameName"),
    function<same_bool>("sameBool"),
    function<same_int>("sameInt"),
    function<same_uint>("sameUint"),
    function<same_double>("sameDouble"),
    function<same_optional>("sameOptional"),
    function<same_value>("sameValue"),
    function<same_object>("sameObject"),
    function<same_bytes>("sameBytes"),
    function<twice>("twice"),
    function<utf8_bytes>("utf8Bytes"),
    function<called>("called"),
    function<failing>("failing"),
};

constexpr std::string_view kPrelude = R"js('use strict';
(natives) => {
  const join = Array.prototype.join;
  const apply = Reflect.apply;
  Object.defineProperty(globalThis, 'natives', { value: natives, configurable: true });
  globalThis.inPrelude = (function_) => function_();
  globalThis.joined = (list) => apply(join, list, ['+']);
}
)js";

}  // namespace

constexpr ClassTable kTagClass{
    .name = "Tag",
    .gone = "this tag is only valid inside its handler",
    .constructor = {},
    .methods = kTagMethods,
    .accessors = kTagAccessors,
    .constants = kTagConstants,
    .global = true,
};

const Surface& test_surface() {
  static constexpr Surface kSurface{kClasses, kNatives, kPrelude};
  return kSurface;
}

}  // namespace inlay
