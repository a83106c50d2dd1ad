#include "isolate/surface.h"

#include <string>

namespace inlay {

std::vector<intptr_t> external_references(const Surface& surface) {
  std::vector<intptr_t> addresses;
  const auto add = [&](v8::FunctionCallback callback) {
    if (callback != nullptr) addresses.push_back(reinterpret_cast<intptr_t>(callback));
  };
  add(illegal_constructor);
  for (const ClassTable* table : surface.classes) {
    add(table->constructor.callback);
    for (const MethodRow& row : table->methods) add(row.callback);
    for (const AccessorRow& row : table->accessors) {
      add(row.getter);
      add(row.setter);
    }
  }
  for (const MethodRow& row : surface.natives) add(row.callback);
  addresses.push_back(0);
  return addresses;
}

uint64_t fingerprint(const Surface& surface) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a: tells versions apart, nobody attacks it
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;
  };
  const auto add_number = [&](double number) { add(std::to_string(number)); };
  for (const ClassTable* table : surface.classes) {
    add(table->name);
    add(table->gone);
    add_number(table->global ? 1 : 0);
    add_number(table->constructor.callback == nullptr ? -1 : table->constructor.arity);
    for (const MethodRow& row : table->methods) {
      add(row.name);
      add_number(row.of_class ? -1 - row.arity : row.arity);
    }
    for (const AccessorRow& row : table->accessors) {
      add(row.name);
      add_number(row.setter == nullptr ? 0 : 1);
    }
    for (const ConstantRow& row : table->constants) {
      add(row.name);
      add_number(row.value);
    }
  }
  for (const MethodRow& row : surface.natives) add(row.name);
  add(surface.prelude);
  return hash;
}

}  // namespace inlay
